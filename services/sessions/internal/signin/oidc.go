package signin

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
)

// OIDC is the configuration of an identity provider; without an issuer there is
// none.
type OIDC struct {
	Key          string `env:"-"`                           // names it in addresses; "" is the only one's
	Issuer       string `env:"SHANYRAQ_OIDC_ISSUER"`        // address of an identity provider (OpenID Connect), "https://id.example.kz/realms/staff"; without one people have passwords only
	ClientID     string `env:"SHANYRAQ_OIDC_CLIENT_ID"`     // what the provider calls us
	ClientSecret string `env:"SHANYRAQ_OIDC_CLIENT_SECRET"` // our secret with the provider; empty for a public client (PKCE is always used)
	Name         string `env:"SHANYRAQ_OIDC_NAME"`          // what the sign-in button says; the provider's address if not given
}

const (
	oidcCookie  = "shanyraq_oidc"
	oidcTime    = 10 * time.Minute // to sign in at the provider
	oidcPatient = 15 * time.Second // for the provider's answers
)

// keys are what may name a provider.
var keys = regexp.MustCompile(`^[a-z0-9]{1,20}$`)

// MoreOIDC reads the providers that are named beside the one of the plain variables:
// each key K of the list has SHANYRAQ_OIDC_K_ISSUER, _CLIENT_ID, _CLIENT_SECRET and
// _NAME.
func MoreOIDC(named []string, value func(string) string) ([]OIDC, error) {
	var all []OIDC
	for _, key := range named {
		key = strings.ToLower(strings.TrimSpace(key))
		if !keys.MatchString(key) || slices.ContainsFunc(all, func(o OIDC) bool { return o.Key == key }) {
			return nil, fmt.Errorf("SHANYRAQ_OIDC: %q cannot name a provider: small Latin letters and digits, each once", key)
		}
		of := func(what string) string { return value("SHANYRAQ_OIDC_" + strings.ToUpper(key) + "_" + what) }
		o := OIDC{Key: key, Issuer: of("ISSUER"), ClientID: of("CLIENT_ID"), ClientSecret: of("CLIENT_SECRET"), Name: of("NAME")}
		if o.Issuer == "" || o.ClientID == "" {
			return nil, fmt.Errorf("SHANYRAQ_OIDC names %s, so SHANYRAQ_OIDC_%s_ISSUER and SHANYRAQ_OIDC_%[2]s_CLIENT_ID are needed", key, strings.ToUpper(key))
		}
		all = append(all, o)
	}
	return all, nil
}

// provider is found when first needed: the service starts without it, and keeps
// trying as long as it is away.
type provider struct {
	OIDC
	callback string

	mu    sync.Mutex
	found *oidc.Provider
}

func (p *provider) connect(ctx context.Context) (*oauth2.Config, *oidc.IDTokenVerifier, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found == nil {
		// The provider keeps the context for later key fetches.
		found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), &http.Client{Timeout: oidcPatient}), p.Issuer)
		if err != nil {
			return nil, nil, problem.Unavailable("oidc_unavailable").Because(err)
		}
		p.found = found
	}
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: p.found.Endpoint(), RedirectURL: p.callback,
		Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}, p.found.Verifier(&oidc.Config{ClientID: p.ClientID}), nil
}

type redirectOutput struct {
	Status    int
	Location  string        `header:"Location"`
	SetCookie []http.Cookie `header:"Set-Cookie"`
}

type startInput struct {
	Provider string `query:"provider" maxLength:"20" doc:"its key; empty = the one that has none"`
}

// provider is the one with the key, nil when there is none.
func (d *Desk) provider(key string) *provider {
	for _, p := range d.oidc {
		if p.Key == key {
			return p
		}
	}
	return nil
}

// start sends the browser to the provider; what must come back unchanged is
// kept in a cookie.
func (d *Desk) start(ctx context.Context, in *startInput) (*redirectOutput, error) {
	p := d.provider(in.Provider)
	if p == nil {
		return nil, problem.NotFound("oidc_not_configured")
	}
	config, _, err := p.connect(ctx)
	if err != nil {
		return nil, err
	}
	state, nonce, verifier := newSecret(), newSecret(), oauth2.GenerateVerifier()
	return &redirectOutput{
		Status:    http.StatusFound,
		Location:  config.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)),
		SetCookie: []http.Cookie{d.oidcCookie(strings.Join([]string{state, nonce, verifier, p.Key}, "."), int(oidcTime/time.Second))},
	}, nil
}

// oidcCookie must come along when the provider sends the browser back, so it is
// "lax" where the refresh cookie is "strict".
func (d *Desk) oidcCookie(value string, age int) http.Cookie {
	c := d.cookie(value, age) //nolint:gosec // G124: as the refresh cookie
	c.Name, c.Path, c.SameSite = oidcCookie, cookiePath+"/oidc", http.SameSiteLaxMode
	return c
}

type callbackInput struct {
	State string `query:"state" maxLength:"200"`
	Code  string `query:"code" maxLength:"4000"`
	Error string `query:"error" maxLength:"200"`
	Kept  string `cookie:"shanyraq_oidc"`
}

// callback signs in whom the provider vouches for, if an account is linked to
// the person, or can be by a verified e-mail. Accounts are never made here.
func (d *Desk) callback(ctx context.Context, in *callbackInput) (*redirectOutput, error) {
	if len(d.oidc) == 0 {
		return nil, problem.NotFound("oidc_not_configured")
	}
	// Which provider was asked stands in the cookie with the rest: another one's answer
	// does not fit its nonce and its keys.
	kept := append(strings.Split(in.Kept, "."), "")
	p := d.provider(kept[min(3, len(kept)-1)])
	if len(kept) < 4 || p == nil || in.Error != "" || subtle.ConstantTimeCompare([]byte(kept[0]), []byte(in.State)) != 1 {
		return nil, problem.Unauthenticated("oidc_refused")
	}
	person, err := p.person(ctx, in.Code, kept[1], kept[2])
	if err != nil {
		return nil, err
	}
	a, err := d.accounts.Link(ctx, person)
	if err != nil {
		return nil, err
	}
	audit.Concerns(ctx, a.ID)
	refresh, err := d.store.SignIn(ctx, a.ID, events.ByProvider)
	if err != nil {
		return nil, err
	}
	return &redirectOutput{
		Status: http.StatusSeeOther, Location: d.public + "/desk/",
		SetCookie: []http.Cookie{d.cookie(refresh.secret, int(signInLasts/time.Second)), d.oidcCookie("", -1)},
	}, nil
}

// person exchanges the code and verifies who it stands for.
func (p *provider) person(ctx context.Context, code, nonce, verifier string) (account.Person, error) {
	config, tokens, err := p.connect(ctx)
	if err != nil {
		return account.Person{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, oidcPatient)
	defer cancel()
	refused := problem.Unauthenticated("oidc_refused")
	exchanged, err := config.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		return account.Person{}, refused.Because(err)
	}
	raw, ok := exchanged.Extra("id_token").(string)
	if !ok {
		return account.Person{}, refused.Because(errors.New("no id_token in the answer"))
	}
	id, err := tokens.Verify(ctx, raw)
	if err != nil {
		return account.Person{}, refused.Because(err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1 {
		return account.Person{}, refused.Because(errors.New("another nonce"))
	}
	var claims struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
	}
	if err := id.Claims(&claims); err != nil {
		return account.Person{}, refused.Because(err)
	}
	found := account.Person{Issuer: id.Issuer, Subject: id.Subject}
	if claims.Verified {
		found.Email = strings.ToLower(claims.Email)
	}
	return found, nil
}
