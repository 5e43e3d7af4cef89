// Package enrol is how somebody gets second steps, looks after their own, and loses
// them with the phone.
package enrol

import (
	"context"
	"errors"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/passkey"
	"github.com/shanyraq/shanyraq/services/sessions/internal/secondstep"
	"github.com/shanyraq/shanyraq/services/sessions/internal/signin"
)

// Desk is where somebody's second steps are made and taken away.
type Desk struct {
	db       *sqlx.DB
	bus      *bus.Bus
	accounts *account.Store
	passkeys *passkey.Store
	steps    *secondstep.Store
	staff    *signin.Desk
}

// NewDesk makes a desk.
func NewDesk(db *sqlx.DB, b *bus.Bus, accounts *account.Store, passkeys *passkey.Store, steps *secondstep.Store, staff *signin.Desk) *Desk {
	return &Desk{db, b, accounts, passkeys, steps, staff}
}

// change does something to the caller's own second steps.
func (d *Desk) change(ctx context.Context, do func(ctx context.Context, tx *sqlx.Tx, a *account.Account) error) error {
	id, err := account.Mine(ctx)
	if err != nil {
		return err
	}
	return d.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		a, err := account.Hold(ctx, tx, id)
		if err != nil {
			return err
		}
		return do(ctx, tx, &a)
	})
}

// me is the caller's account.
func (d *Desk) me(ctx context.Context) (account.Account, error) {
	id, err := account.Mine(ctx)
	if err != nil {
		return account.Account{}, err
	}
	return d.accounts.Load(ctx, id)
}

// proved is the caller's account, if the password is its own.
func (d *Desk) proved(ctx context.Context, typed string) (account.Account, error) {
	a, err := d.me(ctx)
	if err != nil {
		return a, err
	}
	return a, d.staff.Prove(ctx, a, "/password", typed)
}

// takeAway takes a second step away from the caller, but the last of somebody who must
// have one. Errors: old_password_wrong, second_step_stays.
func (d *Desk) takeAway(ctx context.Context, password string, take func(ctx context.Context, tx *sqlx.Tx, a *account.Account) error) error {
	a, err := d.proved(ctx, password)
	if err != nil {
		return err
	}
	required := d.steps.Required(ctx, a.Roles)
	return d.change(ctx, func(ctx context.Context, tx *sqlx.Tx, a *account.Account) error {
		if err := take(ctx, tx, a); err != nil {
			return err
		}
		if required && !a.SecondStep {
			return problem.Conflict("second_step_stays")
		}
		return nil
	})
}

// Reset takes every second step of an account away and signs it out everywhere, for an
// organiser who rules it, or at the server itself. One's own are looked after with the
// password. Errors: account_not_found, account_of_other_forums, second_step_own,
// second_step_none.
func Reset(ctx context.Context, b *bus.Bus, id string, by token.Caller) (a account.Account, err error) {
	err = b.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if a, err = account.Hold(ctx, tx, id); err != nil {
			return err
		}
		if err := a.RuledBy(by); err != nil {
			return err
		}
		if a.ID == by.Subject {
			return problem.Conflict("second_step_own")
		}
		return secondstep.Reset(ctx, tx, &a)
	})
	return a, err
}

// OwnSteps are the second steps of whoever asks.
type OwnSteps struct {
	Required bool              `json:"required" doc:"this server wants a second step of the account"`
	App      *secondstep.App   `json:"totp" doc:"the authenticator app; null = none"`
	Passkeys []passkey.Passkey `json:"passkeys" nullable:"false"`
	Refused  string            `json:"passkeys_refused" enum:",passkeys_want_name,passkeys_want_https" doc:"why this address can have no passkeys; empty = it can"`
	Recovery int               `json:"recovery_codes_left"`
	Proves   bool              `json:"has_password" doc:"changes want the present password; an account without one has none to give"`
}

// own lists the account's second steps.
func (d *Desk) own(ctx context.Context, a account.Account) (o OwnSteps, err error) {
	ways, err := secondstep.WaysOf(ctx, d.db, a.ID)
	if err != nil {
		return o, err
	}
	o.Required, o.Recovery, o.Proves = d.steps.Required(ctx, a.Roles), ways.Recovery, a.Stored != ""
	if refused := (*problem.Error)(nil); errors.As(d.passkeys.Refused(), &refused) {
		o.Refused = refused.Code
	}
	if o.Passkeys, err = passkey.Of(ctx, d.db, a.ID); err != nil {
		return o, err
	}
	o.App, err = secondstep.AppOf(ctx, d.db, a.ID)
	return o, err
}
