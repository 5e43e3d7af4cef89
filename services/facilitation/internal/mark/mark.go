// Package mark is how a group weighs its suggestions: dots, ranks, impact and
// effort, fingers of agreement; counted by show of hands or typed on the tablet.
// Who marked what leads to nobody.
package mark

import (
	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// The kinds of marks.
const (
	Dots   = events.MarkDots   // as many dots as somebody, or a show of hands, gives
	Rank   = events.MarkRank   // points: 5 for the first of five, 1 for the last
	Impact = events.MarkImpact // 1 to 5
	Effort = events.MarkEffort // 1 to 5
	Agree  = events.MarkAgree  // 0 to 5 fingers
)

// MaxItems is how many suggestions can be marked in one round.
const MaxItems = 1000

// noLevel stands where hands are not counted per level of agreement.
const noLevel = -1

// Mark is one mark as a tablet sends it. Ids are canonical.
type Mark struct {
	ID           string          `db:"mark_id"`
	SuggestionID string          `db:"suggestion_id"`
	Kind         events.MarkKind `db:"kind"`
	Voter        string          `db:"voter"`
	Level        int             `db:"level"` // noLevel, or the level of agreement for which Value hands were counted
	Value        int             `db:"value"`
	Counter      int64           `db:"counter"` // of the voter: a higher one replaces
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
	Suggestion, Voter string
	Kind              events.MarkKind
	Level             int
}

func (m *Mark) key() key { return key{m.SuggestionID, m.Voter, m.Kind, m.Level} }

// beats tells which of two marks for the same thing stays, whatever the order
// in which they arrive. Two copies of a tablet may have used the same counter:
// then the later id, which has the time in it, stays.
func (m *Mark) beats(other *Mark) bool {
	return m.Counter > other.Counter || m.Counter == other.Counter && m.ID > other.ID
}
