package session

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// Path is the session in a path.
type Path struct {
	forum.Path
	Session uuid.UUID `path:"session" format:"uuid"`
}

// SessionID is the session's id as text.
func (p Path) SessionID() string { return p.Session.String() }

// NewSession is a request to put a session into the programme.
type NewSession struct {
	ID       string             `json:"id,omitempty" format:"uuid" doc:"UUIDv7 made by the client; the same request may then be repeated"`
	Kind     events.SessionKind `json:"kind"`
	ThemeID  string             `json:"theme_id,omitempty" maxLength:"45"`
	Title    events.Text        `json:"title"`
	Place    events.Text        `json:"place,omitempty"`
	Yurt     int                `json:"yurt,omitempty" minimum:"0" maximum:"1000"`
	StartsAt time.Time          `json:"starts_at"`
	EndsAt   time.Time          `json:"ends_at"`
	People   []Person           `json:"people,omitempty" maxItems:"100"`
	Language string             `json:"language,omitempty" format:"speech" default:"kk"`
	Link     string             `json:"link,omitempty" maxLength:"2000" pattern:"^(https?://.+)?$"`
}

// In is the session that is asked for, in a forum.
func (b NewSession) In(forumID string) Session {
	return Session{
		ID: given.ID(b.ID), ForumID: forumID, Kind: b.Kind, ThemeID: b.ThemeID, Title: b.Title, Place: b.Place, Yurt: b.Yurt,
		StartsAt: b.StartsAt, EndsAt: b.EndsAt, People: b.People, Language: b.Language, Link: b.Link, State: events.SessionPlanned, Version: 1,
	}
}

type (
	listInput struct {
		forum.Path
		page.Query
		web.Window
	}
	createInput struct {
		forum.Path
		Body NewSession
	}
	changeInput struct {
		Path
		Body sessionChange
	}
	listOutput struct{ Body page.List[Session] }
	output     struct{ Body Session }
)

// Routes registers the session's routes.
//
// Whoever may see the forum reads its sessions, but only its staff and tablets
// see who has a part in them and where else to join; the organiser plans and changes them.
func Routes(api huma.API, s *Store) {
	huma.Get(api, "/forums/{forum}/sessions", s.list, access.Read)
	huma.Post(api, "/forums/{forum}/sessions", s.create, web.Created, web.Roles(access.Organiser))
	huma.Get(api, "/forums/{forum}/sessions/{session}", s.show, access.Read)
	huma.Patch(api, "/forums/{forum}/sessions/{session}", s.change, web.Roles(access.Organiser))
}

func (s *Store) list(ctx context.Context, in *listInput) (*listOutput, error) {
	if _, err := s.forums.Visible(ctx, in.ForumID()); err != nil {
		return nil, err
	}
	sessions, err := s.List(ctx, in.ForumID(), in.Query, in.Window)
	for i := range sessions.Items {
		sessions.Items[i] = shown(ctx, sessions.Items[i])
	}
	return &listOutput{sessions}, err
}

func (s *Store) create(ctx context.Context, in *createInput) (*output, error) {
	n := in.Body.In(in.ForumID())
	if err := n.Check(); err != nil {
		return nil, err
	}
	n, err := s.Create(ctx, n, given.Print(n))
	return &output{n}, err
}

func (s *Store) show(ctx context.Context, in *Path) (*output, error) {
	if _, err := s.forums.Visible(ctx, in.ForumID()); err != nil {
		return nil, err
	}
	n, err := s.Load(ctx, in.ForumID(), in.SessionID())
	return &output{shown(ctx, n)}, err
}

func (s *Store) change(ctx context.Context, in *changeInput) (*output, error) {
	n, err := s.Change(ctx, in.ForumID(), in.SessionID(), in.Body)
	return &output{n}, err
}

// shown leaves out what the caller may not see.
func shown(ctx context.Context, n Session) Session {
	if !access.IsInside(ctx, n.ForumID) {
		n.People, n.Link = []Person{}, ""
	}
	return n
}
