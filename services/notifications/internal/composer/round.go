package composer

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/message"
	"github.com/shanyraq/shanyraq/services/notifications/internal/story"
)

// round is one transaction's work.
type round struct {
	*Composer
	tx     *sqlx.Tx
	links  story.Links
	forgot bool
}

// expand touches what waited for the things; it is worked off in later rounds,
// so that a forum's title does not make a transaction of eleven thousand
// messages.
func (r *round) expand(ctx context.Context, things []uuid.UUID) error {
	_, err := r.tx.ExecContext(ctx, `
		WITH freed AS (DELETE FROM awaited WHERE thing = ANY($1::uuid[]) RETURNING waiter)
		INSERT INTO touched (thing) SELECT DISTINCT waiter FROM freed`, chain.IDs(things))
	if err != nil {
		return fmt.Errorf("waking what waited: %w", err)
	}
	return nil
}

// addressees makes one message for each author that a touched fact concerns. A
// fact of which a suggestion is not known yet waits whole: its author may have
// another one here, and one message names them all.
func (r *round) addressees(ctx context.Context, touched []uuid.UUID) error {
	facts, err := chain.Facts(ctx, r.tx, touched)
	if err != nil || len(facts) == 0 {
		return err
	}
	var wanted, ids []uuid.UUID
	for _, f := range facts {
		ids, wanted = append(ids, f.ID), append(wanted, f.SuggestionIDs...)
	}
	known, err := chain.Suggestions(ctx, r.tx, wanted)
	if err != nil {
		return err
	}
	hopeless, err := r.resetWaits(ctx, ids)
	if err != nil {
		return err
	}
	var made []*message.Message
	for _, f := range facts {
		var missing []uuid.UUID
		own := map[uuid.UUID][]uuid.UUID{}
		for _, id := range f.SuggestionIDs {
			s, ok := known[id]
			switch {
			case !ok:
				missing = append(missing, id)
			case s.AuthorID != uuid.Nil:
				own[s.AuthorID] = append(own[s.AuthorID], id)
			}
		}
		if err := r.await(ctx, f.ID, missing, 60*r.Patience, hopeless[f.ID]); err != nil {
			return err
		}
		if len(missing) > 0 && !hopeless[f.ID] {
			continue
		}
		for author, suggestions := range own {
			m, err := message.New(f, author, suggestions)
			if err != nil {
				return err
			}
			made = append(made, m)
		}
	}
	return message.Insert(ctx, r.tx, made)
}

// resetWaits deletes the waiters' waits and returns those that need wait no
// longer for what they still lack.
func (r *round) resetWaits(ctx context.Context, waiters []uuid.UUID) (map[uuid.UUID]bool, error) {
	var hopeless []uuid.UUID
	err := r.tx.SelectContext(ctx, &hopeless, `
		WITH gone AS (DELETE FROM awaited WHERE waiter = ANY($1::uuid[]) RETURNING waiter, due)
		SELECT DISTINCT waiter FROM gone WHERE due IS NULL`, chain.IDs(waiters))
	if err != nil {
		return nil, fmt.Errorf("ending waits: %w", err)
	}
	set := make(map[uuid.UUID]bool, len(hopeless))
	for _, id := range hopeless {
		set[id] = true
	}
	return set, nil
}

// await notes what a fact or message waits for. Without hope it is still woken
// when the piece comes, but does not wait for it.
func (r *round) await(ctx context.Context, waiter uuid.UUID, things []uuid.UUID, patience time.Duration, hopeless bool) error {
	if len(things) == 0 {
		return nil
	}
	_, err := r.tx.ExecContext(ctx, `
		INSERT INTO awaited (thing, waiter, due)
		SELECT DISTINCT thing, $2::uuid, CASE WHEN $4 THEN NULL ELSE now() + make_interval(secs => $3) END FROM unnest($1::uuid[]) AS thing
		ON CONFLICT DO NOTHING`, chain.IDs(things), waiter, patience.Seconds(), hopeless)
	if err != nil {
		return fmt.Errorf("noting what is missing: %w", err)
	}
	return nil
}
