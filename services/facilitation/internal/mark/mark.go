// Package mark is how a group weighs its suggestions: dots, ranks, impact and
// effort, fingers of agreement; counted by show of hands, typed on the tablet or
// cast on the phones of the participants. Who marked what leads to nobody.
package mark

import (
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// The kinds of marks.
const (
	Dots   = "dots"   // as many dots as somebody, or a show of hands, gives
	Rank   = "rank"   // points: 5 for the first of five, 1 for the last
	Impact = "impact" // 1 to 5
	Effort = "effort" // 1 to 5
	Agree  = "agree"  // 0 to 5 fingers
)

// MaxItems is how many suggestions can be marked in one round.
const MaxItems = 1000

// noLevel stands where hands are not counted per level of agreement.
const noLevel = -1

// Mark is one mark as a tablet sends it. Ids are canonical.
type Mark struct {
	ID           string `db:"mark_id"`
	SuggestionID string `db:"suggestion_id"`
	Kind         string `db:"kind"`
	Voter        string `db:"voter"`
	Level        int    `db:"level"` // noLevel, or the level of agreement for which Value hands were counted
	Value        int    `db:"value"`
	Counter      int64  `db:"counter"` // of the voter: a higher one replaces
}

// Refusal is why a mark cannot be stored however often it is sent, nil if it
// can.
func (m *Mark) Refusal() *problem.Error {
	most := 1000
	switch {
	case m.Level != noLevel && m.Kind != Agree:
		return problem.Invalid("level_without_agreement")
	case m.Level != noLevel: // hands
	case m.Kind == Impact, m.Kind == Effort, m.Kind == Agree:
		most = 5
	}
	if m.Value > most {
		return problem.Invalid("mark_off_scale", "limit", most)
	}
	return nil
}

// key is what there is one mark for.
type key struct {
	Suggestion, Kind, Voter string
	Level                   int
}

func (m *Mark) key() key { return key{m.SuggestionID, m.Kind, m.Voter, m.Level} }

// beats tells which of two marks for the same thing stays, whatever the order
// in which they arrive. Two copies of a tablet may have used the same counter:
// then the later id, which has the time in it, stays.
func (m *Mark) beats(other *Mark) bool {
	return m.Counter > other.Counter || m.Counter == other.Counter && m.ID > other.ID
}

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

func (t *Total) levels() events.List[int] {
	return events.List[int]{t.Level0, t.Level1, t.Level2, t.Level3, t.Level4, t.Level5}
}

// Round is a round in which something was marked.
type Round struct {
	ID        string `db:"round_id"`
	ForumID   string `db:"forum_id"`
	SessionID string `db:"session_id"`
	Version   int    `db:"version"` // of its totals
}

// public is the tally as it is told to others.
func (t *Tally) public(at time.Time) events.MarksCast {
	e := events.MarksCast{
		ForumID: t.Round.ForumID, SessionID: t.Round.SessionID, RoundID: t.Round.ID, Version: t.Round.Version, Voters: t.Voters, CastAt: at,
	}
	for i := range t.Totals {
		one := &t.Totals[i]
		e.Totals = append(e.Totals, events.MarkTotal{
			SuggestionID: one.SuggestionID, Dots: one.Dots, Points: one.Points, ImpactSum: one.ImpactSum, ImpactVotes: one.ImpactVotes,
			EffortSum: one.EffortSum, EffortVotes: one.EffortVotes, Levels: one.levels(), Voters: one.Voters,
		})
	}
	return e
}
