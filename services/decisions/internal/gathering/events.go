// Package gathering gives every suggestion its home proposal when it is heard of,
// and has proposals that nobody has worded say what their suggestion says now.
package gathering

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/services/decisions/internal/carrying"
	"github.com/shanyraq/shanyraq/services/decisions/internal/hiding"
	"github.com/shanyraq/shanyraq/services/decisions/internal/recommendation"
	"github.com/shanyraq/shanyraq/services/decisions/internal/suggestion"
)

// Subscriptions gather proposals from what facilitation tells of suggestions.
//
// All facts about suggestions come through one consumer, so that they keep their
// order; each carries the whole suggestion, so that any of them may be the first.
func Subscriptions() []bus.Subscription {
	return []bus.Subscription{
		bus.OnAny("gather-proposals", gather,
			events.SuggestionCaptured{}, events.SuggestionReworded{}, events.SuggestionAttributed{}, events.SuggestionWithdrawn{},
			events.SuggestionRestored{}, events.SuggestionParked{}, events.SuggestionUnparked{}, events.SuggestionHidden{}),
	}
}

// gather stores the suggestions of a batch and makes the home proposals of
// those that are new, in a few statements for all of them.
func gather(ctx context.Context, tx *sqlx.Tx, received []bus.Received) error {
	fresh, changed, err := suggestion.Hear(ctx, tx, received)
	if err != nil {
		return err
	}
	ids := make([]string, len(fresh))
	for i, h := range fresh {
		ids[i] = h.SuggestionID
	}
	waiting, err := recommendation.RestingOn(ctx, tx, ids)
	if err != nil {
		return err
	}
	if err := lockInOrder(ctx, tx, changed, waiting); err != nil {
		return err
	}
	if err := hiding.Hide(ctx, tx, changed); err != nil {
		return err
	}
	if err := follow(ctx, tx, changed); err != nil {
		return err
	}
	// The order of the forum's own numbers, as far as it is known.
	slices.SortFunc(fresh, func(a, b suggestion.Heard) int {
		return cmp.Or(cmp.Compare(a.ForumID, b.ForumID), cmp.Compare(a.Number, b.Number))
	})
	if err := welcome(ctx, tx, fresh); err != nil {
		return err
	}
	return carrying.Arrived(ctx, tx, waiting, fresh)
}

// lockInOrder locks the proposals that follow changed suggestions together with
// those that have waited for new ones: each of these alone would be in order,
// one after the other not.
func lockInOrder(ctx context.Context, tx *sqlx.Tx, changed []suggestion.Heard, waiting []recommendation.Recommendation) error {
	if len(waiting) == 0 {
		return nil
	}
	var follow []string
	for _, h := range changed {
		follow = append(follow, h.SuggestionID)
	}
	_, err := tx.ExecContext(ctx, `SELECT FROM proposals WHERE follows = ANY($1::uuid[]) OR id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
		pq.Array(follow), pq.Array(carrying.Concerned(waiting)))
	if err != nil {
		return fmt.Errorf("locking proposals: %w", err)
	}
	return nil
}
