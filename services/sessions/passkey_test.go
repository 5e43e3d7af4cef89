package sessions_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/descope/virtualwebauthn"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// key is an authenticator with one passkey, as a browser at an origin uses it.
type key struct {
	at     virtualwebauthn.RelyingParty
	device virtualwebauthn.Authenticator
	one    virtualwebauthn.Credential
}

func newKey(t *testing.T, owner string) *key {
	t.Helper()
	id := uuid.MustParse(owner)
	return &key{
		at:     virtualwebauthn.RelyingParty{ID: "forum.example.kz", Name: "forum.example.kz", Origin: "https://forum.example.kz"},
		device: virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: id[:]}),
		one:    virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2),
	}
}

type askedKey struct {
	Ceremony string
	Options  json.RawMessage
}

func answered(t *testing.T, said string) (answer map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(said), &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// makes answers the wish for a new passkey.
func (k *key) makes(t *testing.T, a askedKey) object {
	t.Helper()
	options, err := virtualwebauthn.ParseAttestationOptions(string(a.Options))
	if err != nil {
		t.Fatal(err)
	}
	return object{"ceremony": a.Ceremony, "name": "Телефон", "credential": answered(t, virtualwebauthn.CreateAttestationResponse(k.at, k.device, k.one, *options))}
}

// proves answers the question who is there; its counter goes on.
func (k *key) proves(t *testing.T, a askedKey) object {
	t.Helper()
	options, err := virtualwebauthn.ParseAssertionOptions(string(a.Options))
	if err != nil {
		t.Fatal(err)
	}
	k.one.Counter++
	return object{"ceremony": a.Ceremony, "credential": answered(t, virtualwebauthn.CreateAssertionResponse(k.at, k.device, k.one, *options))}
}

func named(t *testing.T) house {
	t.Helper()
	h := testkit.NewHouse(t)
	h.PublicURL = "https://forum.example.kz"
	return openAt(t, h)
}

func (h house) withKey(t *testing.T, p member) (*key, string, []string) {
	t.Helper()
	k := newKey(t, p.id)
	var asked askedKey
	h.Call(t, 200, "POST", api+"/me/passkeys/begin", p.token, object{"password": chosen}, &asked)
	var made struct {
		Passkey  struct{ ID, Name string }
		Recovery []string `json:"recovery_codes"`
	}
	h.Call(t, 201, "POST", api+"/me/passkeys", p.token, k.makes(t, asked), &made)
	if made.Passkey.Name != "Телефон" {
		t.Errorf("made %+v", made)
	}
	return k, made.Passkey.ID, made.Recovery
}

// A passkey is made, is the second step, signs in alone, is renamed and removed.
func TestAPasskeySignsIn(t *testing.T) {
	h := named(t)
	p := h.member(t, "asel", object{"*": []string{"chair"}})
	h.Problem(t, 422, "invalid_request", "POST", api+"/me/passkeys/begin", p.token, object{"password": "wrong"})
	k, id, recovery := h.withKey(t, p)
	if len(recovery) != 10 {
		t.Errorf("with the first come %d recovery codes", len(recovery))
	}
	in := h.half(t, "asel")
	if !slices.Equal(in.Ways, []string{"passkey", "recovery"}) {
		t.Errorf("asked for %v", in.Ways)
	}
	b := h.browser(t)
	var asked askedKey
	h.Call(t, 200, "POST", api+"/sign-in/passkey/begin", "", object{"challenge": in.Challenge}, &asked)
	answer := k.proves(t, asked)
	answer["challenge"] = in.Challenge
	if resp, got := b.post(t, "/sign-in/passkey", answer); resp.StatusCode != http.StatusOK || got.Account.Login != "asel" {
		t.Fatalf("as the second step: %d %s", resp.StatusCode, got.Code)
	}
	if resp, got := b.post(t, "/sign-in/passkey", answer); resp.StatusCode != http.StatusUnauthorized || got.Code != "sign_in_again" {
		t.Errorf("the same answer again: %d %s", resp.StatusCode, got.Code)
	}

	h.Call(t, 200, "POST", api+"/sign-in/passkey/begin", "", object{}, &asked)
	resp, got := h.browser(t).post(t, "/sign-in/passkey", k.proves(t, asked))
	if resp.StatusCode != http.StatusOK || got.Account.Login != "asel" {
		t.Fatalf("alone: %d %s", resp.StatusCode, got.Code)
	}
	if last := h.audit(t, h.organiser, "limit=1")[0]; last.String() != "sign-in passkey" || last.By != p.id {
		t.Errorf("in the audit: %s by %s", last, last.By)
	}
	var own struct {
		Passkeys []struct {
			ID, Name string
			UsedAt   *string `json:"used_at"`
		}
		Refused string `json:"passkeys_refused"`
	}
	h.Call(t, 204, "PATCH", api+"/me/passkeys/"+id, p.token, object{"name": " Кілт "}, nil)
	h.Call(t, 200, "GET", api+"/me/second-steps", p.token, nil, &own)
	if len(own.Passkeys) != 1 || own.Passkeys[0].Name != "Кілт" || own.Passkeys[0].UsedAt == nil || own.Refused != "" {
		t.Errorf("own: %+v", own)
	}
	var signIns struct{ Items []struct{ Way string } }
	h.Call(t, 200, "GET", api+"/me/sign-ins", p.token, nil, &signIns)
	if !slices.ContainsFunc(signIns.Items, func(one struct{ Way string }) bool { return one.Way == "passkey" }) {
		t.Errorf("sign-ins: %+v", signIns)
	}

	other := h.member(t, "other", object{"*": []string{"chair"}})
	h.Problem(t, 404, "passkey_not_found", "PATCH", api+"/me/passkeys/"+id, other.token, object{"name": "x"})
	h.Problem(t, 404, "passkey_not_found", "POST", api+"/me/passkeys/"+id+"/remove", other.token, object{"password": chosen})
	h.Problem(t, 422, "invalid_request", "POST", api+"/me/passkeys/"+id+"/remove", p.token, object{"password": "wrong"})
	h.Call(t, 204, "POST", api+"/me/passkeys/"+id+"/remove", p.token, object{"password": chosen}, nil)
	h.Call(t, 200, "POST", api+"/sign-in/passkey/begin", "", object{}, &asked)
	if resp, got := h.browser(t).post(t, "/sign-in/passkey", k.proves(t, asked)); resp.StatusCode != http.StatusUnauthorized || got.Code != "passkey_wrong" {
		t.Errorf("removed, it signs in: %d %s", resp.StatusCode, got.Code)
	}
	if resp, _ := h.browser(t).post(t, "/sign-in", object{"login": "asel", "password": chosen}); resp.StatusCode != http.StatusOK {
		t.Errorf("without a second step: %d", resp.StatusCode)
	}
}

// What proves nothing: another address, another person's key, a key without its person,
// a copy, an answer to what was asked of somebody else or never.
func TestAPasskeyThatProvesNothing(t *testing.T) {
	h := named(t)
	asel, other := h.member(t, "asel", object{"*": []string{"chair"}}), h.member(t, "other", object{"*": []string{"chair"}})
	mine, _, _ := h.withKey(t, asel)
	theirs, _, _ := h.withKey(t, other)
	ask := func(challenge string) (a askedKey) {
		t.Helper()
		h.Call(t, 200, "POST", api+"/sign-in/passkey/begin", "", object{"challenge": challenge}, &a)
		return a
	}
	refused := func(what string, body object) {
		t.Helper()
		if resp, got := h.browser(t).post(t, "/sign-in/passkey", body); resp.StatusCode != http.StatusUnauthorized || got.Code != "passkey_wrong" {
			t.Errorf("%s: %d %s", what, resp.StatusCode, got.Code)
		}
	}
	elsewhere := *mine
	elsewhere.at.Origin = "https://forum.example.kz.evil.example"
	refused("another origin", elsewhere.proves(t, ask("")))
	elsewhere.at = virtualwebauthn.RelyingParty{ID: "example.kz", Origin: mine.at.Origin}
	refused("another party", elsewhere.proves(t, ask("")))
	absent := *mine
	absent.device.Options.UserNotVerified = true
	refused("alone, and nobody looked who holds it", absent.proves(t, ask("")))
	foreign := *theirs
	foreign.device.Options.UserHandle = mine.device.Options.UserHandle
	refused("another's key under this name", foreign.proves(t, ask("")))
	ceremony := mine.proves(t, ask(""))
	ceremony["ceremony"] = "never asked"
	refused("never asked", ceremony)
	refused("nonsense", object{"ceremony": ask("").Ceremony, "credential": object{"id": 1}})

	challenge := h.half(t, "asel").Challenge
	asked := ask(challenge)
	step := theirs.proves(t, asked)
	step["challenge"] = challenge
	refused("another's key as the second step", step)
	alone := mine.proves(t, ask(""))
	alone["challenge"] = challenge
	refused("an answer to another question", alone)
	crossed := mine.proves(t, asked)
	refused("the second step without the first", crossed)

	if resp, got := h.browser(t).post(t, "/sign-in/passkey", mine.proves(t, ask(""))); resp.StatusCode != http.StatusOK {
		t.Fatalf("the key itself: %d %s", resp.StatusCode, got.Code)
	}
	mine.one.Counter = 1
	refused("a copy, whose counter is behind", mine.proves(t, ask("")))
	h.exec(t, `UPDATE sessions.passkey_ceremonies SET expires_at = now()`)
	mine.one.Counter = 50
	late := ask("")
	h.exec(t, `UPDATE sessions.passkey_ceremonies SET expires_at = now()`)
	refused("too late", mine.proves(t, late))
	h.Call(t, 200, "PATCH", api+"/accounts/"+asel.id, h.organiser, object{"disabled": true}, nil)
	refused("switched off", mine.proves(t, ask("")))

	// Making one is no way in for somebody else's answer, either.
	var making askedKey
	h.Call(t, 200, "POST", api+"/me/passkeys/begin", other.token, object{"password": chosen}, &making)
	third := h.member(t, "third", object{"*": []string{"chair"}})
	h.Problem(t, 409, "passkey_refused", "POST", api+"/me/passkeys", third.token, newKey(t, third.id).makes(t, making))
	again := newKey(t, other.id)
	again.at.Origin = "https://evil.example"
	h.Problem(t, 409, "passkey_refused", "POST", api+"/me/passkeys", other.token, again.makes(t, making))
	again.at.Origin = theirs.at.Origin
	h.Call(t, 201, "POST", api+"/me/passkeys", other.token, again.makes(t, making), nil)
	h.Problem(t, 409, "passkey_refused", "POST", api+"/me/passkeys", other.token, again.makes(t, making))
}

// An organiser's reset takes passkeys away, too; an address without a name says so.
func TestPasskeysElsewhere(t *testing.T) {
	h := named(t)
	p := h.member(t, "asel", object{"*": []string{"chair"}})
	k, _, _ := h.withKey(t, p)
	h.Call(t, 200, "POST", api+"/accounts/"+p.id+"/reset-second-step", h.organiser, nil, nil)
	var asked askedKey
	h.Call(t, 200, "POST", api+"/sign-in/passkey/begin", "", object{}, &asked)
	if resp, got := h.browser(t).post(t, "/sign-in/passkey", k.proves(t, asked)); resp.StatusCode != http.StatusUnauthorized || got.Code != "passkey_wrong" {
		t.Errorf("after the reset: %d %s", resp.StatusCode, got.Code)
	}

	plain := open(t) // http://shanyraq.test
	q := plain.member(t, "asel", object{"*": []string{"chair"}})
	plain.Problem(t, 409, "passkeys_want_https", "POST", api+"/me/passkeys/begin", q.token, object{"password": chosen})
	plain.Problem(t, 409, "passkeys_want_https", "POST", api+"/sign-in/passkey/begin", "", object{})
	var own struct {
		Refused string `json:"passkeys_refused"`
	}
	if plain.Call(t, 200, "GET", api+"/me/second-steps", q.token, nil, &own); own.Refused != "passkeys_want_https" {
		t.Errorf("own: %+v", own)
	}
}
