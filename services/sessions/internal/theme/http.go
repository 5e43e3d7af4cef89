package theme

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// NewTheme is a request to add a theme to a forum.
type NewTheme struct {
	ID       string      `json:"id,omitempty" format:"uuid" doc:"UUIDv7 made by the client; the same request may then be repeated"`
	Key      string      `json:"key" pattern:"^[a-z][a-z0-9_-]{0,39}$"`
	Title    events.Text `json:"title"`
	Position int         `json:"position,omitempty" minimum:"0" maximum:"10000"`
}

type (
	listInput struct {
		forum.Path
		page.Query
	}
	createInput struct {
		forum.Path
		Body NewTheme
	}
	changeInput struct {
		forum.Path
		Theme uuid.UUID `path:"theme" format:"uuid"`
		Body  themeChange
	}
	listOutput struct{ Body page.List[Theme] }
	output     struct{ Body Theme }
)

// Routes registers the theme's routes.
//
// Whoever may see the forum reads its themes; its organiser adds and changes
// them.
func Routes(api huma.API, s *Store) {
	huma.Get(api, "/forums/{forum}/themes", s.list, access.Read)
	huma.Post(api, "/forums/{forum}/themes", s.create, web.Created, web.Roles(access.Organiser))
	huma.Patch(api, "/forums/{forum}/themes/{theme}", s.change, web.Roles(access.Organiser))
}

func (s *Store) list(ctx context.Context, in *listInput) (*listOutput, error) {
	if _, err := s.forums.Visible(ctx, in.ForumID()); err != nil {
		return nil, err
	}
	themes, err := s.List(ctx, in.ForumID(), in.Query)
	return &listOutput{themes}, err
}

func (s *Store) create(ctx context.Context, in *createInput) (*output, error) {
	t := Theme{ID: given.ID(in.Body.ID), ForumID: in.ForumID(), Key: in.Body.Key, Title: in.Body.Title, Position: in.Body.Position}
	if err := t.Check(); err != nil {
		return nil, err
	}
	t, err := s.Create(ctx, t, given.Print(t))
	return &output{t}, err
}

func (s *Store) change(ctx context.Context, in *changeInput) (*output, error) {
	t, err := s.Change(ctx, in.ForumID(), in.Theme.String(), in.Body)
	return &output{t}, err
}
