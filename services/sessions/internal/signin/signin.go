// Package signin is how staff sign in, by password or through an identity provider,
// and stay signed in.
package signin

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/passkey"
	"github.com/shanyraq/shanyraq/services/sessions/internal/password"
	"github.com/shanyraq/shanyraq/services/sessions/internal/secondstep"
)

const (
	// accessLasts is how long an access token is good; roles taken away still
	// work until then.
	accessLasts = 15 * time.Minute
	cookieName  = "shanyraq_refresh"
	cookiePath  = "/api/sessions"
)

// Desk is where staff sign in.
type Desk struct {
	accounts *account.Store
	store    *Store
	passkeys *passkey.Store
	steps    *secondstep.Store
	signer   *token.Signer
	public   string      // where people reach us
	demo     bool        // the well-known password is good here
	oidc     []*provider // in the order of their buttons

	// Only failures count. The pair is the strict one: guessing from one place
	// stops soon, without locking the owner out elsewhere.
	perPair, perLogin, perAddress *web.Limit
	// perCode are an app's codes, of an account, by who knows its password: a million
	// guesses take two years.
	perCode *web.Limit
	// perAlone are addresses that ask for a passkey: each asking is kept for minutes.
	perAlone *web.Limit
	// anyway is how many passwords are looked at all the same, whatever failed
	// before: whoever is right passes, and it costs a fifth of a processor.
	anyway *rate.Limiter
	proven *proven
}

// NewDesk makes a desk. publicURL decides whether cookies are for https only; demo
// says that it is a demonstration's.
func NewDesk(accounts *account.Store, store *Store, passkeys *passkey.Store, steps *secondstep.Store, signer *token.Signer, publicURL string, demo bool, providers ...OIDC) *Desk {
	d := &Desk{
		accounts: accounts, store: store, passkeys: passkeys, steps: steps, signer: signer, public: strings.TrimSuffix(publicURL, "/"), demo: demo,
		perPair: web.NewLimit(5, 12*time.Second), perLogin: web.NewLimit(50, 5*time.Second), perAddress: web.NewLimit(600, 100*time.Millisecond),
		perCode: web.NewLimit(10, time.Minute), perAlone: web.NewLimit(60, 2*time.Second),
		anyway: rate.NewLimiter(4, 8), proven: newProven(),
	}
	for _, o := range providers {
		if o.Issuer != "" {
			d.oidc = append(d.oidc, &provider{OIDC: o, callback: d.public + cookiePath + "/oidc/callback"})
		}
	}
	return d
}

// check verifies login and password and slows guessing down. Every refusal is
// the same problem and takes as long, whether the login exists or not.
//
// A password costs 50 ms of a processor, so a flood of wrong ones must not have
// each looked at; yet the right one passes. One that signed in before is known
// again without that work, and of the rest a few a second are looked at whatever
// failed before.
func (d *Desk) check(ctx context.Context, login, typed string) (account.Account, error) {
	a, err := d.accounts.ByLogin(ctx, login)
	if err != nil && !errors.Is(err, problem.NotFound("account_not_found")) {
		return account.Account{}, err
	}
	audit.Concerns(ctx, a.ID) // also who fails: whose account was it
	if a.Stored != "" && typed == password.WellKnown && !d.demo {
		return account.Account{}, problem.Forbidden("demonstration_account")
	}
	if !a.Disabled && d.proven.has(a, typed) {
		return a, nil
	}
	return d.prove(ctx, a, strings.ToLower(login), web.Address(ctx), typed)
}

// prove looks at a password that is not known yet. Each one counts as failed while
// it is looked at: a crowd that comes at once has no more looked at than one after
// the other would.
func (d *Desk) prove(ctx context.Context, a account.Account, name, address, typed string) (account.Account, error) {
	pair := name + "\x00" + address
	slow := d.perPair.Take(pair)
	if slow == nil {
		slow = d.perLogin.Take(name)
	}
	if slow == nil || a.Stored != "" && d.anyway.Allow() {
		same, err := password.Same(ctx, typed, a.Stored)
		if err != nil {
			return account.Account{}, err
		}
		if same && !a.Disabled {
			d.perPair.Forget(pair)
			if slow == nil {
				d.perLogin.Return(name)
			}
			d.proven.add(a, typed)
			return a, nil
		}
	}
	if slow == nil {
		slow = d.perAddress.Take(address)
	}
	if slow != nil {
		return account.Account{}, slow
	}
	return account.Account{}, problem.Unauthenticated("sign_in_wrong")
}

// cookie keeps the refresh token where no script can read it and no other site
// can send it from.
func (d *Desk) cookie(value string, age int) http.Cookie {
	return http.Cookie{ //nolint:gosec // G124: Secure follows the public URL, a yurt camp's laptop has no https
		Name: cookieName, Value: value, Path: cookiePath, MaxAge: age, HttpOnly: true,
		Secure: strings.HasPrefix(d.public, "https://"), SameSite: http.SameSiteStrictMode,
	}
}
