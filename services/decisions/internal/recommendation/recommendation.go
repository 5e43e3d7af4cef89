// Package recommendation is what the groups of sessions have confirmed for the
// plenary. The newest edition of a session's report counts, in whatever order the
// editions arrive; every edition is kept.
package recommendation

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
)

// Recommendation is one line of a session's report: who shall do what until when.
type Recommendation struct {
	ProposalID    string // of the proposal that stands for it
	ForumID       string
	SessionID     string
	ID            string // in the report
	Edition       int    // that told of it last
	Dropped       bool   // that edition has it no more; the words are the last it had
	Text          events.Text
	Who, Until    string
	SuggestionIDs []string // those it rests on, also those that have not arrived yet
	Position      int
	ConfirmedAt   time.Time
}

// proposals is the name space of the proposals that stand for recommendations.
// It never changes.
var proposals = uuid.MustParse("3a0c7f0e-2c53-5b86-9d4e-5f1f8d0a7b16")

// ProposalID is the id of the proposal that stands for a recommendation.
func ProposalID(session, recommendation string) string {
	return uuid.NewSHA1(proposals, []byte(session+" "+recommendation)).String()
}

// of lists the recommendations of an edition.
func of(e events.ReportConfirmed) []Recommendation {
	all := make([]Recommendation, len(e.Recommendations))
	for i, r := range e.Recommendations {
		all[i] = Recommendation{
			ProposalID: ProposalID(e.SessionID, r.RecommendationID), ForumID: e.ForumID, SessionID: e.SessionID, ID: r.RecommendationID,
			Edition: e.Edition, Text: r.Text, Who: r.Who, Until: r.Until, SuggestionIDs: slices.Clone(r.SuggestionIDs), Position: i + 1,
		}
		if e.ConfirmedAt != nil {
			all[i].ConfirmedAt = *e.ConfirmedAt
		}
	}
	return all
}

// Change is what a newer edition makes of a recommendation.
type Change struct {
	Recommendation
	Before *Recommendation // nil = not heard of before
}

// Same reports that nothing of substance is new.
func (c Change) Same() bool {
	b := c.Before
	return b != nil && c.Dropped == b.Dropped && c.SaysTheSame(*b) && slices.Equal(c.SuggestionIDs, b.SuggestionIDs)
}

// SaysTheSame reports that both are worded alike: who, what, until when.
func (r Recommendation) SaysTheSame(o Recommendation) bool {
	return r.Text == o.Text && r.Who == o.Who && r.Until == o.Until
}

// Left are the suggestions that the recommendation does not rest on any more.
func (c Change) Left() []string {
	if c.Before == nil || c.Before.Dropped {
		return nil
	}
	if c.Dropped {
		return c.Before.SuggestionIDs
	}
	return slices.DeleteFunc(slices.Clone(c.Before.SuggestionIDs), func(id string) bool { return slices.Contains(c.SuggestionIDs, id) })
}

// compare tells what an edition makes of the recommendations known before it:
// those it has, and those it has no more.
func compare(known []Recommendation, edition int, now []Recommendation, confirmedAt time.Time) []Change {
	changes := make([]Change, len(now), len(now)+len(known))
	for i, r := range now {
		changes[i] = Change{Recommendation: r}
		if at := slices.IndexFunc(known, func(k Recommendation) bool { return k.ProposalID == r.ProposalID }); at >= 0 {
			changes[i].Before = &known[at]
		}
	}
	for i, k := range known {
		if !slices.ContainsFunc(now, func(r Recommendation) bool { return r.ProposalID == k.ProposalID }) {
			gone := k
			gone.Edition, gone.Dropped, gone.ConfirmedAt = edition, true, confirmedAt
			changes = append(changes, Change{gone, &known[i]})
		}
	}
	return changes
}
