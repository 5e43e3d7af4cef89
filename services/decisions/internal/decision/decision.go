// Package decision keeps the decision log: lines are added, numbered without
// gaps, and never changed. A mistake is corrected by a later line.
package decision

import (
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// Outcome is what the plenary decided.
type Outcome = events.Outcome

// The outcomes, in the order of the minutes.
const (
	Adopted            = events.Adopted
	AdoptedWithChanges = events.AdoptedWithChanges
	Rejected           = events.Rejected
	Deferred           = events.Deferred
	Forwarded          = events.Forwarded
)

// Decision is one line of the log.
type Decision struct {
	ID            string
	ForumID       string
	Number        int64
	QuestionID    string
	ProposalID    string
	Outcome       Outcome
	Text          events.Text
	Reason        events.Text
	ForwardedTo   string     // organisation
	DeferredUntil events.Day // "" unless deferred
	Votes         events.Votes
	Corrects      string // the decision that this one corrects
	SuggestionIDs []string
	DecidedAt     *time.Time // by the plenary; nil = when it is recorded
	RecordedAt    time.Time
}

// MayHaveBeen refuses a time of the decision that is still to come, or that lies
// before the forum began. A minute is for clocks that differ.
func MayHaveBeen(decided *time.Time, starts events.Day, zone *time.Location, now time.Time) error {
	if decided == nil {
		return nil
	}
	if decided.After(now.Add(time.Minute)) {
		return problem.InvalidField("/decided_at", "decided_in_future")
	}
	if start, err := time.ParseInLocation(time.DateOnly, string(starts), zone); err == nil && decided.Before(start) {
		return problem.InvalidField("/decided_at", "decided_before_forum", "day", string(starts))
	}
	return nil
}

// Check refuses a line that would not stand on its own: one that rejects gives
// its reason, one that defers its day, one that forwards its addressee, and one
// that adopts with changes says what was adopted. What belongs to another
// outcome is refused too, rather than dropped.
func (d *Decision) Check() error {
	refused := problem.Invalid("invalid_request")
	want := func(wanted, there bool, pointer, needed string) {
		switch {
		case wanted && !there:
			refused = refused.At(pointer, needed)
		case !wanted && there:
			refused = refused.At(pointer, "not_for_this_outcome")
		}
	}
	if d.Outcome == AdoptedWithChanges && d.Text.Empty() {
		refused = refused.At("/text", "text_needed")
	}
	if d.Outcome == Rejected && d.Reason.Empty() {
		refused = refused.At("/reason", "reason_needed")
	}
	want(d.Outcome == Forwarded, d.ForwardedTo != "", "/forwarded_to", "body_needed")
	want(d.Outcome == Deferred, d.DeferredUntil != "", "/deferred_until", "date_needed")
	if d.DeferredUntil != "" {
		if _, err := d.DeferredUntil.Time(); err != nil {
			refused = refused.At("/deferred_until", "want_date")
		}
	}
	if len(refused.Fields) > 0 {
		return refused
	}
	return nil
}
