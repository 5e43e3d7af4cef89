package sessions_test

import (
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/services/sessions"
)

// TestTheFirstOrganiserBeginsOnce, with the address that the server printed and no
// other, and then nobody does.
func TestTheFirstOrganiserBeginsOnce(t *testing.T) {
	var setUp string
	h := openWith(t, func(c *configuration) { c.OrganiserLogin, c.OrganiserPassword = "", "" }, func(s *sessions.Service) {
		var err error
		if setUp, err = s.SetUpURL(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	address, code, _ := strings.Cut(setUp, "#")
	if !strings.HasSuffix(address, "/desk/setup") || len(code) < 20 {
		t.Fatalf("the address is %q", setUp)
	}
	var state struct{ Open bool }
	if h.Call(t, 200, "GET", api+"/set-up", "", nil, &state); !state.Open {
		t.Error("a server without accounts is not to be set up")
	}
	first := func(change ...string) object {
		o := object{"code": code, "id": newID(), "login": "aliya", "name": "Әлия Сейтова", "password": "дала жусан қамшы", "language": "ru"}
		for i := 0; i < len(change); i += 2 {
			o[change[i]] = change[i+1]
		}
		return o
	}
	h.Problem(t, 403, "set_up_code_wrong", "POST", api+"/set-up", "", first("code", code[1:]+"A"))
	h.Problem(t, 422, "invalid_request", "POST", api+"/set-up", "", first("password", "123456789012"))
	h.Problem(t, 422, "invalid_request", "POST", api+"/set-up", "", first("name", " "))
	h.Problem(t, 422, "invalid_request", "POST", api+"/set-up", "", first("login", " aliya"))

	var in struct {
		AccessToken string `json:"access_token"`
		Account     struct{ Login, Name, Language string }
	}
	h.Call(t, 200, "POST", api+"/set-up", "", first(), &in)
	if in.Account.Login != "aliya" || in.Account.Name != "Әлия Сейтова" || in.Account.Language != "ru" {
		t.Errorf("made %+v", in.Account)
	}
	h.Call(t, 201, "POST", api+"/forums", in.AccessToken, aForum("draft"), nil) // an organiser of all forums
	h.Call(t, 200, "POST", api+"/sign-in", "", object{"login": "aliya", "password": "дала жусан қамшы"}, nil)

	h.Problem(t, 409, "set_up_done", "POST", api+"/set-up", "", first("login", "second"))
	h.Problem(t, 403, "set_up_code_wrong", "POST", api+"/set-up", "", first("code", "x"))
	if h.Call(t, 200, "GET", api+"/set-up", "", nil, &state); state.Open {
		t.Error("a server with an account is to be set up again")
	}
}

// TestTwoFirstOrganisers who press the button at once: one begins.
func TestTwoFirstOrganisers(t *testing.T) {
	var setUp string
	h := openWith(t, func(c *configuration) { c.OrganiserLogin, c.OrganiserPassword = "", "" }, func(s *sessions.Service) { setUp, _ = s.SetUpURL(t.Context()) })
	_, code, _ := strings.Cut(setUp, "#")
	statuses := make(chan int, 2)
	for _, login := range []string{"aliya", "bolat"} {
		go func() {
			status, _ := h.Do(t, "POST", api+"/set-up", "", object{"code": code, "login": login, "name": login, "password": "дала жусан қамшы"})
			statuses <- status
		}()
	}
	if one, other := <-statuses, <-statuses; one+other != 200+409 {
		t.Errorf("they were answered %d and %d", one, other)
	}
}

// openWith opens a house and shows the service before it serves.
func openWith(t *testing.T, change func(*configuration), show func(*sessions.Service)) house {
	t.Helper()
	h := testkit.NewHouse(t)
	c := configuration{TokenKey: seedOf(h)}
	change(&c)
	s, err := sessions.New(t.Context(), h.Host, c)
	if err != nil {
		t.Fatal(err)
	}
	show(s)
	h.Serve(t, s)
	return house{House: h}
}
