// Package tally is how the marks of a round add up: those from tablets and those
// of the newest ballots on phones.
package tally

import (
	"time"

	"github.com/shanyraq/shanyraq/events"
)

// Tally is how all marks of a round add up.
type Tally struct {
	Round  Round
	Voters int
	Totals []Total
}

// Total is how the marks of one suggestion add up.
type Total struct {
	SuggestionID string `db:"suggestion_id"`
	Dots         int    `db:"dots"`
	Points       int    `db:"points"`
	ImpactSum    int    `db:"impact_sum"`
	ImpactVotes  int    `db:"impact_votes"`
	EffortSum    int    `db:"effort_sum"`
	EffortVotes  int    `db:"effort_votes"`
	Level0       int    `db:"level0"`
	Level1       int    `db:"level1"`
	Level2       int    `db:"level2"`
	Level3       int    `db:"level3"`
	Level4       int    `db:"level4"`
	Level5       int    `db:"level5"`
	Voters       int    `db:"voters"`
}

// Levels are the hands per level of agreement, 0 to 5 fingers.
func (t *Total) Levels() events.List[int] {
	return events.List[int]{t.Level0, t.Level1, t.Level2, t.Level3, t.Level4, t.Level5}
}

// Round is a round in which something was marked.
type Round struct {
	ID        string `db:"round_id"`
	ForumID   string `db:"forum_id"`
	SessionID string `db:"session_id"`
	Version   int    `db:"version"` // of its totals
}

// Public is the tally as it is told to others.
func (t *Tally) Public(at time.Time) events.MarksCast {
	e := events.MarksCast{
		ForumID: t.Round.ForumID, SessionID: t.Round.SessionID, RoundID: t.Round.ID, Version: t.Round.Version, Voters: t.Voters, CastAt: at,
	}
	for i := range t.Totals {
		one := &t.Totals[i]
		e.Totals = append(e.Totals, events.MarkTotal{
			SuggestionID: one.SuggestionID, Dots: one.Dots, Points: one.Points, ImpactSum: one.ImpactSum, ImpactVotes: one.ImpactVotes,
			EffortSum: one.EffortSum, EffortVotes: one.EffortVotes, Levels: one.Levels(), Voters: one.Voters,
		})
	}
	return e
}
