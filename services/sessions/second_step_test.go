package sessions_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/shanyraq/shanyraq/services/sessions"
)

// member is somebody of the staff with a second step, and a phone with an app.
type member struct {
	id, login, token, secret string
	recovery                 []string
}

func appCode(t *testing.T, secret string, early time.Duration) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, time.Now().Add(early))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// anew lets the same half minute's code be used again: tests do not wait.
func (h house) anew(t *testing.T) {
	t.Helper()
	h.exec(t, `UPDATE sessions.totps SET step = 0`)
}

// member makes an account with the roles, and signs in to it by its password alone.
func (h house) member(t *testing.T, login string, roles object) member {
	t.Helper()
	id := h.create(t, "/accounts", object{"login": login, "name": login, "password": chosen, "roles": roles}).ID
	resp, in := h.browser(t).post(t, "/sign-in", object{"login": login, "password": chosen})
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s signs in: %d %s", login, resp.StatusCode, in.Code)
	}
	return member{id: id, login: login, token: in.AccessToken}
}

type begun struct{ Secret, URL string }

// withApp sets up an app.
func (h house) withApp(t *testing.T, p member) member {
	t.Helper()
	var b begun
	h.Call(t, 200, "POST", api+"/me/second-steps/begin", p.token, object{"password": chosen}, &b)
	var made struct {
		Codes []string `json:"recovery_codes"`
	}
	h.Call(t, 200, "POST", api+"/me/second-steps/confirm", p.token, object{"code": appCode(t, b.Secret, 0)}, &made)
	p.secret, p.recovery = b.Secret, made.Codes
	h.anew(t)
	return p
}

// half signs in by the password and returns the challenge.
func (h house) half(t *testing.T, login string) signedIn {
	t.Helper()
	b := h.browser(t)
	resp, in := b.post(t, "/sign-in", object{"login": login, "password": chosen})
	if resp.StatusCode != http.StatusUnauthorized || in.Challenge == "" || in.AccessToken != "" || len(resp.Cookies()) > 0 {
		t.Fatalf("the password alone: %d %+v %v", resp.StatusCode, in, resp.Cookies())
	}
	if resp, _ := b.post(t, "/token", nil); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("half signed in, a token was given")
	}
	return in
}

type ownSteps struct {
	Required bool
	App      *struct {
		UsedAt *time.Time `json:"used_at"`
	} `json:"totp"`
	Recovery int `json:"recovery_codes_left"`
}

func (h house) ownSteps(t *testing.T, bearer string) (o ownSteps) {
	t.Helper()
	h.Call(t, 200, "GET", api+"/me/second-steps", bearer, nil, &o)
	return o
}

