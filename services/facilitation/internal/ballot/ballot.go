// Package ballot is the votes that a facilitator opens on the phones of the
// participants.
package ballot

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/mark"
)

// The states of a ballot.
const (
	Open   = events.BallotOpen
	Closed = events.BallotIsClosed
)

// Ballot is a vote on the participants' phones.
type Ballot struct {
	ID            string
	Code          string // opens it on a phone
	ForumID       string
	SessionID     string
	RoundID       string
	Version       int
	State         events.BallotState
	Rules         Rules
	Title         events.Text
	SuggestionIDs events.List[string]
	OpenedAt      time.Time
	Voters        int // phones that have voted
	OneAddress    int // the most of them that voted from one address
}

// Rules say what a phone may mark.
type Rules struct {
	Kind     events.MarkKind
	Dots     int  // per phone; 0 unless dots are given
	Stacking bool // several dots on one suggestion
	Scale    int  // the highest mark; 0 where dots are given
}

// Choice is what a phone marks one suggestion with.
type Choice struct {
	SuggestionID string `json:"suggestion_id"`
	Value        int    `json:"value"`
}

// settled fills in what the opener left out. Errors at a member of the request.
func (r Rules) settled() (Rules, error) {
	if r.Kind == mark.Dots {
		if r.Dots == 0 {
			return r, problem.InvalidField("/dots", "required", "field", "dots")
		}
		r.Scale = 0
		return r, nil
	}
	r.Dots, r.Stacking = 0, false
	if r.Scale == 0 {
		r.Scale = 5
	}
	if r.Kind != mark.Rank && r.Scale > 5 {
		return r, problem.InvalidField("/scale", "too_big", "limit", 5)
	}
	return r, nil
}

// same reports that other asks for this very ballot.
func (b *Ballot) same(other *Ballot) bool {
	return b.ForumID == other.ForumID && b.SessionID == other.SessionID && b.RoundID == other.RoundID && b.Rules == other.Rules &&
		b.Title == other.Title && reflect.DeepEqual(b.SuggestionIDs, other.SuggestionIDs)
}

// Admit returns a phone's choices in the ballot's order, without those that say
// nothing. Errors: ballot_closed; not_on_ballot; repeated_item; too_many_dots;
// one_dot_each; mark_off_scale; rank_twice.
func (b *Ballot) Admit(choices []Choice) ([]Choice, error) {
	if b.State == Closed {
		return nil, problem.Conflict("ballot_closed")
	}
	given := make(map[string]int, len(choices))
	for i, c := range choices {
		if !slices.Contains(b.SuggestionIDs, c.SuggestionID) {
			return nil, problem.InvalidField(fmt.Sprintf("/marks/%d/suggestion_id", i), "not_on_ballot")
		}
		if _, twice := given[c.SuggestionID]; twice {
			return nil, problem.InvalidField(fmt.Sprintf("/marks/%d/suggestion_id", i), "repeated_item")
		}
		given[c.SuggestionID] = c.Value
	}
	admitted := []Choice{}
	for _, id := range b.SuggestionIDs {
		if value, ok := given[id]; ok && (value > 0 || b.Rules.Kind == mark.Agree) {
			admitted = append(admitted, Choice{id, value})
		}
	}
	return admitted, b.Rules.check(admitted)
}

func (r Rules) check(choices []Choice) error {
	sum, seen := 0, map[int]bool{}
	for _, c := range choices {
		switch {
		case r.Kind == mark.Dots && c.Value > 1 && !r.Stacking:
			return problem.Invalid("one_dot_each")
		case r.Kind != mark.Dots && c.Value > r.Scale:
			return problem.Invalid("mark_off_scale", "limit", r.Scale)
		case r.Kind == mark.Rank && seen[c.Value]:
			return problem.Invalid("rank_twice")
		}
		seen[c.Value] = true
		sum += c.Value
	}
	if r.Kind == mark.Dots && sum > r.Dots {
		return problem.Invalid("too_many_dots", "limit", r.Dots)
	}
	return nil
}

// Public is the ballot as it is told to others.
func (b *Ballot) Public() events.Ballot {
	return events.Ballot{
		ForumID: b.ForumID, BallotID: b.ID, Version: b.Version, SessionID: b.SessionID, RoundID: b.RoundID,
		Kind: b.Rules.Kind, Dots: b.Rules.Dots, Stacking: b.Rules.Stacking, Scale: b.Rules.Scale,
		Title: b.Title, SuggestionIDs: b.SuggestionIDs, State: b.State, Voters: b.Voters,
	}
}

// ReadCode is a code as somebody typed it, in the form in which it is stored; ""
// when it cannot be one.
func ReadCode(typed string) string {
	s := text.Code(typed)
	if len(s) != 8 {
		return ""
	}
	return s[:4] + "-" + s[4:]
}
