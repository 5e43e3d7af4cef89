package sessions_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/services/sessions"
)

// What the operator orders at the server holds beside the running service: the one
// whose account is switched off is out at once, and the audit says that it was the
// shell.
func TestAccountsAtTheShell(t *testing.T) {
	d := openDay(t)
	order := func(o sessions.AccountOrder) sessions.AccountAnswer {
		t.Helper()
		answer, err := sessions.OrderAccount(t.Context(), d.DatabaseURL, o)
		if err != nil {
			t.Fatalf("%+v: %v", o, err)
		}
		return answer
	}
	made := order(sessions.AccountOrder{Act: "add", Login: "asel", Name: "Әсел", Roles: []string{"chair@" + d.forum, "facilitator@" + d.forum + "/" + d.session}})
	if len(made.Password) < 20 || len(made.Accounts[0].Roles) != 2 {
		t.Fatalf("made %+v", made)
	}
	b := d.browser(t)
	b.post(t, "/sign-in", object{"login": "asel", "password": made.Password})
	order(sessions.AccountOrder{Act: "reset-password", Login: "Asel", Password: chosen})
	if resp, _ := b.post(t, "/token", nil); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("after another password: %d", resp.StatusCode)
	}
	resp, in := b.post(t, "/sign-in", object{"login": "asel", "password": chosen})
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("with the new password: %d", resp.StatusCode)
	}
	d.LiveEnds(t, api+d.path+"/live", in.AccessToken, func() { order(sessions.AccountOrder{Act: "disable", Login: "asel"}) })
	if got := d.audit(t, d.organiser, "limit=1")[0]; got.Kind != "shell" || got.String() != "accounts disable disabled false>true" {
		t.Errorf("in the audit: %+v", got)
	}
	order(sessions.AccountOrder{Act: "enable", Login: "asel"})
	all := order(sessions.AccountOrder{Act: "list"})
	if len(all.Accounts) != 2 || all.Password != "" {
		t.Errorf("listed %+v", all)
	}
	for words, o := range map[string]sessions.AccountOrder{
		"no such account":    {Act: "disable", Login: "nobody"},
		"login is taken":     {Act: "add", Login: "ASEL"},
		"easy to guess":      {Act: "add", Login: "weak", Password: "password1234"},
		"one of":             {Act: "add", Login: "odd", Roles: []string{"king"}},
		"organiser of all":   {Act: "disable", Login: login},
		"called \"destroy\"": {Act: "destroy", Login: "asel"},
	} {
		if _, err := sessions.OrderAccount(t.Context(), d.DatabaseURL, o); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%+v: %v, want %q", o, err, words)
		}
	}
}
