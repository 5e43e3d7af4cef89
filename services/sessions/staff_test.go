package sessions_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/services/sessions"
)

// browser keeps cookies.
type browser struct {
	*http.Client
	h house
}

func (h house) browser(t *testing.T) browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return browser{h: h, Client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

type signedIn struct {
	AccessToken string    `json:"access_token"`
	ExpiresAt   time.Time `json:"expires_at"`
	Account     struct {
		ID, Login, Name, Language string
		Roles                     map[string][]string
		Version                   int
	}
	Recovery []string `json:"recovery_codes"`

	Code      string // of a problem
	Challenge string // of one that asks for a second step
	Ways      []string
	Errors    []struct{ Pointer, Code string }
}

func (b browser) post(t *testing.T, path string, body any) (*http.Response, signedIn) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := b.Post(b.h.URL+api+path, "application/json", bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, err = io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var in signedIn
	if len(data) > 0 {
		if err := json.Unmarshal(data, &in); err != nil {
			t.Fatalf("%s: %s", path, data)
		}
	}
	return resp, in
}

func TestSignIn(t *testing.T) {
	h := open(t)
	b := h.browser(t)
	resp, in := b.post(t, "/sign-in", object{"login": "organiseR", "password": password}) // logins know no case
	if resp.StatusCode != http.StatusOK || in.Account.Login != login || in.Account.Roles["*"][0] != "organiser" {
		t.Fatalf("got %d %+v", resp.StatusCode, in)
	}
	if left := time.Until(in.ExpiresAt); left > 15*time.Minute || left < 14*time.Minute {
		t.Errorf("the token lasts %v", left)
	}
	cookie := resp.Header.Get("Set-Cookie")
	for _, part := range []string{"HttpOnly", "SameSite=Strict", "Path=/api/sessions"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie %q lacks %s", cookie, part)
		}
	}
	var me signedIn
	h.Call(t, 200, "GET", api+"/me", in.AccessToken, nil, &me.Account)
	if me.Account.ID != in.Account.ID {
		t.Errorf("me: %+v", me)
	}
	if _, answer := h.Do(t, "GET", api+"/accounts", in.AccessToken, nil); strings.Contains(string(answer), "argon2") {
		t.Errorf("accounts show passwords: %s", answer)
	}

	resp, again := b.post(t, "/token", nil)
	if resp.StatusCode != http.StatusOK || again.Account.ID != in.Account.ID || resp.Header.Get("Set-Cookie") == cookie {
		t.Errorf("refreshed: %d %+v", resp.StatusCode, again)
	}
	if resp, _ := b.post(t, "/sign-out", nil); resp.StatusCode != http.StatusNoContent {
		t.Errorf("sign-out: %d", resp.StatusCode)
	}
	if resp, in := b.post(t, "/token", nil); resp.StatusCode != http.StatusUnauthorized || in.Code != "sign_in_required" {
		t.Errorf("after signing out: %d %+v", resp.StatusCode, in)
	}
	var keys struct{ Keys []map[string]string }
	h.Call(t, 200, "GET", api+"/.well-known/jwks.json", "", nil, &keys)
	if x, _ := base64.RawURLEncoding.DecodeString(keys.Keys[0]["x"]); !bytes.Equal(x, h.Signer.PublicKey()) || keys.Keys[0]["kid"] != h.Signer.KeyID() {
		t.Errorf("got keys %v", keys)
	}
}

func TestStolenRefreshTokenEndsTheSignIn(t *testing.T) {
	h := open(t)
	b, thief := h.browser(t), h.browser(t)
	resp, _ := b.post(t, "/sign-in", object{"login": login, "password": password})
	stolen := resp.Cookies()
	thief.Jar.SetCookies(resp.Request.URL, stolen)
	if resp, _ := b.post(t, "/token", nil); resp.StatusCode != http.StatusOK {
		t.Fatalf("refresh: %d", resp.StatusCode)
	}
	other := h.browser(t) // another tab, at the same moment, with the same cookie
	other.Jar.SetCookies(resp.Request.URL, stolen)
	if resp, _ := other.post(t, "/token", nil); resp.StatusCode != http.StatusOK {
		t.Errorf("a second tab was refused: %d", resp.StatusCode)
	}
	h.exec(t, `UPDATE sessions.refresh_tokens SET used_at = used_at - interval '1 minute' WHERE used_at IS NOT NULL`)
	if resp, _ := thief.post(t, "/token", nil); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("the thief got %d", resp.StatusCode)
	}
	if resp, _ := b.post(t, "/token", nil); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("after the theft the owner must sign in again, got %d", resp.StatusCode)
	}
	if resp, _ := b.post(t, "/sign-in", object{"login": login, "password": password}); resp.StatusCode != http.StatusOK {
		t.Errorf("signing in again: %d", resp.StatusCode)
	}
	h.exec(t, `UPDATE sessions.refresh_tokens SET expires_at = now() - interval '1 second'`)
	if resp, _ := b.post(t, "/token", nil); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("a token that has run out: %d", resp.StatusCode)
	}
}

