package method

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
	"github.com/shanyraq/shanyraq/services/sessions/internal/round"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
)

// NewPlan is a request to plan a session by a method.
type NewPlan struct {
	Method  string `json:"method" minLength:"1" maxLength:"100" doc:"key of the method"`
	Replace bool   `json:"replace,omitempty" doc:"throw away the planned rounds that the session has"`
}

// Planned is a session with its new plan.
type Planned struct {
	Session session.Session `json:"session"`
	Rounds  []round.Round   `json:"rounds" nullable:"false"`
}

type (
	planInput struct {
		session.Path
		Body NewPlan
	}
	listOutput struct{ Body page.List[Method] }
	planOutput struct{ Body Planned }
)

// Routes registers the method's routes.
//
// Everybody reads the methods: they are no secret. Who may plan the session's
// rounds (see round.Routes) may plan it by a method.
func Routes(api huma.API, s *Store) {
	huma.Get(api, "/methods", list, web.Public)
	huma.Post(api, "/forums/{forum}/sessions/{session}/plan", s.plan, web.Roles(access.Leaders...))
}

func list(context.Context, *struct{}) (*listOutput, error) {
	return &listOutput{page.List[Method]{Items: All()}}, nil
}

func (s *Store) plan(ctx context.Context, in *planInput) (*planOutput, error) {
	if err := s.plans.MayPlan(ctx, in.Path); err != nil {
		return nil, err
	}
	m, err := Find(in.Body.Method)
	if err != nil {
		return nil, err
	}
	n, err := s.Plan(ctx, in.ForumID(), in.SessionID(), m, in.Body.Replace)
	if err != nil {
		return nil, err
	}
	rounds, err := s.rounds.List(ctx, in.ForumID(), in.SessionID(), page.Query{Limit: 500})
	return &planOutput{Planned{Session: n, Rounds: rounds.Items}}, err
}