// The way of a phone: set up, asked for, used once, lost and replaced by a code on paper.
func TestTheSecondStepIsAnAppsCode(t *testing.T) {
	h := open(t)
	p := h.member(t, "asel", object{"*": []string{"chair"}})
	if o := h.ownSteps(t, p.token); o.App != nil || o.Required || o.Recovery != 0 {
		t.Errorf("at first: %+v", o)
	}
	h.Problem(t, 422, "invalid_request", "POST", api+"/me/second-steps/begin", p.token, object{"password": "of somebody else"})
	h.Problem(t, 409, "second_step_not_begun", "POST", api+"/me/second-steps/confirm", p.token, object{"code": "123456"})
	var first begun
	h.Call(t, 200, "POST", api+"/me/second-steps/begin", p.token, object{"password": chosen}, &first)
	h.Problem(t, 422, "invalid_request", "POST", api+"/me/second-steps/confirm", p.token, object{"code": "000000000"})
	if to, err := url.Parse(first.URL); err != nil || to.Scheme != "otpauth" || to.Query().Get("secret") != first.Secret || to.Query().Get("issuer") != "Shanyraq" || to.Path != "/Shanyraq:asel" {
		t.Errorf("for the app: %s", first.URL)
	}
	if resp, _ := h.browser(t).post(t, "/sign-in", object{"login": "asel", "password": chosen}); resp.StatusCode != http.StatusOK {
		t.Errorf("begun and not confirmed, it is asked for: %d", resp.StatusCode)
	}
	p = h.withApp(t, p) // another secret than the first
	if len(p.recovery) != 10 || p.secret == first.Secret {
		t.Fatalf("set up: %+v", p)
	}

	in := h.half(t, "ASEL")
	if in.Code != "second_step_required" || !slices.Equal(in.Ways, []string{"totp", "recovery"}) {
		t.Errorf("asked: %+v", in)
	}
	b := h.browser(t)
	step := func(challenge string, body object) (int, signedIn) {
		t.Helper()
		body["challenge"] = challenge
		resp, in := b.post(t, "/sign-in/second-step", body)
		return resp.StatusCode, in
	}
	if status, got := step(in.Challenge, object{"code": appCode(t, first.Secret, 0)}); status != 401 || got.Code != "second_step_wrong" {
		t.Errorf("a code of the secret that was given up: %d %s", status, got.Code)
	}
	now := appCode(t, p.secret, 0)
	status, got := step(in.Challenge, object{"code": now[:3] + " " + now[3:]})
	if status != 200 || got.Account.Login != "asel" || got.Recovery != nil {
		t.Fatalf("the right code: %d %+v", status, got)
	}
	if resp, _ := b.post(t, "/token", nil); resp.StatusCode != http.StatusOK {
		t.Errorf("signed in, no cookie: %d", resp.StatusCode)
	}
	if status, got := step(in.Challenge, object{"code": appCode(t, p.secret, 30*time.Second)}); status != 401 || got.Code != "sign_in_again" {
		t.Errorf("the challenge again: %d %s", status, got.Code)
	}
	if status, got := step(h.half(t, "asel").Challenge, object{"code": now}); status != 401 || got.Code != "second_step_wrong" {
		t.Errorf("the code again: %d %s", status, got.Code)
	}

	typed := strings.ToLower(strings.ReplaceAll(p.recovery[3], "-", " "))
	if status, _ := step(h.half(t, "asel").Challenge, object{"recovery_code": typed}); status != 200 {
		t.Errorf("a recovery code: %d", status)
	}
	if status, got := step(h.half(t, "asel").Challenge, object{"recovery_code": typed}); status != 401 || got.Code != "second_step_wrong" {
		t.Errorf("the same again: %d %s", status, got.Code)
	}
	if o := h.ownSteps(t, p.token); o.Recovery != 9 || o.App == nil || o.App.UsedAt == nil {
		t.Errorf("after it: %+v", o)
	}
	var renewed struct {
		Codes []string `json:"recovery_codes"`
	}
	h.Call(t, 200, "POST", api+"/me/recovery-codes", p.token, object{"password": chosen}, &renewed)
	if status, _ := step(h.half(t, "asel").Challenge, object{"recovery_code": p.recovery[0]}); status != 401 {
		t.Errorf("one of those before: %d", status)
	}
	if status, _ := step(h.half(t, "asel").Challenge, object{"recovery_code": renewed.Codes[0]}); status != 200 {
		t.Errorf("one of the new ones: %d", status)
	}

	h.Problem(t, 422, "invalid_request", "POST", api+"/me/second-steps/remove", p.token, object{"password": "wrong"})
	h.Call(t, 204, "POST", api+"/me/second-steps/remove", p.token, object{"password": chosen}, nil)
	if resp, _ := h.browser(t).post(t, "/sign-in", object{"login": "asel", "password": chosen}); resp.StatusCode != http.StatusOK {
		t.Errorf("taken away, it is asked for: %d", resp.StatusCode)
	}
	h.Problem(t, 409, "second_step_none", "POST", api+"/me/recovery-codes", p.token, object{"password": chosen})
	if o := h.ownSteps(t, p.token); o.App != nil || o.Recovery != 0 {
		t.Errorf("taken away: %+v", o)
	}
}