func (h house) exec(t *testing.T, statement string) {
	t.Helper()
	db, err := sqlx.Open("postgres", h.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func TestGuessingIsSlowedDown(t *testing.T) {
	h := open(t)
	try := func(from, login, password string) (int, string, string) {
		data, _ := json.Marshal(object{"login": login, "password": password})
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.URL+api+"/sign-in", bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Forwarded-For", "10.9.9.9, "+from)
		req.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		var in signedIn
		_ = json.NewDecoder(resp.Body).Decode(&in)
		return resp.StatusCode, in.Code, resp.Header.Get("Retry-After")
	}
	for range 5 {
		if status, code, _ := try("192.0.2.1", login, "wrong"); status != 401 || code != "sign_in_wrong" {
			t.Fatalf("got %d %s", status, code)
		}
	}
	status, code, after := try("192.0.2.1", login, "wrong")
	if status != 429 || code != "too_many_tries" || after == "" {
		t.Errorf("the sixth: %d %s, Retry-After %q", status, code, after)
	}
	// Whoever is right passes, also where somebody else has failed too often.
	if status, code, _ := try("192.0.2.1", login, password); status != 200 {
		t.Errorf("the owner from there: %d %s", status, code)
	}
	if status, code, _ := try("192.0.2.2", login, password); status != 200 {
		t.Errorf("the owner from elsewhere: %d %s", status, code)
	}
	if status, code, _ := try("192.0.2.1", "nobody", "wrong"); status != 401 || code != "sign_in_wrong" {
		t.Errorf("an unknown login: %d %s, want what a wrong password gets", status, code)
	}
}

func TestAccountsOfForums(t *testing.T) {
	d := openDay(t)
	other := d.create(t, "/forums", aForum("announced")).ID
	make := func(login string, roles object) string {
		return d.create(t, "/accounts", object{"login": login, "name": login, "password": "тоғыз қазан, он шөміш", "roles": roles}).ID
	}
	mine, both := make("mine", object{d.forum: []string{"secretary"}}), make("both", object{d.forum: []string{"chair"}, other: []string{"chair"}})
	theirs, all := make("theirs", object{other: []string{"moderator"}}), make("all", object{"*": []string{"organiser"}})
	organiser := d.staff(t, "organiser")

	var seen list
	d.Call(t, 200, "GET", api+"/accounts", organiser, nil, &seen)
	if len(seen.Items) != 2 {
		t.Errorf("sees %d accounts, want mine and both", len(seen.Items))
	}
	for _, c := range []struct {
		name, account string
		change        object
		status        int
		code          string
	}{
		{"a password of mine", mine, object{"password": "он шөміш, тоғыз қазан"}, 200, ""},
		{"a password of both", both, object{"password": "он шөміш, тоғыз қазан"}, 403, "account_of_other_forums"},
		{"a login of all", all, object{"login": "mine too"}, 404, "account_not_found"},
		{"an e-mail of theirs", theirs, object{"email": "me@example.kz"}, 404, "account_not_found"},
		{"a role here of both", both, object{"roles": object{d.forum: []string{"secretary"}, other: []string{"chair"}}}, 200, ""},
		{"a role elsewhere of both", both, object{"roles": object{d.forum: []string{"chair"}, other: []string{"organiser"}}}, 403, "roles_of_other_forums"},
		{"taking a role elsewhere", both, object{"roles": object{d.forum: []string{"chair"}}}, 403, "roles_of_other_forums"},
		{"taking theirs in", theirs, object{"roles": object{d.forum: []string{"facilitator"}, other: []string{"moderator"}}}, 200, ""},
		{"making oneself organiser of all", mine, object{"roles": object{"*": []string{"organiser"}}}, 403, "roles_of_other_forums"},
		{"an unknown role", mine, object{"roles": object{d.forum: []string{"king"}}}, 422, "invalid_request"},
		{"a role of tablets", mine, object{"roles": object{d.forum: []string{"tablet"}}}, 422, "invalid_request"},
		{"an unknown scope", mine, object{"roles": object{"everywhere": []string{"chair"}}}, 422, "invalid_request"},
		{"an old version", mine, object{"name": "x", "version": 1}, 409, "changed_meanwhile"},
		{"a taken login", mine, object{"login": "BOTH"}, 409, "login_taken"},
	} {
		status, answer := d.Do(t, "PATCH", api+"/accounts/"+c.account, organiser, c.change)
		if status != c.status || c.code != "" && !strings.Contains(string(answer), `"code":"`+c.code+`"`) {
			t.Errorf("%s: got %d %s, want %d %s", c.name, status, answer, c.status, c.code)
		}
	}
	d.Problem(t, 403, "roles_of_other_forums", "POST", api+"/accounts", organiser, object{"login": "new", "name": "x", "roles": object{"*": []string{"chair"}}})
	d.Problem(t, 403, "roles_of_other_forums", "POST", api+"/accounts", organiser, object{"login": "new", "name": "x", "roles": object{}})
	d.Problem(t, 422, "invalid_request", "POST", api+"/accounts", d.organiser, object{"login": "new", "name": "x", "roles": object{newID(): []string{"chair"}}})
	d.Call(t, 201, "POST", api+"/accounts", organiser, object{"login": "new", "name": "x", "roles": object{d.forum: []string{"chair"}}}, nil)
}

func TestChangedPasswordAndDisablingEndSignIns(t *testing.T) {
	h := open(t)
	id := h.create(t, "/accounts", object{"login": "asel", "name": "Әсел", "password": "бірінші-сөз-қандай", "roles": object{"*": []string{"chair"}}}).ID
	for _, change := range []object{{"password": "екінші-сөз-қандай"}, {"disabled": true}} {
		b := h.browser(t)
		word := "бірінші-сөз-қандай"
		if change["disabled"] == true {
			word = "екінші-сөз-қандай"
		}
		if resp, in := b.post(t, "/sign-in", object{"login": "asel", "password": word}); resp.StatusCode != http.StatusOK {
			t.Fatalf("signing in: %d %+v", resp.StatusCode, in)
		}
		h.Call(t, 200, "PATCH", api+"/accounts/"+id, h.organiser, change, nil)
		if resp, _ := b.post(t, "/token", nil); resp.StatusCode != http.StatusUnauthorized {
			t.Errorf("after %v: %d", change, resp.StatusCode)
		}
		if resp, in := b.post(t, "/sign-in", object{"login": "asel", "password": word}); resp.StatusCode != http.StatusUnauthorized || in.Code != "sign_in_wrong" {
			t.Errorf("after %v, signing in: %d %+v", change, resp.StatusCode, in)
		}
	}
	var accounts struct{ Items []thing }
	h.Call(t, 200, "GET", api+"/accounts", h.organiser, nil, &accounts)
	first := accounts.Items[0].ID
	h.Problem(t, 409, "last_organiser", "PATCH", api+"/accounts/"+first, h.organiser, object{"disabled": true})
	h.Problem(t, 409, "last_organiser", "PATCH", api+"/accounts/"+first, h.organiser, object{"roles": object{"*": []string{"chair"}}})
	h.Problem(t, 404, "account_not_found", "GET", api+"/me", h.Sign(t, token.Caller{
		Subject: newID(), Kind: "tablet", Roles: map[string][]string{newID(): {"tablet"}}, Expires: time.Now().Add(time.Minute),
	}), nil)
}

// Signing out ends the access token too; another sign-in of the account goes on.
func TestSigningOutEndsTheAccessToken(t *testing.T) {
	h := open(t)
	here, there := h.browser(t), h.browser(t)
	_, in := here.post(t, "/sign-in", object{"login": login, "password": password})
	_, other := there.post(t, "/sign-in", object{"login": login, "password": password})
	h.Call(t, 200, "GET", api+"/me", in.AccessToken, nil, nil)
	if resp, _ := here.post(t, "/sign-out", object{}); resp.StatusCode != http.StatusNoContent {
		t.Fatalf("signing out: %d", resp.StatusCode)
	}
	testkit.Eventually(t, "the access token has ended", func() bool {
		status, _ := h.Do(t, "GET", api+"/me", in.AccessToken, nil)
		return status == http.StatusUnauthorized
	})
	h.Call(t, 200, "GET", api+"/me", other.AccessToken, nil, nil)
	if resp, _ := there.post(t, "/token", object{}); resp.StatusCode != http.StatusOK {
		t.Errorf("the other sign-in: %d", resp.StatusCode)
	}
}

// A token is for the services that it names.
func TestTokensCarryTheirAudience(t *testing.T) {
	h := open(t)
	c := token.Caller{Subject: newID(), Kind: "staff", Roles: map[string][]string{token.Everywhere: {"organiser"}}, Expires: time.Now().Add(time.Hour)}
	c.Audience = []string{"decisions"}
	h.Problem(t, 401, "token_invalid", "GET", api+"/accounts", h.Sign(t, c), nil)
	c.Audience = []string{"sessions"}
	h.Call(t, 200, "GET", api+"/accounts", h.Sign(t, c), nil, nil)
}

// The well-known passwords of a demonstration sign in nowhere else, wherever the
// database came from.
func TestDemonstrationAccountsWorkNowhereElse(t *testing.T) {
	first := func(demo bool) func(c *configuration) {
		return func(c *configuration) {
			c.OrganiserPassword, c.Demonstration = sessions.DemonstrationPassword, demo
		}
	}
	h := open(t, first(true))
	in := object{"login": login, "password": sessions.DemonstrationPassword}
	h.Call(t, 200, "POST", api+"/sign-in", "", in, nil)
	h.Problem(t, 422, "invalid_request", "POST", api+"/accounts", h.organiser, object{"login": "asel", "name": "Асел", "password": "password1234", "roles": object{}})

	again := testkit.NewHouse(t)
	again.DatabaseURL = h.DatabaseURL
	c := configuration{TokenKey: base64.StdEncoding.EncodeToString(make([]byte, 32))}
	s, err := sessions.New(t.Context(), again.Host, c)
	if err != nil {
		t.Fatal(err)
	}
	again.Serve(t, s)
	again.Problem(t, 403, "demonstration_account", "POST", api+"/sign-in", "", in)
}

// TestALoginThatLooksLikeAnotherIsRefused, when an account is made and when it is
// changed; each account is unlike the others but like itself.
func TestALoginThatLooksLikeAnotherIsRefused(t *testing.T) {
	d := openDay(t)
	account := func(login string) object {
		return object{"login": login, "name": "Айгүл", "roles": object{d.forum: []string{"secretary"}}}
	}
	made := d.create(t, "/accounts", account("сергей.ким"))
	other := d.create(t, "/accounts", account("asel"))
	d.create(t, "/accounts", account("Нина"))
	for login, code := range map[string]string{
		"Сергей.КИМ":       "login_taken",
		"cергей.ким":       "login_alike", // a Latin c
		"сергеи.ким":       "login_alike",
		"сергей.\u200bким": "login_spaces",
		"сёргей.ким":       "login_alike",
		"сергей.кім":       "login_alike",
		"аsel":             "login_alike", // a Cyrillic а
		"Hина":             "login_alike", // a Latin H
		"оrganiser":        "login_alike", // the first organiser's, with a Cyrillic о
	} {
		for method, path := range map[string]string{"POST": "/accounts", "PATCH": "/accounts/" + other.ID} {
			body := account(login)
			if method == "PATCH" {
				if body = (object{"login": login}); login == "аsel" {
					continue // its own
				}
			}
			status, answer := d.Do(t, method, api+path, d.organiser, body)
			if status != 409 && status != 422 || !strings.Contains(string(answer), `"`+code+`"`) {
				t.Errorf("%s %q: got %d %s, want %s", method, login, status, answer, code)
			}
		}
	}
	d.Call(t, 200, "PATCH", api+"/accounts/"+made.ID, d.organiser, object{"login": "Сергеи.Ким"}, nil)
	d.create(t, "/accounts", account("сергей.кимов"))

	answers := make(chan int)
	for _, login := range []string{"markhabat", "mаrkhabat", "markhаbat", "mаrkhаbat"} { // at once
		go func() {
			status, _ := d.Do(t, "POST", api+"/accounts", d.organiser, account(login))
			answers <- status
		}()
	}
	stored := 0
	for range 4 {
		if <-answers == 201 {
			stored++
		}
	}
	if stored != 1 {
		t.Errorf("%d of four look-alikes were made", stored)
	}
}
