package signin

import (
	"context"
	"encoding/base64"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
)

// SignedIn is the answer to a sign-in.
type SignedIn struct {
	AccessToken string          `json:"access_token"`
	ExpiresAt   time.Time       `json:"expires_at"`
	Account     account.Account `json:"account"`
	// Recovery are told to whoever has just made a first second step.
	Recovery []string `json:"recovery_codes,omitempty" nullable:"false" doc:"where signing in made the first second step: its recovery codes, told this once"`
}

// SignedInOutput also keeps the browser signed in, by a cookie.
type SignedInOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      SignedIn
}

// SignInWays says how staff can sign in here.
type SignInWays struct {
	Password bool      `json:"password"`
	OIDC     *OIDCWay  `json:"oidc" doc:"the first of the providers"`
	More     []OIDCWay `json:"providers" nullable:"false" doc:"all of them, in the order of their buttons"`
	Passkeys bool      `json:"passkeys" doc:"this address can have passkeys, which sign in alone"`
}

// OIDCWay is the identity provider's button.
type OIDCWay struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// KeySet holds the public keys of access tokens (RFC 7517, 8037).
type KeySet struct {
	Keys []Key `json:"keys"`
}

// Key is one Ed25519 key.
type Key struct {
	Type      string `json:"kty"`
	Curve     string `json:"crv"`
	X         string `json:"x"`
	ID        string `json:"kid"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
}

type (
	signInInput struct {
		Body struct {
			Login    string `json:"login" minLength:"1" maxLength:"100"`
			Password string `json:"password" minLength:"1" maxLength:"200"`
		}
	}
	cookieInput struct {
		Refresh string `cookie:"shanyraq_refresh"`
	}
	signedOutOutput struct {
		SetCookie http.Cookie `header:"Set-Cookie"`
	}
	waysOutput struct{ Body SignInWays }
	keysOutput struct{ Body KeySet }
)

// Routes registers the routes of signing in, which are open to anybody, and those of
// one's own sign-ins and password.
func Routes(api huma.API, d *Desk) {
	huma.Post(api, "/sign-in", d.signIn, web.Public, audit.Also)
	stepRoutes(api, d)
	passkeyRoutes(api, d)
	huma.Post(api, "/token", d.refresh, web.Public)
	huma.Post(api, "/sign-out", d.signOut, web.Public, web.NoContent, audit.Also)
	huma.Get(api, "/sign-in-ways", d.ways, web.Public)
	huma.Get(api, "/oidc/start", d.start, web.Public)
	huma.Get(api, "/oidc/callback", d.callback, web.Public, web.AnyQuery, audit.Also)
	huma.Get(api, "/.well-known/jwks.json", d.keys, web.Public)
	huma.Get(api, "/me/sign-ins", d.own, web.SignedIn)
	huma.Delete(api, "/me/sign-ins/{sign_in}", d.end, web.NoContent, web.SignedIn)
	huma.Post(api, "/me/password", d.changePassword, web.SignedIn)
}

func (d *Desk) ways(context.Context, *struct{}) (*waysOutput, error) {
	w := SignInWays{Password: true, More: []OIDCWay{}, Passkeys: d.passkeys.Refused() == nil}
	for _, p := range d.oidc {
		one := OIDCWay{Name: p.Name, URL: d.public + cookiePath + "/oidc/start"}
		if one.Name == "" {
			one.Name = p.Issuer
		}
		if p.Key != "" {
			one.URL += "?provider=" + p.Key
		}
		w.More = append(w.More, one)
	}
	if len(w.More) > 0 {
		w.OIDC = &w.More[0]
	}
	return &waysOutput{w}, nil
}

func (d *Desk) keys(context.Context, *struct{}) (*keysOutput, error) {
	x := base64.RawURLEncoding.EncodeToString(d.signer.PublicKey())
	return &keysOutput{KeySet{[]Key{{Type: "OKP", Curve: "Ed25519", X: x, ID: d.signer.KeyID(), Use: "sig", Algorithm: "EdDSA"}}}}, nil
}

func (d *Desk) signIn(ctx context.Context, in *signInInput) (*SignedInOutput, error) {
	a, err := d.check(ctx, in.Body.Login, in.Body.Password)
	if err != nil {
		return nil, err
	}
	if makes := !a.SecondStep; a.SecondStep || d.steps.Required(ctx, a.Roles) {
		return nil, d.ask(ctx, a, makes)
	}
	return d.Admit(ctx, a)
}

// Admit signs in to an account whoever has proved to be its owner, without a second
// step.
func (d *Desk) Admit(ctx context.Context, a account.Account) (*SignedInOutput, error) {
	refresh, err := d.store.SignIn(ctx, a.ID, events.ByPassword)
	if err != nil {
		return nil, err
	}
	return d.signedIn(a, refresh)
}

func (d *Desk) refresh(ctx context.Context, in *cookieInput) (*SignedInOutput, error) {
	if in.Refresh == "" {
		return nil, problem.Unauthenticated("sign_in_required")
	}
	a, next, err := d.store.Refresh(ctx, in.Refresh)
	if err != nil {
		return nil, err
	}
	return d.signedIn(a, next)
}

func (d *Desk) signOut(ctx context.Context, in *cookieInput) (*signedOutOutput, error) {
	if in.Refresh != "" {
		if err := d.store.SignOut(ctx, in.Refresh); err != nil {
			return nil, err
		}
	}
	return &signedOutOutput{SetCookie: d.cookie("", -1)}, nil
}

func (d *Desk) signedIn(a account.Account, s signIn) (*SignedInOutput, error) {
	expires := time.Now().Add(accessLasts).UTC().Truncate(time.Second)
	signed, err := d.signer.Sign(token.Caller{Subject: a.ID, Kind: "staff", SignIn: s.id, Audience: access.StaffServices, Roles: a.Roles, Expires: expires})
	if err != nil {
		return nil, err
	}
	return &SignedInOutput{
		SetCookie: d.cookie(s.secret, int(signInLasts/time.Second)),
		Body:      SignedIn{AccessToken: signed, ExpiresAt: expires, Account: a},
	}, nil
}