// A code that two send at once lets one of them in.
func TestACodeIsGoodOnce(t *testing.T) {
	h := open(t)
	p := h.withApp(t, h.member(t, "asel", object{"*": []string{"chair"}}))
	for _, body := range []func() object{
		func() object { return object{"code": appCode(t, p.secret, 0)} },
		func() object { return object{"recovery_code": p.recovery[0]} },
	} {
		var all sync.WaitGroup
		var passed [4]bool
		for i := range passed {
			same := body()
			same["challenge"] = h.half(t, "asel").Challenge
			b := h.browser(t)
			all.Go(func() {
				resp, _ := b.post(t, "/sign-in/second-step", same)
				passed[i] = resp.StatusCode == http.StatusOK
			})
		}
		all.Wait()
		n := 0
		for _, one := range passed {
			if one {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d of %d came in", n, len(passed))
		}
	}
}

func TestGuessingCodesIsSlowedDown(t *testing.T) {
	h := open(t)
	p := h.withApp(t, h.member(t, "asel", object{"*": []string{"chair"}}))
	b := h.browser(t)
	for round := range 2 {
		challenge := h.half(t, "asel").Challenge
		for n := range 5 {
			if resp, in := b.post(t, "/sign-in/second-step", object{"challenge": challenge, "code": "12345"}); resp.StatusCode != http.StatusUnauthorized || in.Code != "second_step_wrong" {
				t.Fatalf("round %d, guess %d: %d %s", round, n, resp.StatusCode, in.Code)
			}
		}
		if _, in := b.post(t, "/sign-in/second-step", object{"challenge": challenge, "code": appCode(t, p.secret, 0)}); in.Code != "sign_in_again" {
			t.Errorf("after five wrong ones: %s", in.Code)
		}
	}
	last := h.half(t, "asel").Challenge
	if resp, in := b.post(t, "/sign-in/second-step", object{"challenge": last, "code": appCode(t, p.secret, 0)}); resp.StatusCode != http.StatusTooManyRequests || in.Code != "too_many_tries" {
		t.Errorf("the eleventh: %d %s", resp.StatusCode, in.Code)
	}
	// Whoever guesses codes does not lock the owner out: paper still works.
	if resp, in := b.post(t, "/sign-in/second-step", object{"challenge": last, "recovery_code": p.recovery[0]}); resp.StatusCode != http.StatusOK {
		t.Errorf("a recovery code meanwhile: %d %s", resp.StatusCode, in.Code)
	}
}

// What was half done ends with the account's password, its rights, and the time.
func TestAChallengeEnds(t *testing.T) {
	h := open(t)
	p := h.withApp(t, h.member(t, "asel", object{"*": []string{"chair"}}))
	account := api + "/accounts/" + p.id
	for what, end := range map[string]func(){
		"another password": func() { h.Call(t, 200, "PATCH", account, h.organiser, object{"password": chosen}, nil) },
		"signed out":       func() { h.Call(t, 200, "POST", account+"/sign-out", h.organiser, nil, nil) },
		"time":             func() { h.exec(t, `UPDATE sessions.sign_in_challenges SET expires_at = now()`) },
		"off and on": func() {
			h.Call(t, 200, "PATCH", account, h.organiser, object{"disabled": true}, nil)
			h.Call(t, 200, "PATCH", account, h.organiser, object{"disabled": false}, nil)
		},
	} {
		challenge := h.half(t, "asel").Challenge
		end()
		for _, path := range []string{"/sign-in/second-step", "/sign-in/second-steps/confirm"} {
			if _, in := h.browser(t).post(t, path, object{"challenge": challenge, "code": appCode(t, p.secret, 0)}); in.Code != "sign_in_again" {
				t.Errorf("%s, %s: %q", what, path, in.Code)
			}
		}
	}
	// The step that is taken is not one that is made, nor the other way round.
	challenge := h.half(t, "asel").Challenge
	if _, in := h.browser(t).post(t, "/sign-in/second-steps/begin", object{"challenge": challenge}); in.Code != "sign_in_again" {
		t.Errorf("whoever has a second step makes another one without it: %q", in.Code)
	}
}

func (h house) require(t *testing.T, bearer, of string) {
	t.Helper()
	h.Call(t, 200, "PUT", api+"/settings/sign_in.second_step", bearer, object{"value": of}, nil)
}

// Who must have a second step makes one when signing in, and is nowhere before; whoever
// wants it of others has one.
func TestASecondStepIsWanted(t *testing.T) {
	h := open(t)
	boss := h.member(t, "boss", object{"*": []string{"organiser"}})
	h.member(t, "chair", object{"*": []string{"chair"}})
	h.Problem(t, 409, "second_step_first", "PUT", api+"/settings/sign_in.second_step", boss.token, object{"value": "organisers"})
	boss = h.withApp(t, boss)
	h.Problem(t, 422, "invalid_request", "PUT", api+"/settings/sign_in.second_step", boss.token, object{"value": "nearly everybody"})
	h.require(t, boss.token, "organisers")
	h.Problem(t, 409, "second_step_stays", "POST", api+"/me/second-steps/remove", boss.token, object{"password": chosen})
	if o := h.ownSteps(t, boss.token); o.App == nil || !o.Required || o.Recovery != 10 {
		t.Errorf("refused, and gone all the same: %+v", o)
	}
	if resp, _ := h.browser(t).post(t, "/sign-in", object{"login": "chair", "password": chosen}); resp.StatusCode != http.StatusOK {
		t.Errorf("a chair is no organiser: %d", resp.StatusCode)
	}
	h.require(t, boss.token, "everybody")
	if resp, _ := h.browser(t).post(t, "/sign-in", object{"login": "chair", "password": "wrong"}); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("a wrong password: %d", resp.StatusCode)
	}
	in := h.half(t, "chair")
	if in.Code != "second_step_to_make" || len(in.Ways) != 0 {
		t.Errorf("asked: %+v", in)
	}
	b := h.browser(t)
	if _, got := b.post(t, "/sign-in/second-step", object{"challenge": in.Challenge, "code": "123456"}); got.Code != "sign_in_again" {
		t.Errorf("a step of who has none: %q", got.Code)
	}
	if _, got := b.post(t, "/sign-in/second-steps/confirm", object{"challenge": in.Challenge, "code": "123456"}); got.Code != "second_step_not_begun" {
		t.Errorf("confirmed before it was begun: %q", got.Code)
	}
	var app begun
	h.Call(t, 200, "POST", api+"/sign-in/second-steps/begin", "", object{"challenge": in.Challenge}, &app)
	for range 7 { // whoever sets up a phone may need many
		if _, got := b.post(t, "/sign-in/second-steps/confirm", object{"challenge": in.Challenge, "code": "12345"}); len(got.Errors) != 1 || got.Errors[0].Code != "second_step_wrong" {
			t.Errorf("a wrong code: %+v", got)
		}
	}
	resp, got := b.post(t, "/sign-in/second-steps/confirm", object{"challenge": in.Challenge, "code": appCode(t, app.Secret, 0)})
	if resp.StatusCode != http.StatusOK || len(got.Recovery) != 10 || got.AccessToken == "" {
		t.Fatalf("made: %d %+v", resp.StatusCode, got)
	}
	if o := h.ownSteps(t, got.AccessToken); o.App == nil || !o.Required {
		t.Errorf("made: %+v", o)
	}
	if resp, _ := b.post(t, "/token", nil); resp.StatusCode != http.StatusOK {
		t.Errorf("made, and no cookie: %d", resp.StatusCode)
	}
	h.anew(t)
	if in := h.half(t, "chair"); in.Code != "second_step_required" {
		t.Errorf("the next time: %s", in.Code)
	}
	if in := h.half(t, "boss"); in.Code != "second_step_required" {
		t.Errorf("who wanted it: %s", in.Code)
	}
}

