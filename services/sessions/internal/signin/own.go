package signin

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
)

type (
	ownOutput struct {
		Body struct {
			Items []OwnSignIn `json:"items" nullable:"false"`
		}
	}
	endInput struct {
		SignIn uuid.UUID `path:"sign_in" format:"uuid"`
	}
	passwordInput struct{ Body PasswordChange }
	accountOutput struct{ Body account.Account }
)

// PasswordChange is a request to have another password.
type PasswordChange struct {
	Old string `json:"old_password" maxLength:"200" doc:"empty where the account has none yet"`
	New string `json:"password" minLength:"1" maxLength:"200" doc:"at least 12 characters, and none of the commonest"`
}

func (d *Desk) own(ctx context.Context, _ *struct{}) (*ownOutput, error) {
	id, err := account.Mine(ctx)
	if err != nil {
		return nil, err
	}
	var out ownOutput
	out.Body.Items, err = d.store.Of(ctx, id, token.Of(ctx).SignIn)
	return &out, err
}

func (d *Desk) end(ctx context.Context, in *endInput) (*struct{}, error) {
	id, err := account.Mine(ctx)
	if err != nil {
		return nil, err
	}
	return nil, d.store.End(ctx, id, in.SignIn.String())
}

// changePassword ends every other sign-in of the account; this one goes on, with a
// new access token. The old password is asked for, and guessed at no faster than
// where one signs in.
func (d *Desk) changePassword(ctx context.Context, in *passwordInput) (*accountOutput, error) {
	id, err := account.Mine(ctx)
	if err != nil {
		return nil, err
	}
	a, err := d.accounts.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := d.Prove(ctx, a, "/old_password", in.Body.Old); err != nil {
		return nil, err
	}
	hash, err := d.accounts.Hash(ctx, in.Body.New, a.Login, a.Name, a.Email)
	if err != nil {
		return nil, err
	}
	before := a.Stored
	err = d.store.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if a, err = account.Hold(ctx, tx, id); err != nil {
			return err
		}
		if a.Stored != before { // somebody set another one since the old was looked at
			return problem.InvalidField("/old_password", "old_password_wrong")
		}
		return account.SetPassword(ctx, tx, &a, hash, token.Of(ctx).SignIn)
	})
	return &accountOutput{a}, err
}

// Prove wants the account's present password of whoever is signed in to it, guessed at
// no faster than where one signs in; an account without a password has none to give.
// Error: old_password_wrong at the pointer.
func (d *Desk) Prove(ctx context.Context, a account.Account, pointer, typed string) error {
	if a.Stored == "" {
		return nil
	}
	_, err := d.prove(ctx, a, strings.ToLower(a.Login), web.Address(ctx), typed)
	if errors.Is(err, problem.Unauthenticated("sign_in_wrong")) {
		return problem.InvalidField(pointer, "old_password_wrong")
	}
	return err
}
