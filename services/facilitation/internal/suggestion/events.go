package suggestion

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
)

// Subscriptions are what suggestions hear.
func Subscriptions() []bus.Subscription {
	return []bus.Subscription{bus.On("forget-author", forgetAuthor)}
}

// forgetAuthor removes the link between a person and what the person said; the
// words and every count stay. What the person said on a tablet that is still
// offline will arrive without the link.
func forgetAuthor(ctx context.Context, tx *sqlx.Tx, e events.ParticipantErased, _ bus.Received) error {
	// Whoever is storing suggestions in the forum has finished after this, and
	// whoever is about to must look again.
	_, err := tx.ExecContext(ctx, `
		INSERT INTO counters (forum_id, erasures) VALUES ($1, 1)
		ON CONFLICT (forum_id) DO UPDATE SET erasures = counters.erasures + 1`, e.ForumID)
	if err != nil {
		return fmt.Errorf("waiting for suggestions under way: %w", err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO erased_participants (participant_id) VALUES ($1) ON CONFLICT DO NOTHING`, e.ParticipantID)
	if err != nil {
		return fmt.Errorf("noting erased participant: %w", err)
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE suggestions SET author_id = CASE WHEN author_id = $1 THEN NULL ELSE author_id END,
		                       typed_by = CASE WHEN typed_by = $1 THEN NULL ELSE typed_by END
		WHERE author_id = $1 OR typed_by = $1`, e.ParticipantID)
	if err != nil {
		return fmt.Errorf("removing links to erased participant: %w", err)
	}
	return nil
}
