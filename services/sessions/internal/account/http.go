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
		web.Window
		Filter
	}
	// Path is an account in a path.
	Path struct {
		Account uuid.UUID `path:"account" format:"uuid"`
	}
	createInput struct{ Body NewAccount }
	changeInput struct {
		Path
		Body accountChange
	}
	ownInput   struct{ Body OwnChange }
	listOutput struct{ Body page.List[Account] }
	output     struct{ Body Account }
)

// Routes registers the account's routes.
//
// Organisers read, make and change accounts within their forums; Account.Apply says
// how far. Who has signed in reads their own, and changes its name and language.
func Routes(api huma.API, s *Store) {
	huma.Get(api, "/me", s.me, web.SignedIn)
	huma.Patch(api, "/me", s.own, web.SignedIn)
	huma.Get(api, "/accounts", s.list, web.RolesSomewhere(access.Organiser))
	huma.Post(api, "/accounts", s.create, web.Created, web.RolesSomewhere(access.Organiser))
	huma.Get(api, "/accounts/{account}", s.show, web.RolesSomewhere(access.Organiser))
	huma.Patch(api, "/accounts/{account}", s.change, web.RolesSomewhere(access.Organiser))
	huma.Post(api, "/accounts/{account}/sign-out", s.signOut, web.RolesSomewhere(access.Organiser))
}

// me is the signed-in account as it is now; its token may be older.
func (s *Store) me(ctx context.Context, _ *struct{}) (*output, error) {
	id, err := Mine(ctx)
	if err != nil {
		return nil, err
	}
	a, err := s.Load(ctx, id)
	return &output{a}, err
}

// Mine is the id of the account that calls; tablets have none: account_not_found.
func Mine(ctx context.Context) (string, error) {
	c := token.Of(ctx)
	if _, err := uuid.Parse(c.Subject); err != nil || c.Kind != "staff" {
		return "", problem.NotFound("account_not_found")
	}
	return c.Subject, nil
}

func (s *Store) own(ctx context.Context, in *ownInput) (*output, error) {
	id, err := Mine(ctx)
	if err != nil {
		return nil, err
	}
	a, err := s.Own(ctx, id, in.Body)
	return &output{a}, err
}

func (s *Store) list(ctx context.Context, in *listInput) (*listOutput, error) {
	accounts, err := s.List(ctx, token.Of(ctx), in.Filter, in.Query, in.Window)
	return &listOutput{accounts}, err
}

func (s *Store) show(ctx context.Context, in *Path) (*output, error) {
	a, err := s.Load(ctx, in.Account.String())
	if err == nil && !a.Roles.Seen(token.Of(ctx)) {
		err = problem.NotFound("account_not_found")
	}
	return &output{a}, err
}

func (s *Store) signOut(ctx context.Context, in *Path) (*output, error) {
	a, err := s.SignOut(ctx, in.Account.String(), token.Of(ctx))
	return &output{a}, err
}

func (s *Store) create(ctx context.Context, in *createInput) (*output, error) {
	by := token.Of(ctx)
	b := in.Body
	a := Account{ID: given.ID(b.ID), Login: b.Login, Name: b.Name, Email: b.Email, Language: b.Language, Roles: b.Roles}
	if err := a.Check(); err != nil {
		return nil, err
	}
	if !a.Roles.Rules(by) {
		return nil, problem.Forbidden("roles_of_other_forums")
	}
	// A password is no part of the print: a hash that is fast to make would
	// give it away.
	print := given.Print(a)
	var err error
	if b.Password != "" {
		if a.Stored, err = s.Hash(ctx, b.Password, b.Login, b.Name, b.Email); err != nil {
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
		if hash, err = s.Hash(ctx, *p); err != nil {
			return nil, err
		}
	}
	a, err := s.Change(ctx, in.Account.String(), in.Body, hash, token.Of(ctx))
	return &output{a}, err
}