// An account that signs in through an identity provider only is not asked here.
func TestAnIdentityProvidersWordIsEnough(t *testing.T) {
	p := newIdentityProvider(t)
	h := open(t, func(c *configuration) { c.OIDC.Issuer, c.OIDC.ClientID = p.URL, "shanyraq" })
	boss := h.withApp(t, h.member(t, "boss", object{"*": []string{"organiser"}}))
	h.require(t, boss.token, "everybody")
	h.create(t, "/accounts", object{"login": "asel", "name": "Әсел", "email": "asel@example.kz", "roles": object{"*": []string{"organiser"}}})
	b := h.browser(t)
	if resp := p.signIn(t, b, map[string]any{"sub": "1", "email": "asel@example.kz", "email_verified": true}, nil); resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("by the provider: %d", resp.StatusCode)
	}
	_, in := b.post(t, "/token", nil)
	// Without a password there is none to prove.
	h.Call(t, 200, "POST", api+"/me/second-steps/begin", in.AccessToken, object{"password": ""}, nil)
}

// A phone is lost: an organiser takes the second step away, and nobody else does.
func TestALostPhone(t *testing.T) {
	d := openDay(t)
	asel := d.withApp(t, d.member(t, "asel", object{d.forum: []string{"chair"}}))
	boss := d.withApp(t, d.member(t, "boss", object{"*": []string{"organiser"}}))
	other := d.create(t, "/forums", aForum("announced")).ID
	both := d.withApp(t, d.member(t, "both", object{d.forum: []string{"chair"}, other: []string{"chair"}}))
	reset := func(p member) string { return api + "/accounts/" + p.id + "/reset-second-step" }
	ofForum := d.staff(t, "organiser")
	d.Problem(t, 404, "account_not_found", "POST", reset(boss), ofForum, nil)
	d.Problem(t, 403, "account_of_other_forums", "POST", reset(both), ofForum, nil)
	d.Problem(t, 403, "role_required", "POST", reset(asel), asel.token, nil)
	d.Problem(t, 409, "second_step_own", "POST", reset(boss), boss.token, nil)
	if in := d.half(t, "boss"); in.Code != "second_step_required" {
		t.Errorf("refused, and gone all the same: %s", in.Code)
	}
	b := d.browser(t)
	if resp, in := b.post(t, "/sign-in/second-step", object{"challenge": d.half(t, "asel").Challenge, "recovery_code": asel.recovery[0]}); resp.StatusCode != http.StatusOK {
		t.Fatalf("asel signs in: %d %s", resp.StatusCode, in.Code)
	}
	var after struct {
		SecondStep bool `json:"second_step"`
	}
	d.Call(t, 200, "POST", reset(asel), ofForum, nil, &after)
	if got := d.audit(t, d.organiser, "limit=1")[0]; after.SecondStep || got.String() != "accounts reset-second-step second_step true>false" || got.Of["account"] != asel.id {
		t.Errorf("reset: %+v, in the audit %s of %v", after, got, got.Of)
	}
	if resp, _ := b.post(t, "/token", nil); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("the lost phone is still signed in: %d", resp.StatusCode)
	}
	if resp, _ := d.browser(t).post(t, "/sign-in", object{"login": "asel", "password": chosen}); resp.StatusCode != http.StatusOK {
		t.Errorf("without a second step: %d", resp.StatusCode)
	}
	d.Problem(t, 409, "second_step_none", "POST", reset(asel), ofForum, nil)
}

