package carrying

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/services/decisions/internal/proposal"
	"github.com/shanyraq/shanyraq/services/decisions/internal/recommendation"
	"github.com/shanyraq/shanyraq/services/decisions/internal/suggestion"
)

// Subscriptions carry the recommendations that facilitation tells of.
func Subscriptions() []bus.Subscription {
	return []bus.Subscription{bus.OnBatch("carry-recommendations", recommend)}
}

// Recommendations that groups confirm become proposals.
//
// Such a proposal carries the suggestions it rests on. One that stands alone in
// its home, which nobody has worded, gives it up: the home is merged into the
// proposal and can be brought back. One that the secretariat works on elsewhere
// stays there and is divided.
//
// A correction rewords the proposal until the secretariat has worded or put it;
// after that both wordings are shown. What it carries follows the report while
// it is open. A recommendation that is no more gives back what it carries, unless
// the secretariat has worked on it; its proposal stays, marked.

// recommend hears confirmed reports. All proposals that the batch concerns are
// locked at once.
func recommend(ctx context.Context, tx *sqlx.Tx, confirmed []events.ReportConfirmed, received []bus.Received) error {
	if err := suggestion.Alone(ctx, tx); err != nil {
		return err
	}
	var changes []recommendation.Change
	var because []bus.Received
	var concerned []string
	for i, e := range confirmed {
		heard, err := recommendation.Hear(ctx, tx, e)
		if err != nil {
			return err
		}
		for _, c := range heard {
			if !c.Same() {
				changes, because = append(changes, c), append(because, received[i])
				concerned = append(concerned, c.ProposalID)
				concerned = append(concerned, proposal.HomesOf(slices.Concat(c.SuggestionIDs, c.Left()))...)
			}
		}
	}
	w, err := startCarrying(ctx, tx, concerned)
	if err != nil {
		return err
	}
	if err := recommendation.Date(ctx, tx, changes, w.At); err != nil {
		return err
	}
	for i, c := range changes {
		w.because = because[i]
		if err := w.correct(ctx, c); err != nil {
			return err
		}
	}
	return bus.EmitEach(ctx, tx, w.told...)
}

// Concerned are the proposals that recommendations touch: their own, and the homes
// of what they rest on.
func Concerned(waiting []recommendation.Recommendation) []string {
	var ids []string
	for _, r := range waiting {
		ids = append(append(ids, r.ProposalID), proposal.HomesOf(r.SuggestionIDs)...)
	}
	return ids
}

// Arrived adds suggestions that have just arrived to the recommendations
// that have waited for them; the arrival of the first that a recommendation rests
// on is what it is carried because of.
func Arrived(ctx context.Context, tx *sqlx.Tx, waiting []recommendation.Recommendation, arrived []suggestion.Heard) error {
	if len(waiting) == 0 {
		return nil
	}
	w, err := startCarrying(ctx, tx, Concerned(waiting))
	if err != nil {
		return err
	}
	for _, r := range waiting {
		p := w.found[r.ProposalID]
		if p.State != proposal.Open {
			continue
		}
		for _, h := range slices.Backward(arrived) {
			if slices.Contains(r.SuggestionIDs, h.SuggestionID) {
				w.because = h.Because
			}
		}
		told := tellOf(r)
		if err := w.carry(ctx, p, r.SuggestionIDs, &told); err != nil {
			return err
		}
		if err := w.tell(ctx, p, told); err != nil {
			return err
		}
	}
	return bus.EmitEach(ctx, tx, w.told...)
}
