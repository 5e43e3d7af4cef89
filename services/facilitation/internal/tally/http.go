package tally

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
)

// Whoever reads suggestions reads how the marks of a round add up.

// Routes registers the routes of tallies.
func Routes(api huma.API, s *Store, gate *access.Gate) {
	r := &routes{s, gate}
	huma.Get(api, "/forums/{forum}/rounds/{round}/tally", r.tally, access.ReadForum)
}

type routes struct {
	store *Store
	gate  *access.Gate
}

// RoundInput names a round.
type RoundInput struct {
	Forum string `path:"forum" format:"uuid"`
	Round string `path:"round" format:"uuid"`
}

type tallyOutput struct{ Body RoundTally }

// RoundTally is how all marks of a round add up.
type RoundTally struct {
	RoundID string      `json:"round_id"`
	Version int         `json:"version" doc:"Grows with every change; 0 = nothing marked yet"`
	Voters  int         `json:"voters" doc:"How many marked anything"`
	Items   []TallyItem `json:"items" nullable:"false"`
}

// TallyItem is how the marks of one suggestion add up.
type TallyItem struct {
	SuggestionID string  `json:"suggestion_id"`
	Dots         int     `json:"dots"`
	Points       int     `json:"points" doc:"Of all ranks"`
	Impact       float64 `json:"impact" doc:"Mean; 0 = not marked"`
	Effort       float64 `json:"effort" doc:"Mean; 0 = not marked"`
	ImpactVotes  int     `json:"impact_votes"`
	EffortVotes  int     `json:"effort_votes"`
	Levels       []int   `json:"levels" nullable:"false" doc:"Hands per level of agreement, 0 to 5 fingers"`
	Voters       int     `json:"voters"`
}

func (r *routes) tally(ctx context.Context, in *RoundInput) (*tallyOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	t, err := r.store.Tally(ctx, v.Forum, given.ID(in.Round))
	if err != nil {
		return nil, err
	}
	return &tallyOutput{View(t)}, nil
}

// View is a tally as it is shown.
func View(t *Tally) RoundTally {
	body := RoundTally{RoundID: t.Round.ID, Version: t.Round.Version, Voters: t.Voters, Items: make([]TallyItem, len(t.Totals))}
	for i := range t.Totals {
		one := &t.Totals[i]
		body.Items[i] = TallyItem{
			SuggestionID: one.SuggestionID, Dots: one.Dots, Points: one.Points, Impact: mean(one.ImpactSum, one.ImpactVotes),
			Effort: mean(one.EffortSum, one.EffortVotes), ImpactVotes: one.ImpactVotes, EffortVotes: one.EffortVotes, Levels: one.Levels(), Voters: one.Voters,
		}
	}
	return body
}

func mean(sum, n int) float64 {
	if n == 0 {
		return 0
	}
	return float64(sum) / float64(n)
}