// The last organiser who has lost everything is helped at the server itself, and is
// led to a new second step where one is wanted.
func TestTheLastOrganiserLosesThePhone(t *testing.T) {
	h := open(t)
	boss := h.withApp(t, h.member(t, "boss", object{"*": []string{"organiser"}}))
	h.require(t, boss.token, "everybody")
	order := sessions.AccountOrder{Act: "reset-second-step", Login: "Boss"}
	answer, err := sessions.OrderAccount(t.Context(), h.DatabaseURL, order)
	if err != nil || answer.Accounts[0].SecondStep {
		t.Fatalf("%+v, %v", answer, err)
	}
	if got := h.audit(t, h.organiser, "limit=1")[0]; got.Kind != "shell" || got.String() != "accounts reset-second-step second_step true>false" {
		t.Errorf("in the audit: %+v", got)
	}
	if in := h.half(t, "boss"); in.Code != "second_step_to_make" {
		t.Errorf("then: %s", in.Code)
	}
	if _, err := sessions.OrderAccount(t.Context(), h.DatabaseURL, order); err == nil || !strings.Contains(err.Error(), "no second step") {
		t.Errorf("again: %v", err)
	}
}

// Each act is in the audit; no secret and no code is.
func TestSecondStepsAreInTheAudit(t *testing.T) {
	h := open(t)
	p := h.member(t, "asel", object{"*": []string{"chair"}})
	last := func(want string) {
		t.Helper()
		if got := h.audit(t, h.organiser, "limit=1")[0]; got.String() != want || got.By != p.id || got.Address == "" {
			t.Errorf("got %q by %s, want %q", got, got.By, want)
		}
	}
	p = h.withApp(t, p)
	last("second-steps confirm second_step false>true")
	challenge := h.half(t, "asel").Challenge
	last("sign-in create second_step_required")
	h.browser(t).post(t, "/sign-in/second-step", object{"challenge": challenge, "code": "1"})
	last("sign-in second-step second_step_wrong")
	h.browser(t).post(t, "/sign-in/second-step", object{"challenge": challenge, "code": appCode(t, p.secret, 0)})
	last("sign-in second-step")
	var renewed struct {
		Codes []string `json:"recovery_codes"`
	}
	h.Call(t, 200, "POST", api+"/me/recovery-codes", p.token, object{"password": chosen}, &renewed)
	last("recovery-codes create second_step true>true")
	h.Call(t, 204, "POST", api+"/me/second-steps/remove", p.token, object{"password": chosen}, nil)
	last("second-steps remove second_step true>false")
	_, all := h.Do(t, "GET", api+"/audit?limit=500", h.organiser, nil)
	for _, secret := range []string{p.secret, p.recovery[0], renewed.Codes[0], challenge, chosen} {
		if strings.Contains(string(all), secret) {
			t.Errorf("the audit tells %q", secret)
		}
	}
}

