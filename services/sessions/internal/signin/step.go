package signin

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/passkey"
	"github.com/shanyraq/shanyraq/services/sessions/internal/secondstep"
)

// Signing in takes two steps where the account has a second one, or must have one. The
// password is then answered by a refusal, second_step_required or second_step_to_make,
// with a challenge; no token is there before the second step. An identity provider's
// word is enough: how it knows its people is its own affair.

// StepTaken is the second step of signing in: an app's code, or a recovery code.
type StepTaken struct {
	Challenge string `json:"challenge" minLength:"1" maxLength:"100" doc:"of the answer to the password"`
	Code      string `json:"code,omitempty" maxLength:"20" doc:"of the authenticator app"`
	Recovery  string `json:"recovery_code,omitempty" maxLength:"40" doc:"instead of the code; small letters, spaces and dashes do not matter"`
}

// ChallengeOnly names who signs in.
type ChallengeOnly struct {
	Challenge string `json:"challenge" minLength:"1" maxLength:"100" doc:"of the answer to the password"`
}

// StepMade is the first code of an app that was set up to sign in.
type StepMade struct {
	Challenge string `json:"challenge" minLength:"1" maxLength:"100" doc:"of the answer to the password"`
	Code      string `json:"code" minLength:"1" maxLength:"20" doc:"of the authenticator app"`
}

type (
	stepInput   struct{ Body StepTaken }
	beginInput  struct{ Body ChallengeOnly }
	makeInput   struct{ Body StepMade }
	begunOutput struct{ Body secondstep.Begun }
)

// stepRoutes are those between the password and being signed in: open to whoever has
// the challenge.
func stepRoutes(api huma.API, d *Desk) {
	huma.Post(api, "/sign-in/second-step", d.takeStep, web.Public, audit.Also)
	huma.Post(api, "/sign-in/second-steps/begin", d.beginStep, web.Public)
	huma.Post(api, "/sign-in/second-steps/confirm", d.makeStep, web.Public, audit.Also)
}

// ask is the refusal that leads to the second step.
func (d *Desk) ask(ctx context.Context, a account.Account, makes bool) error {
	ways, err := secondstep.WaysOf(ctx, d.store.db, a.ID)
	if err != nil {
		return err
	}
	secret, expires, err := d.store.Challenge(ctx, a.ID, makes)
	if err != nil {
		return err
	}
	code := "second_step_required"
	if makes {
		code = "second_step_to_make"
	}
	return problem.Unauthenticated(code).With("challenge", secret).With("expires_at", expires).With("ways", ways.Names())
}

// takeStep signs in whoever has the second step too. A wrong code is counted, whatever
// becomes of the answer.
func (d *Desk) takeStep(ctx context.Context, in *stepInput) (*SignedInOutput, error) {
	b := in.Body
	if (b.Code == "") == (b.Recovery == "") {
		return nil, problem.InvalidField("/code", "required")
	}
	return d.confirm(ctx, b.Challenge, func(ctx context.Context, tx *sqlx.Tx, a account.Account) error {
		if b.Recovery != "" { // nobody guesses one
			return secondstep.Recover(ctx, tx, a.ID, b.Recovery)
		}
		if slow := d.perCode.Take(a.ID); slow != nil {
			return slow
		}
		err := d.steps.Use(ctx, tx, a.ID, b.Code)
		if err == nil {
			d.perCode.Forget(a.ID)
		}
		return err
	})
}

// confirm signs in to the account of a challenge if the second step is right.
func (d *Desk) confirm(ctx context.Context, secret string, step func(context.Context, *sqlx.Tx, account.Account) error) (*SignedInOutput, error) {
	var (
		a     account.Account
		next  signIn
		wrong error
	)
	err := d.store.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) (err error) {
		var c challenge
		if c, a, err = challenged(ctx, tx, secret, false); err != nil {
			return err
		}
		audit.Concerns(ctx, a.ID)
		if err = step(ctx, tx, a); secondstep.IsWrong(err) || passkey.IsWrong(err) {
			wrong = err
			return c.failed(ctx, tx)
		}
		if err != nil {
			return err
		}
		if err = c.used(ctx, tx); err != nil {
			return err
		}
		next, err = Begin(ctx, tx, a.ID, events.ByPassword)
		return err
	})
	if err == nil {
		err = wrong
	}
	if err != nil {
		return nil, err
	}
	return d.signedIn(a, next)
}

// beginStep shows a secret to whoever must have a second step and has none.
func (d *Desk) beginStep(ctx context.Context, in *beginInput) (*begunOutput, error) {
	var a account.Account
	err := d.store.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) (err error) {
		_, a, err = challenged(ctx, tx, in.Body.Challenge, true)
		return err
	})
	if err != nil {
		return nil, err
	}
	begun, err := d.steps.Begin(ctx, a)
	return &begunOutput{begun}, err
}

// makeStep makes the second step and signs in. Wrong codes are not counted: whoever is
// here has the secret.
func (d *Desk) makeStep(ctx context.Context, in *makeInput) (*SignedInOutput, error) {
	var (
		a        account.Account
		next     signIn
		recovery []string
	)
	err := d.store.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) (err error) {
		var c challenge
		if c, a, err = challenged(ctx, tx, in.Body.Challenge, true); err != nil {
			return err
		}
		audit.Concerns(ctx, a.ID)
		if recovery, err = d.steps.Confirm(ctx, tx, &a, in.Body.Code); err != nil {
			return err
		}
		if err = c.used(ctx, tx); err != nil {
			return err
		}
		next, err = Begin(ctx, tx, a.ID, events.ByPassword)
		return err
	})
	if err != nil {
		return nil, err
	}
	out, err := d.signedIn(a, next)
	if err == nil {
		out.Body.Recovery = recovery
	}
	return out, err
}
