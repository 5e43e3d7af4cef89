package proposal

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
)

// erasing is the lock between gathering, which shares it, and forgetting, which
// has it alone: neither may overlook what the other is about to store.
const erasing = `hashtext('decisions erasing')`

// forgetErased takes the link to their author off suggestions of people who have
// been erased since.
func forgetErased(ctx context.Context, tx *sqlx.Tx, newest map[string]heard) error {
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock_shared(`+erasing+`)`); err != nil {
		return fmt.Errorf("waiting for an erasure: %w", err)
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
	for _, statement := range []string{
		`SELECT pg_advisory_xact_lock(` + erasing + `), $1::text`,
		`INSERT INTO erased (participant_id) VALUES ($1) ON CONFLICT DO NOTHING`,
		`UPDATE suggestions SET author_id = '' WHERE author_id = $1`,
	} {
		if _, err := tx.ExecContext(ctx, statement, e.ParticipantID); err != nil {
			return fmt.Errorf("forgetting an author: %w", err)
		}
	}
	return nil
}
