package sessions_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/services/sessions"
)

// identityProvider is a small OpenID provider that vouches for one person.
type identityProvider struct {
	*httptest.Server
	key ed25519.PrivateKey

	mu     sync.Mutex
	claims jwt.MapClaims // of the next ID token
	asked  url.Values    // by the last authorisation request
	way    string        // to it, behind the path
}

func newIdentityProvider(t *testing.T) *identityProvider {
	t.Helper()
	p := &identityProvider{key: ed25519.NewKeyFromSeed(make([]byte, 32))}
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, object{
			"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"EdDSA"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		x := base64.RawURLEncoding.EncodeToString(p.key.Public().(ed25519.PublicKey))
		answer(w, object{"keys": []object{{"kty": "OKP", "crv": "Ed25519", "x": x, "kid": "1", "use": "sig", "alg": "EdDSA"}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		if base64.RawURLEncoding.EncodeToString(sum[:]) != p.asked.Get("code_challenge") || r.FormValue("code") != "the-code" {
			http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
			return
		}
		claims := jwt.MapClaims{"iss": p.URL, "aud": "shanyraq", "nonce": p.asked.Get("nonce"), "iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix()}
		for k, v := range p.claims {
			claims[k] = v
		}
		id := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims)
		id.Header["kid"] = "1"
		signed, err := id.SignedString(p.key)
		if err != nil {
			t.Error(err)
		}
		answer(w, object{"access_token": "x", "token_type": "Bearer", "id_token": signed})
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

// signIn goes the whole way in a browser and returns the last answer.
func (p *identityProvider) signIn(t *testing.T, b browser, claims jwt.MapClaims, spoil func(url.Values)) *http.Response {
	t.Helper()
	resp, err := b.Get(b.h.URL + api + "/oidc/start" + p.way)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	to, err := url.Parse(resp.Header.Get("Location"))
	if err != nil || resp.StatusCode != http.StatusFound || !strings.HasPrefix(to.String(), p.URL+"/authorize") {
		t.Fatalf("start: %d to %v", resp.StatusCode, to)
	}
	p.mu.Lock()
	p.claims, p.asked = claims, to.Query()
	p.mu.Unlock()
	back := url.Values{"code": {"the-code"}, "state": {to.Query().Get("state")}}
	if spoil != nil {
		spoil(back)
	}
	resp, err = b.Get(b.h.URL + api + "/oidc/callback?" + back.Encode())
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp
}

// Several providers: each has its button and its way, and one's answer is not taken for
// another's.
func TestSeveralIdentityProviders(t *testing.T) {
	first, second := newIdentityProvider(t), newIdentityProvider(t)
	t.Setenv("SHANYRAQ_OIDC_AKIMAT_ISSUER", second.URL)
	t.Setenv("SHANYRAQ_OIDC_AKIMAT_CLIENT_ID", "shanyraq")
	t.Setenv("SHANYRAQ_OIDC_AKIMAT_NAME", "Әкімдік")
	h := open(t, func(c *configuration) {
		c.OIDC.Issuer, c.OIDC.ClientID = first.URL, "shanyraq"
		c.MoreOIDC = []string{"akimat"}
	})
	var ways struct{ Providers []struct{ Name, URL string } }
	h.Call(t, 200, "GET", api+"/sign-in-ways", "", nil, &ways)
	if len(ways.Providers) != 2 || ways.Providers[0].Name != first.URL || ways.Providers[1].Name != "Әкімдік" || !strings.HasSuffix(ways.Providers[1].URL, "/oidc/start?provider=akimat") {
		t.Fatalf("ways: %+v", ways)
	}
	h.create(t, "/accounts", object{"login": "asel", "name": "Әсел", "email": "asel@example.kz", "roles": object{"*": []string{"chair"}}})
	vouched := jwt.MapClaims{"sub": "1", "email": "asel@example.kz", "email_verified": true}
	second.way = "?provider=akimat"
	if resp := second.signIn(t, h.browser(t), vouched, nil); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("by the second: %d", resp.StatusCode)
	}
	if resp := first.signIn(t, h.browser(t), vouched, nil); resp.StatusCode != http.StatusForbidden { // linked to the second's subject
		t.Errorf("by the first: %d", resp.StatusCode)
	}
	h.Problem(t, 404, "oidc_not_configured", "GET", api+"/oidc/start?provider=nobody", "", nil)
	for _, bad := range [][]string{{"a-b"}, {"akimat", "akimat"}, {"unset"}} {
		if _, err := sessions.New(t.Context(), testkit.NewHouse(t).Host, configuration{TokenKey: base64.StdEncoding.EncodeToString(make([]byte, 32)), MoreOIDC: bad}); err == nil || !strings.Contains(err.Error(), "SHANYRAQ_OIDC") {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func TestOIDC(t *testing.T) {
	p := newIdentityProvider(t)
	h := open(t, func(c *configuration) {
		c.OIDC.Issuer, c.OIDC.ClientID, c.OIDC.ClientSecret, c.OIDC.Name = p.URL, "shanyraq", "secret", "Әкімдік"
	})
	var ways struct{ OIDC struct{ Name, URL string } }
	h.Call(t, 200, "GET", api+"/sign-in-ways", "", nil, &ways)
	if ways.OIDC.Name != "Әкімдік" || ways.OIDC.URL != "http://shanyraq.test/api/sessions/oidc/start" {
		t.Errorf("got %+v", ways)
	}
	h.create(t, "/accounts", object{"login": "asel", "name": "Әсел", "email": "Asel@Example.kz", "roles": object{"*": []string{"chair"}}})
	gone := h.create(t, "/accounts", object{"login": "gone", "name": "Кетті", "email": "gone@example.kz", "roles": object{"*": []string{"chair"}}}).ID
	h.Call(t, 200, "PATCH", api+"/accounts/"+gone, h.organiser, object{"disabled": true}, nil)

	verified := func(subject, email string) jwt.MapClaims {
		return jwt.MapClaims{"sub": subject, "email": email, "email_verified": true}
	}
	for _, c := range []struct {
		name   string
		claims jwt.MapClaims
		spoil  func(url.Values)
		status int
	}{
		{"an unverified e-mail", jwt.MapClaims{"sub": "1", "email": "asel@example.kz"}, nil, 403},
		{"an unknown e-mail", verified("1", "other@example.kz"), nil, 403},
		{"no e-mail", jwt.MapClaims{"sub": "1"}, nil, 403},
		{"a disabled account", verified("2", "gone@example.kz"), nil, 403},
		{"another state", verified("1", "asel@example.kz"), func(q url.Values) { q.Set("state", "x") }, 401},
		{"a wrong code", verified("1", "asel@example.kz"), func(q url.Values) { q.Set("code", "x") }, 401},
		{"a refusal", verified("1", "asel@example.kz"), func(q url.Values) { q.Set("error", "access_denied") }, 401},
		{"another nonce", jwt.MapClaims{"sub": "1", "email": "asel@example.kz", "email_verified": true, "nonce": "x"}, nil, 401},
		{"another audience", jwt.MapClaims{"sub": "1", "email": "asel@example.kz", "email_verified": true, "aud": "x"}, nil, 401},
		{"an old token", jwt.MapClaims{"sub": "1", "email": "asel@example.kz", "email_verified": true, "exp": 1}, nil, 401},
		{"a verified e-mail", verified("1", "asel@example.kz"), nil, 303},
		{"the linked subject, whatever the e-mail", jwt.MapClaims{"sub": "1"}, nil, 303},
		{"another subject with the e-mail", verified("3", "asel@example.kz"), nil, 403},
	} {
		b := h.browser(t)
		resp := p.signIn(t, b, c.claims, c.spoil)
		if resp.StatusCode != c.status {
			t.Errorf("%s: got %d, want %d", c.name, resp.StatusCode, c.status)
		}
		refreshed, in := b.post(t, "/token", nil)
		if got := refreshed.StatusCode == http.StatusOK && in.Account.Login == "asel"; got != (c.status == 303) {
			t.Errorf("%s: signed in: %v", c.name, got)
		}
		if c.status == 303 && resp.Header.Get("Location") != "http://shanyraq.test/desk/" {
			t.Errorf("%s: sent to %s", c.name, resp.Header.Get("Location"))
		}
	}
}

func TestWithoutIdentityProvider(t *testing.T) {
	h := open(t)
	h.Problem(t, 404, "oidc_not_configured", "GET", api+"/oidc/start", "", nil)
	h.Problem(t, 404, "oidc_not_configured", "GET", api+"/oidc/callback", "", nil)
	status, answer := h.Do(t, "GET", api+"/sign-in-ways", "", nil)
	if status != 200 || string(answer) != `{"password":true,"oidc":null,"providers":[],"passkeys":false}`+"\n" {
		t.Errorf("got %d %s", status, answer)
	}
	away := open(t, func(c *configuration) { c.OIDC.Issuer = "http://127.0.0.1:1" })
	away.Problem(t, 503, "oidc_unavailable", "GET", api+"/oidc/start", "", nil)
}
