package edition

import (
	"context"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/decisions/internal/measure"
	"github.com/shanyraq/shanyraq/services/decisions/internal/once"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/wording"
)

// Routes registers the routes of the plan. Everybody may read the published plan;
// secretaries and organisers publish it, and all staff may see what would enter.
func Routes(api huma.API, s *Store) {
	huma.Get(api, "/forums/{forum}/plan", s.published, web.Public)
	huma.Get(api, "/forums/{forum}/plan/drafts", s.drafts, web.Roles(programme.Staff...))
	huma.Post(api, "/forums/{forum}/plan/publish", s.publish, web.Created, web.Roles(measure.Planners...))
}

// planAnswer is one version of the plan.
type planAnswer struct{ Body PlanView }

func (s *Store) published(ctx context.Context, in *struct {
	programme.InForum
	Version int `query:"version" minimum:"0" maximum:"100000" doc:"0 = the last one."`
}) (*planAnswer, error) {
	return s.answer(ctx, in.Forum, in.Version)
}

func (s *Store) answer(ctx context.Context, forum string, version int) (*planAnswer, error) {
	f, err := programme.FindForum(ctx, s.db, forum)
	if err != nil {
		return nil, err
	}
	p, err := Published(ctx, s.db, f, version, "")
	return &planAnswer{p}, err
}

type draftsAsked struct {
	programme.InForum
	Offset int      `query:"offset" minimum:"0" maximum:"10000000" doc:"how many to skip"`
	Limit  int      `query:"limit" minimum:"1" maximum:"100" default:"50"`
	IDs    []string `query:"ids" maxItems:"100" doc:"only these, wherever they stand"`
}

func (s *Store) drafts(ctx context.Context, in *draftsAsked) (*struct{ Body Drafts }, error) {
	if _, err := web.IDs("query.ids", in.IDs); err != nil {
		return nil, err
	}
	all, err := measure.Drafts(ctx, s.db, in.Forum)
	if err != nil {
		return nil, err
	}
	d := Drafts{Items: []DraftView{}, Total: len(all), Mark: mark(all)}
	for i, m := range all {
		lacks := m.Lacks()
		if len(lacks) == 0 {
			d.Ready++
		}
		wanted := i >= in.Offset && i < in.Offset+in.Limit
		if len(in.IDs) > 0 {
			wanted = slices.Contains(in.IDs, m.ID)
		}
		if wanted {
			d.Items = append(d.Items, DraftView{m.ID, m.Text, append([]string{}, lacks...)})
		}
	}
	return &struct{ Body Drafts }{d}, nil
}

// NewPlan is a request to publish drafts as the plan.
type NewPlan struct {
	ID    string        `json:"id,omitempty" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"Made by the client so that it may ask again."`
	Title wording.Words `json:"title"`
	Choice
}

func (s *Store) publish(ctx context.Context, in *struct {
	programme.InForum
	Body NewPlan
}) (*planAnswer, error) {
	title := in.Body.Title.Text()
	if title.Empty() {
		return nil, problem.InvalidField("/title", "text_needed")
	}
	r, err := once.New(in.Body.ID, in.Forum, in.Body.Title, in.Body.MeasureIDs, in.Body.Without)
	if err != nil {
		return nil, err
	}
	if err := s.Publish(ctx, in.Forum, title, in.Body.Choice, r, token.Of(ctx).Subject); err != nil {
		return nil, err
	}
	return s.answer(ctx, in.Forum, 0)
}
