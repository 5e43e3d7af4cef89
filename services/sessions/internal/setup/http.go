package setup

import (
	"context"
	"crypto/subtle"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/signin"
)

// SetUp says how far the installation is.
type SetUp struct {
	Open bool `json:"open" doc:"there is no account yet: the address that the server prints at its start makes the first"`
}

// FirstOrganiser is a request to make the first account.
type FirstOrganiser struct {
	Code     string `json:"code" minLength:"1" maxLength:"100" doc:"what stands in the set-up address after #"`
	ID       string `json:"id,omitempty" format:"uuid" doc:"UUIDv7 made by the client"`
	Login    string `json:"login" minLength:"2" maxLength:"100"`
	Password string `json:"password" minLength:"1" maxLength:"200" doc:"at least 12 characters, and none of the commonest"`
	Name     string `json:"name" minLength:"1" maxLength:"200"`
	Language string `json:"language,omitempty" format:"language" default:"kk"`
}

type (
	setUpOutput struct{ Body SetUp }
	firstInput  struct{ Body FirstOrganiser }
)

// Routes registers the routes of the set-up.
//
// Anybody may ask whether there is an account; the first one is made by who has the
// code, and by nobody once there is one.
func Routes(api huma.API, d *Desk) {
	huma.Get(api, "/set-up", d.show, web.Public)
	huma.Post(api, "/set-up", d.first, web.Public, audit.Also)
}

func (d *Desk) show(ctx context.Context, _ *struct{}) (*setUpOutput, error) {
	open, err := d.accounts.None(ctx)
	return &setUpOutput{SetUp{Open: open}}, err
}

// first looks at the code before it says anything else: a stranger does not learn
// from it whether somebody was quicker.
func (d *Desk) first(ctx context.Context, in *firstInput) (*signin.SignedInOutput, error) {
	b := in.Body
	if subtle.ConstantTimeCompare([]byte(b.Code), []byte(d.code)) != 1 {
		if slow := d.failures.Take(web.Address(ctx)); slow != nil {
			return nil, slow
		}
		return nil, problem.Forbidden("set_up_code_wrong")
	}
	if open, err := d.accounts.None(ctx); err != nil || !open {
		return nil, orDone(err)
	}
	a, made, err := d.accounts.First(ctx, account.Account{ID: b.ID, Login: b.Login, Name: b.Name, Language: b.Language}, b.Password)
	if err != nil || !made {
		return nil, orDone(err)
	}
	return d.staff.Admit(ctx, a)
}

// orDone is why no account was made: a colleague was quicker, unless it failed.
func orDone(err error) error {
	if err != nil {
		return err
	}
	return problem.Conflict("set_up_done")
}

// URL is the address to be printed, "" once there is an account.
func (d *Desk) URL(ctx context.Context) (string, error) {
	open, err := d.accounts.None(ctx)
	if err != nil || !open {
		return "", err
	}
	return d.public + "/desk/setup#" + d.code, nil
}
