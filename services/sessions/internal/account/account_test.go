package account

import (
	"strings"
	"testing"
	"time"
)

func TestPasswords(t *testing.T) {
	stored, err := new(Store).hash(t.Context(), "құпия сөз айтылмайды")
	if err != nil || !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("got %q, %v", stored, err)
	}
	if again, _ := new(Store).hash(t.Context(), "құпия сөз айтылмайды"); again == stored {
		t.Error("the same password is stored alike twice: no salt")
	}
	for password, want := range map[string]bool{"құпия сөз айтылмайды": true, "құпия сөз айтылмайды ": false, "": false} {
		if got, err := samePassword(t.Context(), password, stored); got != want || err != nil {
			t.Errorf("%q: %v, %v", password, got, err)
		}
	}
	if same, err := samePassword(t.Context(), "", ""); same || err != nil {
		t.Errorf("nothing stored: %v, %v", same, err)
	}
	if _, err := samePassword(t.Context(), "x", "plain"); err == nil {
		t.Error("an unknown form must be an error")
	}
	if _, err := new(Store).hash(t.Context(), "он бір әріп"); err == nil {
		t.Error("eleven characters are too few")
	}
}

// TestUnknownLoginsTakeAsLong: the work for no account is that for a wrong
// password, within what a machine's noise allows.
func TestUnknownLoginsTakeAsLong(t *testing.T) {
	stored, err := new(Store).hash(t.Context(), "құпия сөз айтылмайды")
	if err != nil {
		t.Fatal(err)
	}
	fastest := func(stored string) time.Duration {
		best := time.Hour
		for range 10 {
			started := time.Now()
			_, _ = samePassword(t.Context(), "wrong", stored)
			best = min(best, time.Since(started))
		}
		return best
	}
	known, unknown := fastest(stored), fastest("")
	if unknown < known/2 {
		t.Errorf("no account: %v, wrong password: %v", unknown, known)
	}
}

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
