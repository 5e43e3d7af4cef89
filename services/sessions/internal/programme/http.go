package programme

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/method"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
	"github.com/shanyraq/shanyraq/services/sessions/internal/theme"
)

// NewPlanned is a request for a session with its plan.
type NewPlanned struct {
	session.NewSession
	Method string `json:"method,omitempty" maxLength:"100" doc:"key of the method whose steps are its plan; empty = none yet"`
}

// NewSessions is a request to put several sessions into the programme, all or none.
type NewSessions struct {
	Sessions []NewPlanned `json:"sessions" minItems:"1" maxItems:"400"`
}

// OutOfProgramme is a request to take sessions out, all or none.
type OutOfProgramme struct {
	SessionIDs []string `json:"session_ids" minItems:"1" maxItems:"400" maxLength:"45"`
}

// Sessions are those that were made.
type Sessions struct {
	Items []session.Session `json:"items" nullable:"false"`
}

// BeginningTheme is a theme that a forum begins with.
type BeginningTheme struct {
	theme.NewTheme
	EarlierThemeID string `json:"earlier_theme_id,omitempty" maxLength:"45" doc:"the theme of the earlier forum that it was"`
}

// Beginning is a request for a forum with its themes, and with what an earlier one
// had: the sessions, each on the same day of the forum at the same time of the clock,
// those that were cancelled aside.
type Beginning struct {
	Forum          forum.NewForum   `json:"forum"`
	Themes         []BeginningTheme `json:"themes,omitempty" maxItems:"200"`
	EarlierForumID string           `json:"earlier_forum_id,omitempty" maxLength:"45"`
	Take           Taken            `json:"take,omitempty" doc:"what is taken over from the earlier forum"`
}

// Taken is what is taken over from the earlier forum.
type Taken struct {
	Sessions bool `json:"sessions,omitempty"`
	Methods  bool `json:"methods,omitempty" doc:"the rounds of each session"`
	Staff    bool `json:"staff,omitempty" doc:"who of the staff had which part; participants register anew"`
}

type (
	beginInput struct{ Body Beginning }
	addInput   struct {
		forum.Path
		Body NewSessions
	}
	removeInput struct {
		forum.Path
		Body OutOfProgramme
	}
	addOutput struct{ Body Sessions }
)

// Routes registers the programme's routes.
//
// A forum is begun, and deleted while nothing hangs on it, by an organiser of all
// forums; its own organiser fills the programme.
func Routes(api huma.API, s *Store) {
	huma.Post(api, "/programmes", s.begin, web.Created, web.RolesEverywhere(access.Organiser))
	huma.Delete(api, "/forums/{forum}", s.deleteForum, web.NoContent, web.RolesEverywhere(access.Organiser))
	huma.Post(api, "/forums/{forum}/programme", s.add, web.Created, web.Roles(access.Organiser))
	huma.Post(api, "/forums/{forum}/programme/remove", s.remove, web.NoContent, web.Roles(access.Organiser))
}

func (s *Store) begin(ctx context.Context, in *beginInput) (*forum.Output, error) {
	f := s.forums.Begin(ctx, in.Body.Forum)
	if err := f.Check(); err != nil {
		return nil, err
	}
	c := Copy{Themes: map[string]string{}, Sessions: in.Body.Take.Sessions, Methods: in.Body.Take.Methods, Staff: in.Body.Take.Staff}
	var err error
	if c.Of, err = given.Ref("/earlier_forum_id", in.Body.EarlierForumID); err != nil {
		return nil, err
	}
	if c.Of != "" {
		if _, err := s.forums.Visible(ctx, c.Of); err != nil {
			return nil, err
		}
	}
	themes := make([]theme.Theme, len(in.Body.Themes))
	for i, b := range in.Body.Themes {
		themes[i] = b.In(f.ID)
		if err := themes[i].Check(); err != nil {
			return nil, err
		}
		from, err := given.Ref("/themes", b.EarlierThemeID)
		if err != nil {
			return nil, err
		}
		c.Themes[from] = themes[i].ID
	}
	delete(c.Themes, "") // a session without a theme goes on without one
	f, err = s.Begin(ctx, f, themes, c, given.Print(in.Body))
	return &forum.Output{Body: f}, err
}

func (s *Store) add(ctx context.Context, in *addInput) (*addOutput, error) {
	all := make([]planned, len(in.Body.Sessions))
	for i, b := range in.Body.Sessions {
		p := planned{session: b.In(in.ForumID())}
		if err := p.session.Check(); err != nil {
			return nil, err
		}
		if b.Method != "" {
			m, err := method.Find(b.Method)
			if err != nil {
				return nil, err
			}
			p.method = &m
		}
		b.ID = p.session.ID
		p.print = given.Print(b)
		all[i] = p
	}
	made, err := s.Add(ctx, all)
	return &addOutput{Sessions{Items: made}}, err
}

func (s *Store) remove(ctx context.Context, in *removeInput) (*struct{}, error) {
	ids := []string{}
	for _, id := range in.Body.SessionIDs {
		ref, err := given.Ref("/session_ids", id)
		if err != nil {
			return nil, err
		}
		if ref != "" {
			ids = append(ids, ref)
		}
	}
	return nil, s.Remove(ctx, in.ForumID(), ids)
}

func (s *Store) deleteForum(ctx context.Context, in *forum.Path) (*struct{}, error) {
	return nil, s.Delete(ctx, in.ForumID())
}
