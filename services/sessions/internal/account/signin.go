package account

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
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
	accounts *Store
	signer   *token.Signer
	public   string // where people reach us
	oidc     *provider

	// Only failures count. The pair is the strict one: guessing from one place
	// stops soon, without locking the owner out elsewhere.
	perPair, perLogin, perAddress *web.Limit
	// anyway is how many passwords are looked at all the same, whatever failed
	// before: whoever is right passes, and it costs a fifth of a processor.
	anyway *rate.Limiter
	proven *proven
}

// NewDesk makes a desk. publicURL decides whether cookies are for https only.
func NewDesk(accounts *Store, signer *token.Signer, publicURL string, o OIDC) *Desk {
	d := &Desk{
		accounts: accounts, signer: signer, public: strings.TrimSuffix(publicURL, "/"),
		perPair: web.NewLimit(5, 12*time.Second), perLogin: web.NewLimit(50, 5*time.Second), perAddress: web.NewLimit(600, 100*time.Millisecond),
		anyway: rate.NewLimiter(4, 8), proven: newProven(),
	}
	if o.Issuer != "" {
		d.oidc = &provider{OIDC: o, callback: d.public + cookiePath + "/oidc/callback"}
	}
	return d
}

// SignedIn is the answer to a sign-in.
type SignedIn struct {
	AccessToken string    `json:"access_token"`
	ExpiresAt   time.Time `json:"expires_at"`
	Account     Account   `json:"account"`
}

type signedInOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      SignedIn
}

// check verifies login and password and slows guessing down. Every refusal is
// the same problem and takes as long, whether the login exists or not.
//
// A password costs 50 ms of a processor, so a flood of wrong ones must not have
// each looked at; yet the right one passes. One that signed in before is known
// again without that work, and of the rest a few a second are looked at whatever
// failed before.
func (d *Desk) check(ctx context.Context, login, password string) (Account, error) {
	a, err := one(d.accounts.db.QueryRowxContext(ctx, `SELECT `+columns+` FROM accounts WHERE lower(login) = lower($1)`, login))
	if err != nil && !errors.Is(err, problem.NotFound("account_not_found")) {
		return Account{}, err
	}
	if a.wellKnown(password) && !d.accounts.demo {
		return Account{}, problem.Forbidden("demonstration_account")
	}
	if !a.Disabled && d.proven.has(a, password) {
		return a, nil
	}
	return d.prove(ctx, a, strings.ToLower(login), web.Address(ctx), password)
}

// prove looks at a password that is not known yet. Each one counts as failed while
// it is looked at: a crowd that comes at once has no more looked at than one after
// the other would.
func (d *Desk) prove(ctx context.Context, a Account, name, address, password string) (Account, error) {
	pair := name + "\x00" + address
	slow := d.perPair.Take(pair)
	if slow == nil {
		slow = d.perLogin.Take(name)
	}
	if slow == nil || a.password != "" && d.anyway.Allow() {
		same, err := samePassword(ctx, password, a.password)
		if err != nil {
			return Account{}, err
		}
		if same && !a.Disabled {
			d.perPair.Forget(pair)
			if slow == nil {
				d.perLogin.Return(name)
			}
			d.proven.add(a, password)
			return a, nil
		}
	}
	if slow == nil {
		slow = d.perAddress.Take(address)
	}
	if slow != nil {
		return Account{}, slow
	}
	return Account{}, problem.Unauthenticated("sign_in_wrong")
}

func (d *Desk) signIn(ctx context.Context, in *signInInput) (*signedInOutput, error) {
	a, err := d.check(ctx, in.Body.Login, in.Body.Password)
	if err != nil {
		return nil, err
	}
	refresh, err := d.accounts.SignIn(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	return d.signedIn(a, refresh)
}

func (d *Desk) refresh(ctx context.Context, in *cookieInput) (*signedInOutput, error) {
	if in.Refresh == "" {
		return nil, problem.Unauthenticated("sign_in_required")
	}
	a, next, err := d.accounts.Refresh(ctx, in.Refresh)
	if err != nil {
		return nil, err
	}
	return d.signedIn(a, next)
}

func (d *Desk) signOut(ctx context.Context, in *cookieInput) (*signedOutOutput, error) {
	if in.Refresh != "" {
		if err := d.accounts.SignOut(ctx, in.Refresh); err != nil {
			return nil, err
		}
	}
	return &signedOutOutput{SetCookie: d.cookie("", -1)}, nil
}

func (d *Desk) signedIn(a Account, s signIn) (*signedInOutput, error) {
	expires := time.Now().Add(accessLasts).UTC().Truncate(time.Second)
	signed, err := d.signer.Sign(token.Caller{Subject: a.ID, Kind: "staff", SignIn: s.id, Audience: access.StaffServices, Roles: a.Roles, Expires: expires})
	if err != nil {
		return nil, err
	}
	return &signedInOutput{
		SetCookie: d.cookie(s.secret, int(signInLasts/time.Second)),
		Body:      SignedIn{AccessToken: signed, ExpiresAt: expires, Account: a},
	}, nil
}

// cookie keeps the refresh token where no script can read it and no other site
// can send it from.
func (d *Desk) cookie(value string, age int) http.Cookie {
	return http.Cookie{ //nolint:gosec // G124: Secure follows the public URL, a yurt camp's laptop has no https
		Name: cookieName, Value: value, Path: cookiePath, MaxAge: age, HttpOnly: true,
		Secure: strings.HasPrefix(d.public, "https://"), SameSite: http.SameSiteStrictMode,
	}
}
