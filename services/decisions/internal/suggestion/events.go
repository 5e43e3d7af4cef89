package suggestion

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
)

// Subscriptions forget people when sessions tells to.
func Subscriptions() []bus.Subscription {
	return []bus.Subscription{bus.On("forget-authors", forgetAuthor)}
}

// gathering is the lock of those who gather suggestions, which they share. Who
// must not overlook what is just being stored, nor be overlooked, has it alone:
// forgetting people, carrying recommendations.
const gathering = `hashtext('decisions gathering')`

// Alone waits for those who gather, and holds them up until the
// transaction ends.
func Alone(ctx context.Context, tx *sqlx.Tx) error {
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(`+gathering+`)`); err != nil {
		return fmt.Errorf("waiting for suggestions that are being gathered: %w", err)
	}
	return nil
}

// forgetErased takes the link to their author off suggestions of people who have
// been erased since.
func forgetErased(ctx context.Context, tx *sqlx.Tx, newest map[string]Heard) error {
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock_shared(`+gathering+`)`); err != nil {
		return fmt.Errorf("waiting for who must have it alone: %w", err)
	}
	authors := make([]string, 0, len(newest))
	for _, h := range newest {
		authors = append(authors, h.AuthorID)
	}
	var erased []string
	if err := tx.SelectContext(ctx, &erased, `SELECT participant_id FROM erased WHERE participant_id = ANY($1)`, pq.Array(authors)); err != nil {
		return fmt.Errorf("looking for erased authors: %w", err)
	}
	for id, h := range newest {
		if slices.Contains(erased, h.AuthorID) {
			h.AuthorID = ""
			newest[id] = h
		}
	}
	return nil
}

// forgetAuthor takes the link to a person off all that the person said. The
// words and every count stay.
func forgetAuthor(ctx context.Context, tx *sqlx.Tx, e events.ParticipantErased, _ bus.Received) error {
	if err := Alone(ctx, tx); err != nil {
		return err
	}
	for _, statement := range []string{
		`INSERT INTO erased (participant_id) VALUES ($1) ON CONFLICT DO NOTHING`,
		`UPDATE suggestions SET author_id = '' WHERE author_id = $1`,
	} {
		if _, err := tx.ExecContext(ctx, statement, e.ParticipantID); err != nil {
			return fmt.Errorf("forgetting an author: %w", err)
		}
	}
	return nil
}
