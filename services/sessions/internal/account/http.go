package account

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// NewAccount is a request to take somebody into the staff.
type NewAccount struct {
	ID       string `json:"id,omitempty" format:"uuid" doc:"UUIDv7 made by the client; the same request may then be repeated"`
	Login    string `json:"login" minLength:"2" maxLength:"100"`
	Password string `json:"password,omitempty" maxLength:"200" doc:"at least 12 characters, and none of the commonest; without one, the account signs in through the identity provider"`
	Name     string `json:"name" minLength:"1" maxLength:"200"`
	Email    string `json:"email,omitempty" maxLength:"200"`
	Language string `json:"language,omitempty" format:"language" default:"kk"`
	Roles    Roles  `json:"roles"`
}

type (
	listInput struct {
		page.Query
		Forum string `query:"forum" format:"uuid"`
		Q     string `query:"q" maxLength:"100" doc:"words of a name, login or e-mail address, in any order"`
	}
	createInput struct{ Body NewAccount }
	changeInput struct {
		Account uuid.UUID `path:"account" format:"uuid"`
		Body    accountChange
	}
	listOutput struct{ Body page.List[Account] }
	output     struct{ Body Account }
)

// Routes registers the account's routes.
//
// Organisers read, make and change accounts within their forums; Account.Apply says
// how far. Who has signed in reads their own.
func Routes(api huma.API, s *Store) {
	huma.Get(api, "/me", s.me, web.SignedIn)
	huma.Get(api, "/accounts", s.list, web.RolesSomewhere(access.Organiser))
	huma.Post(api, "/accounts", s.create, web.Created, web.RolesSomewhere(access.Organiser))
	huma.Patch(api, "/accounts/{account}", s.change, web.RolesSomewhere(access.Organiser))
}

// me is the signed-in account as it is now; its token may be older.
func (s *Store) me(ctx context.Context, _ *struct{}) (*output, error) {
	c, _ := token.From(ctx)
	if _, err := uuid.Parse(c.Subject); err != nil || c.Kind != "staff" {
		return nil, problem.NotFound("account_not_found")
	}
	a, err := s.Load(ctx, c.Subject)
	return &output{a}, err
}

func (s *Store) list(ctx context.Context, in *listInput) (*listOutput, error) {
	forum, err := given.Ref("query.forum", in.Forum)
	if err != nil {
		return nil, err
	}
	accounts, err := s.List(ctx, token.Of(ctx), forum, in.Q, in.Query)
	return &listOutput{accounts}, err
}

func (s *Store) create(ctx context.Context, in *createInput) (*output, error) {
	by := token.Of(ctx)
	b := in.Body
	a := Account{ID: given.ID(b.ID), Login: b.Login, Name: b.Name, Email: b.Email, Language: b.Language, Roles: b.Roles}
	if err := a.Check(); err != nil {
		return nil, err
	}
	if !rules(by, a.Roles) {
		return nil, problem.Forbidden("roles_of_other_forums")
	}
	// A password is no part of the print: a hash that is fast to make would
	// give it away.
	print := given.Print(a)
	var err error
	if b.Password != "" {
		if a.Stored, err = s.hash(ctx, b.Password, b.Login, b.Name, b.Email); err != nil {
			return nil, err
		}
	}
	a, err = s.Create(ctx, a, print)
	return &output{a}, err
}

func (s *Store) change(ctx context.Context, in *changeInput) (*output, error) {
	hash := ""
	if p := in.Body.Password; p != nil {
		var err error
		if hash, err = s.hash(ctx, *p); err != nil {
			return nil, err
		}
	}
	a, err := s.Change(ctx, in.Account.String(), in.Body, hash, token.Of(ctx))
	return &output{a}, err
}
