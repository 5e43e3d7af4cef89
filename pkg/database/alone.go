package database

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
)

// Alone lets one transaction at a time go on for an id that a client has made,
// until it ends. A request that makes something begins with it, before it looks
// whether the thing is there: one that is repeated while the first still runs then
// waits, and finds what the first has made, instead of finding the state changed
// by the first or a unique index broken.
func Alone(ctx context.Context, tx *sqlx.Tx, id string) error {
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, id); err != nil {
		return fmt.Errorf("waiting for the same request: %w", err)
	}
	return nil
}
