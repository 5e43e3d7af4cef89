package signin

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/passkey"
)

// PasskeyAsked is a request to be asked for a passkey.
type PasskeyAsked struct {
	Challenge string `json:"challenge,omitempty" maxLength:"100" doc:"of the answer to the password; empty = the passkey signs in alone"`
}

// PasskeyTaken is the answer of an authenticator.
type PasskeyTaken struct {
	Challenge string `json:"challenge,omitempty" maxLength:"100" doc:"as it was asked with"`
	passkey.Answer
}

type (
	askInput    struct{ Body PasskeyAsked }
	askedOutput struct{ Body passkey.Asked }
	takenInput  struct{ Body PasskeyTaken }
)

// passkeyRoutes are those of signing in with a passkey: as the second step, or alone,
// where it makes sure of the person itself and so counts for both.
func passkeyRoutes(api huma.API, d *Desk) {
	huma.Post(api, "/sign-in/passkey/begin", d.askPasskey, web.Public)
	huma.Post(api, "/sign-in/passkey", d.takePasskey, web.Public, audit.Also)
}

func (d *Desk) askPasskey(ctx context.Context, in *askInput) (*askedOutput, error) {
	var a account.Account
	if in.Body.Challenge == "" {
		if slow := d.perAlone.Take(web.Address(ctx)); slow != nil {
			return nil, slow
		}
	} else {
		err := d.store.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) (err error) {
			_, a, err = challenged(ctx, tx, in.Body.Challenge, false)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	asked, err := d.passkeys.Ask(ctx, a)
	return &askedOutput{asked}, err
}

func (d *Desk) takePasskey(ctx context.Context, in *takenInput) (*SignedInOutput, error) {
	b := in.Body
	if b.Challenge != "" {
		return d.confirm(ctx, b.Challenge, func(ctx context.Context, tx *sqlx.Tx, a account.Account) error {
			return d.passkeys.Use(ctx, tx, a, b.Answer)
		})
	}
	var a account.Account
	var next signIn
	err := d.store.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) (err error) {
		if a, err = d.passkeys.Alone(ctx, tx, b.Answer); err != nil {
			return err
		}
		audit.Concerns(ctx, a.ID)
		next, err = Begin(ctx, tx, a.ID, events.ByPasskey)
		return err
	})
	if err != nil {
		return nil, err
	}
	return d.signedIn(a, next)
}
