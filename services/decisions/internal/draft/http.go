// Package draft is how a measure is written before it enters the plan: drafted of
// an adopted decision, changed, taken away again.
package draft

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/decisions/internal/measure"
	"github.com/shanyraq/shanyraq/services/decisions/internal/once"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
)

// Routes registers the routes of drafts. Secretaries and organisers write them.
func Routes(api huma.API, s *Store) {
	huma.Post(api, "/forums/{forum}/measures", s.draft, web.Created, web.Roles(measure.Planners...))
	huma.Patch(api, "/forums/{forum}/measures/{measure}", s.change, web.Roles(measure.Planners...))
	huma.Delete(api, "/forums/{forum}/measures/{measure}", s.remove, web.NoContent, web.Roles(measure.Planners...))
}

// NewMeasure is a request to draft a measure.
type NewMeasure struct {
	ID         string `json:"id,omitempty" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"Made by the client so that it may ask again."`
	DecisionID string `json:"decision_id" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"An adopted decision that stands."`
	MeasureWords
}

func (s *Store) draft(ctx context.Context, in *struct {
	programme.InForum
	Body NewMeasure
}) (*measure.MeasureAnswer, error) {
	b := in.Body
	r, err := once.New(b.ID, in.Forum, b.DecisionID, b.MeasureWords)
	if err != nil {
		return nil, err
	}
	m := &measure.Measure{ForumID: in.Forum, DecisionID: b.DecisionID, CoExecutors: []events.CoExecutor{}, CostByYear: map[string]int64{}}
	b.apply(m)
	if err := s.Draft(ctx, m, b.claimedDueDate(), r); err != nil {
		return nil, err
	}
	return s.measures.Answer(ctx, in.Forum, r.ID)
}

// MeasureChange says what of a draft is another now; what is left out stays.
type MeasureChange struct {
	Version int `json:"version,omitempty" minimum:"0" doc:"The version that you have seen; a newer one is then refused instead of replaced."`
	MeasureWords
}

func (s *Store) change(ctx context.Context, in *struct {
	measure.InMeasure
	Body MeasureChange
}) (*measure.MeasureAnswer, error) {
	if err := s.Change(ctx, in.Forum, in.Measure, in.Body.Version, in.Body.claimedDueDate(), in.Body.apply); err != nil {
		return nil, err
	}
	return s.measures.Answer(ctx, in.Forum, in.Measure)
}

func (s *Store) remove(ctx context.Context, in *struct {
	measure.InMeasure
	Version int `query:"version" minimum:"0" doc:"The version that you have seen; a newer one is then not removed."`
}) (*struct{}, error) {
	return nil, s.Remove(ctx, in.Forum, in.Measure, in.Version)
}
