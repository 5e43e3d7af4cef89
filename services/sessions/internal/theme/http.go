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
	Key      string      `json:"key,omitempty" pattern:"^([a-z][a-z0-9_-]{0,39})?$" doc:"empty: made of the title"`
	Title    events.Text `json:"title"`
	Position int         `json:"position,omitempty" minimum:"0" maximum:"10000"`
}

// In is the theme that is asked for, in a forum.
func (b NewTheme) In(forumID string) Theme {
	return Theme{ID: given.ID(b.ID), ForumID: forumID, Key: b.Key, Title: b.Title, Position: b.Position, Version: 1}
}

type (
	setsOutput struct{ Body page.List[Set] }
	// Path is a theme in a path.
	Path struct {
		forum.Path
		Theme uuid.UUID `path:"theme" format:"uuid"`
	}
	listInput struct {
		forum.Path
		page.Query
	}
	createInput struct {
		forum.Path
		Body NewTheme
	}
	changeInput struct {
		Path
		Body themeChange
	}
	listOutput struct{ Body page.List[Theme] }
	output     struct{ Body Theme }
)

// Routes registers the theme's routes.
//
// Whoever may see the forum reads its themes, and everybody the sets that a forum
// may begin with; its organiser adds, changes and deletes them.
func Routes(api huma.API, s *Store) {
	huma.Get(api, "/forums/{forum}/themes", s.list, access.Read)
	huma.Post(api, "/forums/{forum}/themes", s.create, web.Created, web.Roles(access.Organiser))
	huma.Patch(api, "/forums/{forum}/themes/{theme}", s.change, web.Roles(access.Organiser))
	huma.Delete(api, "/forums/{forum}/themes/{theme}", s.remove, web.NoContent, web.Roles(access.Organiser))
	huma.Get(api, "/theme-sets", sets, web.Public)
}

func (s *Store) list(ctx context.Context, in *listInput) (*listOutput, error) {
	if _, err := s.forums.Visible(ctx, in.ForumID()); err != nil {
		return nil, err
	}
	themes, err := s.List(ctx, in.ForumID(), in.Query)
	return &listOutput{themes}, err
}

func (s *Store) create(ctx context.Context, in *createInput) (*output, error) {
	t := in.Body.In(in.ForumID())
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

func (s *Store) remove(ctx context.Context, in *Path) (*struct{}, error) {
	return nil, s.Remove(ctx, in.ForumID(), in.Theme.String())
}

func sets(context.Context, *struct{}) (*setsOutput, error) {
	return &setsOutput{page.List[Set]{Items: Sets()}}, nil
}
