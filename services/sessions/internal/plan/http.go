package plan

import (
	"context"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/round"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
	"github.com/shanyraq/shanyraq/services/sessions/internal/step"
)

// NewRound is a request to plan a round.
type NewRound struct {
	ID     string `json:"id,omitempty" format:"uuid" doc:"UUIDv7 made by the client; the same request may then be repeated"`
	Number int    `json:"number,omitempty" minimum:"0" maximum:"1000" doc:"its place, the others make room; 0 = last"`
	step.Step
}

type (
	createInput struct {
		session.Path
		Body NewRound
	}
	changeInput struct {
		round.Path
		Body round.Change
	}
)

// Routes registers the plan's routes.
//
// The organiser plans the rounds of every session of the forum, a moderator or
// facilitator those of the sessions where they have that part or their role;
// tablets plan nothing, they pass from hand to hand.
func Routes(api huma.API, s *Store) {
	const rounds = "/forums/{forum}/sessions/{session}/rounds"
	huma.Post(api, rounds, s.create, web.Created, web.Roles(access.Leaders...))
	huma.Patch(api, rounds+"/{round}", s.change, web.Roles(access.Leaders...))
	huma.Delete(api, rounds+"/{round}", s.remove, web.NoContent, web.Roles(access.Leaders...))
}

// MayPlan lets, of those who lead sessions, organisers plan the rounds of every
// one and others those of their own.
func (s *Store) MayPlan(ctx context.Context, p session.Path) error {
	by := token.Of(ctx)
	if by.Can(p.ForumID(), access.Organiser) || slices.Contains(by.Sessions(p.ForumID(), access.Leaders...), p.SessionID()) {
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

func (s *Store) create(ctx context.Context, in *createInput) (*round.Output, error) {
	if err := s.MayPlan(ctx, in.Path); err != nil {
		return nil, err
	}
	r := round.Round{
		ID: given.ID(in.Body.ID), ForumID: in.ForumID(), SessionID: in.SessionID(), Number: in.Body.Number,
		Step: in.Body.Step, State: "planned",
	}
	r.Complete()
	if err := r.Check(); err != nil {
		return nil, err
	}
	r, err := s.Create(ctx, r, given.Print(r))
	return &round.Output{Body: r}, err
}

func (s *Store) change(ctx context.Context, in *changeInput) (*round.Output, error) {
	if err := s.MayPlan(ctx, in.Path.Path); err != nil {
		return nil, err
	}
	r, err := s.Change(ctx, in.ForumID(), in.SessionID(), in.Round.String(), in.Body)
	return &round.Output{Body: r}, err
}

func (s *Store) remove(ctx context.Context, in *round.Path) (*struct{}, error) {
	if err := s.MayPlan(ctx, in.Path); err != nil {
		return nil, err
	}
	return nil, s.Remove(ctx, in.ForumID(), in.SessionID(), in.Round.String())
}
