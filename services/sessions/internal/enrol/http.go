package enrol

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/secondstep"
)

// PresentPassword proves that nobody else sits at a desk that was left open.
type PresentPassword struct {
	Password string `json:"password" maxLength:"200" doc:"the present one; empty where the account has none"`
}

// FirstCode is the first code of an app.
type FirstCode struct {
	Code string `json:"code" minLength:"1" maxLength:"20" doc:"of the authenticator app"`
}

// RecoveryCodes are told once.
type RecoveryCodes struct {
	Codes []string `json:"recovery_codes" nullable:"false" doc:"each signs in once instead of the second step; told now and never again; none where those from before hold"`
}

type (
	passwordInput struct{ Body PresentPassword }
	codeInput     struct{ Body FirstCode }
	ownOutput     struct{ Body OwnSteps }
	begunOutput   struct{ Body secondstep.Begun }
	codesOutput   struct{ Body RecoveryCodes }
	accountOutput struct{ Body account.Account }
)

// begins is why beginning is not in the audit.
const begins = "nothing holds before it is confirmed, and confirming is written"

// Routes registers the routes of second steps.
//
// Everybody looks after their own, with the present password; an organiser who may
// change an account takes its second steps away.
func Routes(api huma.API, d *Desk) {
	huma.Get(api, "/me/second-steps", d.show, web.SignedIn)
	huma.Post(api, "/me/second-steps/begin", d.begin, web.SignedIn, audit.Off(begins))
	huma.Post(api, "/me/second-steps/confirm", d.confirm, web.SignedIn)
	huma.Post(api, "/me/second-steps/remove", d.remove, web.NoContent, web.SignedIn)
	passkeyRoutes(api, d)
	huma.Post(api, "/me/recovery-codes", d.renew, web.SignedIn)
	huma.Post(api, "/accounts/{account}/reset-second-step", d.reset, web.RolesSomewhere(access.Organiser))
}

func (d *Desk) show(ctx context.Context, _ *struct{}) (*ownOutput, error) {
	a, err := d.me(ctx)
	if err != nil {
		return nil, err
	}
	own, err := d.own(ctx, a)
	return &ownOutput{own}, err
}

func (d *Desk) begin(ctx context.Context, in *passwordInput) (*begunOutput, error) {
	a, err := d.proved(ctx, in.Body.Password)
	if err != nil {
		return nil, err
	}
	begun, err := d.steps.Begin(ctx, a)
	return &begunOutput{begun}, err
}

func (d *Desk) confirm(ctx context.Context, in *codeInput) (*codesOutput, error) {
	out := &codesOutput{RecoveryCodes{[]string{}}}
	err := d.change(ctx, func(ctx context.Context, tx *sqlx.Tx, a *account.Account) error {
		made, err := d.steps.Confirm(ctx, tx, a, in.Body.Code)
		out.Body.Codes = append(out.Body.Codes, made...)
		return err
	})
	return out, err
}

func (d *Desk) remove(ctx context.Context, in *passwordInput) (*struct{}, error) {
	return nil, d.takeAway(ctx, in.Body.Password, secondstep.RemoveApp)
}

func (d *Desk) renew(ctx context.Context, in *passwordInput) (*codesOutput, error) {
	if _, err := d.proved(ctx, in.Body.Password); err != nil {
		return nil, err
	}
	out := &codesOutput{}
	err := d.change(ctx, func(ctx context.Context, tx *sqlx.Tx, a *account.Account) (err error) {
		out.Body.Codes, err = secondstep.Renew(ctx, tx, a)
		return err
	})
	return out, err
}

func (d *Desk) reset(ctx context.Context, in *account.Path) (*accountOutput, error) {
	a, err := Reset(ctx, d.bus, in.Account.String(), token.Of(ctx))
	return &accountOutput{a}, err
}
