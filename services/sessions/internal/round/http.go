package round

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
)

// NewRound is a request to plan a round.
type NewRound struct {
	ID     string `json:"id,omitempty" format:"uuid" doc:"UUIDv7 made by the client; the same request may then be repeated"`
	Number int    `json:"number,omitempty" minimum:"0" maximum:"1000" doc:"its place, the others make room; 0 = last"`
	Step
}

// Extension is a request to give a running round more (or less) time.
type Extension struct {
	Seconds int  `json:"seconds" minimum:"-86400" maximum:"86400"`
	Version *int `json:"version,omitempty" doc:"if given, refused when the round has another version: a repeated request then cannot extend twice"`
}

type (
	// Path is a round in a path.
	Path struct {
		session.Path
		Round uuid.UUID `path:"round" format:"uuid"`
	}
	listInput struct {
		session.Path
		page.Query
	}
	createInput struct {
		session.Path
		Body NewRound
	}
	changeInput struct {
		Path
		Body Change
	}
	startInput struct {
		Path
		Body *Going
	}
	extendInput struct {
		Path
		Body Extension
	}
	ofSessionsInput struct {
		forum.Path
		Sessions []string `query:"session_id" required:"true" minItems:"1" maxItems:"100"`
	}
	listOutput struct{ Body page.List[Round] }
	output     struct{ Body Round }
)

// Routes registers the round's routes.
//
// Whoever may see the forum reads the rounds. The organiser plans them in every
// session of the forum, a moderator or facilitator in the sessions where they
// have that part; tablets plan nothing, they pass from hand to hand. Organiser,
// moderators, facilitators and the session's own tablets start, extend and end
// them.
func Routes(api huma.API, s *Store) {
	const rounds = "/forums/{forum}/sessions/{session}/rounds"
	huma.Get(api, rounds, s.list, access.Read)
	huma.Get(api, "/forums/{forum}/rounds", s.listOfSessions, access.Read)
	huma.Post(api, rounds, s.create, web.Created, web.Roles(access.Leaders...))
	huma.Patch(api, rounds+"/{round}", s.change, web.Roles(access.Leaders...))
	huma.Delete(api, rounds+"/{round}", s.remove, web.NoContent, web.Roles(access.Leaders...))
	huma.Post(api, rounds+"/{round}/start", s.start, web.Roles(access.Leaders...), web.OwnSession(access.Tablet, ""))
	huma.Post(api, rounds+"/{round}/extend", s.extend, web.Roles(access.Leaders...), web.OwnSession(access.Tablet, ""))
	huma.Post(api, rounds+"/{round}/end", s.end, web.Roles(access.Leaders...), web.OwnSession(access.Tablet, ""))
}

// MayPlan lets, of those who lead sessions, organisers plan the rounds of every
// one and others those of their own.
func (s *Store) MayPlan(ctx context.Context, p session.Path) error {
	by := token.Of(ctx)
	if by.Can(p.ForumID(), access.Organiser) {
		return nil
	}
	n, err := s.sessions.Load(ctx, p.ForumID(), p.SessionID())
	if err != nil {
		return err
	}
	if !n.LedBy(by.Subject) {
		return problem.Forbidden("not_your_session")
	}
	return nil
}

func (s *Store) list(ctx context.Context, in *listInput) (*listOutput, error) {
	if _, err := s.forums.Visible(ctx, in.ForumID()); err != nil {
		return nil, err
	}
	rounds, err := s.List(ctx, in.ForumID(), in.SessionID(), in.Query)
	return &listOutput{rounds}, err
}

func (s *Store) listOfSessions(ctx context.Context, in *ofSessionsInput) (*listOutput, error) {
	if _, err := s.forums.Visible(ctx, in.ForumID()); err != nil {
		return nil, err
	}
	ids, err := web.IDs("query.session_id", in.Sessions)
	if err != nil {
		return nil, err
	}
	rounds, err := s.OfSessions(ctx, in.ForumID(), ids)
	return &listOutput{page.List[Round]{Items: rounds}}, err
}

func (s *Store) create(ctx context.Context, in *createInput) (*output, error) {
	if err := s.MayPlan(ctx, in.Path); err != nil {
		return nil, err
	}
	r := Round{
		ID: given.ID(in.Body.ID), ForumID: in.ForumID(), SessionID: in.SessionID(), Number: in.Body.Number,
		Step: in.Body.Step, State: "planned",
	}
	r.Complete()
	if err := r.Check(); err != nil {
		return nil, err
	}
	r, err := s.Create(ctx, r, given.Print(r))
	return &output{r}, err
}

func (s *Store) change(ctx context.Context, in *changeInput) (*output, error) {
	if err := s.MayPlan(ctx, in.Path.Path); err != nil {
		return nil, err
	}
	r, err := s.Change(ctx, in.ForumID(), in.SessionID(), in.Round.String(), in.Body)
	return &output{r}, err
}

func (s *Store) remove(ctx context.Context, in *Path) (*struct{}, error) {
	if err := s.MayPlan(ctx, in.Path); err != nil {
		return nil, err
	}
	return nil, s.Remove(ctx, in.ForumID(), in.SessionID(), in.Round.String())
}

func (s *Store) start(ctx context.Context, in *startInput) (*output, error) {
	var going Going
	if in.Body != nil {
		going = *in.Body
	}
	r, err := s.Start(ctx, in.ForumID(), in.SessionID(), in.Round.String(), going)
	return &output{r}, err
}

func (s *Store) extend(ctx context.Context, in *extendInput) (*output, error) {
	r, err := s.Extend(ctx, in.ForumID(), in.SessionID(), in.Round.String(), in.Body.Seconds, in.Body.Version)
	return &output{r}, err
}

func (s *Store) end(ctx context.Context, in *Path) (*output, error) {
	r, err := s.End(ctx, in.ForumID(), in.SessionID(), in.Round.String())
	return &output{r}, err
}
