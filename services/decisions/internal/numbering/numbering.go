// Package numbering gives the things of a forum their numbers, without gaps.
package numbering

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
)

// Take takes the next n numbers of a noun in a forum and returns the first.
// The counter stays locked until the transaction ends, so a rollback leaves no
// gap and two writers never get the same number.
func Take(ctx context.Context, tx *sqlx.Tx, forum, noun string, n int) (int64, error) {
	var last int64
	err := tx.GetContext(ctx, &last, `
		INSERT INTO counters (forum_id, noun, last) VALUES ($1, $2, $3)
		ON CONFLICT (forum_id, noun) DO UPDATE SET last = counters.last + excluded.last
		RETURNING last`, forum, noun, n)
	if err != nil {
		return 0, fmt.Errorf("numbering %s: %w", noun, err)
	}
	return last - int64(n) + 1, nil
}
