package account

import (
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	const forum = "0192F000-0000-7000-8000-000000000001"
	good := func() Account {
		return Account{Login: "asel", Name: "Әсел", Email: " Asel@Example.kz", Roles: Roles{forum: {"secretary", "chair", "chair"}, "*": {}}}
	}
	a := good()
	if err := a.Check(); err != nil || a.Email != "asel@example.kz" || len(a.Roles) != 1 ||
		strings.Join(a.Roles[strings.ToLower(forum)], " ") != "chair secretary" {
		t.Errorf("got %+v, %v", a, err)
	}
	for name, spoil := range map[string]func(*Account){
		"/login": func(a *Account) { a.Login = "asel " },
		"/name":  func(a *Account) { a.Name = "  " },
		"/email": func(a *Account) { a.Email = "Әсел <asel@example.kz>" },
		"/roles": func(a *Account) { a.Roles = Roles{"*": {"tablet"}} },
	} {
		a := good()
		spoil(&a)
		if err := a.Check(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
