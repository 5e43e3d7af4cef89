package edition

import (
	"errors"
	"slices"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/measure"
	"github.com/shanyraq/shanyraq/services/decisions/internal/term"
)

func ready2027() *measure.Measure {
	return &measure.Measure{
		Text: events.Text{KK: "Пандус орнату"}, LeadBodyID: "body", FormOfCompletion: events.Text{RU: "акт"}, Version: 1,
		Deadline: term.Deadline{Kind: "quarter", Value: "2027-Q4"}, State: measure.Draft,
	}
}

// One unfinished draft does not hold up the others, unless it was chosen.
func TestWhichDraftsEnterThePlan(t *testing.T) {
	ready, other, bare := ready2027(), ready2027(), &measure.Measure{State: measure.Draft}
	ready.ID, other.ID, bare.ID = "ready", "other", "bare"
	for name, c := range map[string]struct {
		drafts  []*measure.Measure
		chosen  Choice
		enter   []*measure.Measure
		refused string
	}{
		"all that are ready":      {[]*measure.Measure{ready, bare, other}, Choice{}, []*measure.Measure{ready, other}, ""},
		"all but one":             {[]*measure.Measure{ready, bare, other}, Choice{Without: []string{"ready"}}, []*measure.Measure{other}, ""},
		"as they were seen":       {[]*measure.Measure{ready, bare}, Choice{Mark: mark([]*measure.Measure{ready, bare})}, []*measure.Measure{ready}, ""},
		"one came unseen":         {[]*measure.Measure{ready, bare, other}, Choice{Mark: mark([]*measure.Measure{ready, bare})}, nil, "drafts_changed"},
		"one changed unseen":      {[]*measure.Measure{ready}, Choice{Mark: mark([]*measure.Measure{{ID: "ready", Version: ready.Version + 1}})}, nil, "drafts_changed"},
		"the chosen one":          {[]*measure.Measure{ready, bare, other}, Choice{MeasureIDs: []string{"other"}}, []*measure.Measure{other}, ""},
		"a chosen one lacks much": {[]*measure.Measure{ready, bare}, Choice{MeasureIDs: []string{"ready", "bare"}}, nil, "plan_incomplete"},
		"none is ready":           {[]*measure.Measure{bare}, Choice{}, nil, "plan_incomplete"},
		"a chosen one is gone":    {[]*measure.Measure{ready}, Choice{MeasureIDs: []string{"ready", "gone"}}, nil, "drafts_not_there"},
		"none at all":             {nil, Choice{}, nil, "nothing_to_publish"},
	} {
		enter, err := choose(c.drafts, c.chosen)
		if !slices.Equal(enter, c.enter) || (err == nil) != (c.refused == "") || err != nil && !errors.Is(err, problem.Conflict(c.refused)) {
			t.Errorf("%s: %v, %v", name, enter, err)
		}
	}
}