// Who copies the database has no secret: they are closed with the key in the data
// folder. Where that is another one, paper still signs in.
func TestSecretsLieClosed(t *testing.T) {
	h := open(t)
	p := h.withApp(t, h.member(t, "asel", object{"*": []string{"chair"}}))
	q := h.withApp(t, h.member(t, "other", object{"*": []string{"chair"}}))
	h.exec(t, `DO $$ BEGIN IF EXISTS (SELECT FROM sessions.totps WHERE secret LIKE '%`+p.secret+`%') THEN RAISE 'open'; END IF; END $$`)
	// One account's secret is not good for another.
	h.exec(t, `UPDATE sessions.totps SET secret = (SELECT secret FROM sessions.totps WHERE account_id = '`+q.id+`') WHERE account_id = '`+p.id+`'`)
	b := h.browser(t)
	challenge := h.half(t, "asel").Challenge
	if resp, in := b.post(t, "/sign-in/second-step", object{"challenge": challenge, "code": appCode(t, q.secret, 0)}); resp.StatusCode != http.StatusConflict || in.Code != "second_step_unreadable" {
		t.Errorf("by another's secret: %d %s", resp.StatusCode, in.Code)
	}
	if resp, _ := b.post(t, "/sign-in/second-step", object{"challenge": challenge, "recovery_code": p.recovery[9]}); resp.StatusCode != http.StatusOK {
		t.Errorf("a recovery code: %d", resp.StatusCode)
	}
}
