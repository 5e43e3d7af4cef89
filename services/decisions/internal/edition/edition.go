// Package edition publishes the action plan: each edition is the measures of the
// one before, and the drafts that were chosen, each under the next number.
package edition

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/measure"
)

// PlanView is a published version of the plan.
type PlanView struct {
	ID          string                `json:"id"`
	ForumID     string                `json:"forum_id"`
	Version     int                   `json:"version"`
	Title       events.Text           `json:"title"`
	PublishedAt time.Time             `json:"published_at"`
	Measures    []measure.MeasureView `json:"measures" nullable:"false"`
}

// Drafts are a part of what may enter the plan next, in the order in which it
// would be numbered.
type Drafts struct {
	Items []DraftView `json:"items" nullable:"false"`
	Total int         `json:"total"`
	Ready int         `json:"ready" doc:"How many of them lack nothing."`
	Mark  string      `json:"mark" doc:"Of all of them as they are now. Publishing with it refuses what nobody has seen."`
}

// DraftView is what is read of a measure before it enters the plan.
type DraftView struct {
	ID    string      `json:"id"`
	Text  events.Text `json:"text"`
	Lacks []string    `json:"lacks" nullable:"false" doc:"What it still needs before it may be published."`
}

// mark is another one as soon as a draft came, went or was changed.
func mark(drafts []*measure.Measure) string {
	sum := sha256.New()
	for _, m := range drafts {
		_, _ = fmt.Fprintf(sum, "%s %d\n", m.ID, m.Version)
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// Choice is which drafts enter the plan: those that are named, or all that lack
// nothing. With a mark nothing enters once it is another one (drafts_changed).
type Choice struct {
	MeasureIDs []string `json:"measure_ids,omitempty" maxItems:"10000" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"The drafts to publish; left out: all that lack nothing."`
	Without    []string `json:"without,omitempty" maxItems:"10000" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"Of all that lack nothing, those that shall not enter yet."`
	Mark       string   `json:"mark,omitempty" maxLength:"64" doc:"Of the drafts as they were seen; when they are others by now, nothing is published."`
}

// choose returns the drafts that enter the plan.
func choose(drafts []*measure.Measure, c Choice) ([]*measure.Measure, error) {
	switch {
	case len(drafts) == 0:
		return nil, problem.Conflict("nothing_to_publish")
	case c.Mark != "" && c.Mark != mark(drafts):
		return nil, problem.Conflict("drafts_changed")
	}
	chosen := c.MeasureIDs
	refused := problem.Invalid("plan_incomplete")
	wanted, entering := map[string]bool{}, []*measure.Measure{}
	for _, id := range chosen {
		wanted[id] = true
	}
	for _, m := range drafts {
		lacks := m.Lacks()
		if len(chosen) > 0 && !wanted[m.ID] || slices.Contains(c.Without, m.ID) {
			continue
		}
		delete(wanted, m.ID)
		for _, member := range lacks {
			refused = refused.At("/"+m.ID+"/"+member, "required")
		}
		if len(lacks) == 0 {
			entering = append(entering, m)
		}
	}
	switch {
	case len(wanted) > 0: // removed or published meanwhile, or their decision no longer stands
		return nil, problem.Conflict("drafts_not_there").With("measure_ids", slices.Sorted(maps.Keys(wanted)))
	case len(entering) == 0, len(chosen) > 0 && len(refused.Fields) > 0:
		return nil, refused
	}
	return entering, nil
}
