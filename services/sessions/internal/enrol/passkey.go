package enrol

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/passkey"
	"github.com/shanyraq/shanyraq/services/sessions/internal/secondstep"
)

// NewPasskey is a passkey that an authenticator has made.
type NewPasskey struct {
	Name string `json:"name" minLength:"1" maxLength:"100" doc:"as its owner calls it"`
	passkey.Answer
}

// MadePasskey is a new passkey; with somebody's first second step come recovery codes.
type MadePasskey struct {
	Passkey passkey.Passkey `json:"passkey"`
	RecoveryCodes
}

// PasskeyName is another name of a passkey.
type PasskeyName struct {
	Name string `json:"name" minLength:"1" maxLength:"100" doc:"as its owner calls it"`
}

type (
	// Path is one of one's own passkeys in a path.
	Path struct {
		Passkey uuid.UUID `path:"passkey" format:"uuid"`
	}
	askedOutput     struct{ Body passkey.Asked }
	newPasskeyInput struct{ Body NewPasskey }
	madeOutput      struct{ Body MadePasskey }
	renameInput     struct {
		Path
		Body PasskeyName
	}
	removeInput struct {
		Path
		Body PresentPassword
	}
)

func passkeyRoutes(api huma.API, d *Desk) {
	huma.Post(api, "/me/passkeys/begin", d.beginPasskey, web.SignedIn, audit.Off(begins))
	huma.Post(api, "/me/passkeys", d.makePasskey, web.Created, web.SignedIn)
	huma.Patch(api, "/me/passkeys/{passkey}", d.renamePasskey, web.NoContent, web.SignedIn)
	huma.Post(api, "/me/passkeys/{passkey}/remove", d.removePasskey, web.NoContent, web.SignedIn)
}

func (d *Desk) beginPasskey(ctx context.Context, in *passwordInput) (*askedOutput, error) {
	a, err := d.proved(ctx, in.Body.Password)
	if err != nil {
		return nil, err
	}
	asked, err := d.passkeys.Begin(ctx, a)
	return &askedOutput{asked}, err
}

func (d *Desk) makePasskey(ctx context.Context, in *newPasskeyInput) (*madeOutput, error) {
	b := in.Body
	if err := given.Line("/name", &b.Name, false); err != nil {
		return nil, err
	}
	out := &madeOutput{}
	out.Body.Codes = []string{}
	err := d.change(ctx, func(ctx context.Context, tx *sqlx.Tx, a *account.Account) (err error) {
		if out.Body.Passkey, err = d.passkeys.Make(ctx, tx, *a, b.Name, b.Answer); err != nil {
			return err
		}
		codes, err := secondstep.Made(ctx, tx, a)
		out.Body.Codes = append(out.Body.Codes, codes...)
		return err
	})
	return out, err
}

func (d *Desk) renamePasskey(ctx context.Context, in *renameInput) (*struct{}, error) {
	if err := given.Line("/name", &in.Body.Name, false); err != nil {
		return nil, err
	}
	return nil, d.change(ctx, func(ctx context.Context, tx *sqlx.Tx, a *account.Account) error {
		return passkey.Rename(ctx, tx, a.ID, in.Passkey.String(), in.Body.Name)
	})
}

func (d *Desk) removePasskey(ctx context.Context, in *removeInput) (*struct{}, error) {
	return nil, d.takeAway(ctx, in.Body.Password, func(ctx context.Context, tx *sqlx.Tx, a *account.Account) error {
		if err := passkey.Remove(ctx, tx, a.ID, in.Passkey.String()); err != nil {
			return err
		}
		return secondstep.Left(ctx, tx, a)
	})
}
