package suggestion

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
)

// may lets staff change every suggestion, or those of their sessions, and a tablet
// what was said in its own session, captured by itself or taken up by its session.
func (s *Suggestion) may(v access.Visitor) error {
	if err := v.Belongs(s.SessionID, s.TakenSessionID); err != nil {
		return err
	}
	if v.Device == "" || v.Device == s.DeviceID || v.At != "" && (v.At == s.SessionID || v.At == s.TakenSessionID) {
		return nil
	}
	return problem.Forbidden("suggestion_of_other_session")
}

// Withdraw takes a suggestion back.
func (s *Store) Withdraw(ctx context.Context, v access.Visitor, id, reason string) (*Suggestion, error) {
	return s.Do(ctx, v, id, "withdraw", reason, (*Suggestion).Withdraw, func(p events.Suggestion) bus.Event {
		return events.SuggestionWithdrawn{Suggestion: p}
	})
}

// WithdrawUntouched takes the suggestions with these numbers back that nobody has
// changed since they came in, in the caller's transaction, and tells how many.
func (s *Store) WithdrawUntouched(ctx context.Context, tx *sqlx.Tx, forum string, first, last int64, by string) (int, error) {
	found, err := Find(ctx, tx, `
		WHERE s.forum_id = $1 AND s.number BETWEEN $2 AND $3 AND s.state = $4 AND s.version = 1 ORDER BY s.number FOR UPDATE OF s`,
		forum, first, last, Received)
	if err != nil || len(found) == 0 {
		return 0, err
	}
	var ids []string
	var told []bus.Event
	for i := range found {
		one := &found[i]
		if _, err := one.Withdraw(); err != nil {
			return 0, err
		}
		ids, told = append(ids, one.ID), append(told, events.SuggestionWithdrawn{Suggestion: one.Public()})
	}
	if _, err := tx.ExecContext(ctx, `UPDATE suggestions SET state = $2, version = version + 1 WHERE id = ANY($1)`, pq.Array(ids), Withdrawn); err != nil {
		return 0, fmt.Errorf("withdrawing suggestions: %w", err)
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO changes (suggestion_id, version, verb, note, at, by) SELECT id, $2, 'withdraw', '', $3, $4 FROM unnest($1::uuid[]) id`,
		pq.Array(ids), found[0].Version, database.Now(), by)
	if err != nil {
		return 0, fmt.Errorf("noting withdrawals: %w", err)
	}
	return len(ids), bus.Emit(ctx, tx, told...)
}

// Restore undoes a withdrawal.
func (s *Store) Restore(ctx context.Context, v access.Visitor, id string) (*Suggestion, error) {
	return s.Do(ctx, v, id, "restore", "", (*Suggestion).Restore, func(p events.Suggestion) bus.Event {
		return events.SuggestionRestored{Suggestion: p}
	})
}

// Do applies a verb and notes who did it and why.
func (s *Store) Do(ctx context.Context, v access.Visitor, id, name, note string,
	verb func(*Suggestion) (bool, error), event func(events.Suggestion) bus.Event) (*Suggestion, error) {
	return s.Change(ctx, v, id, func(tx *sqlx.Tx, one *Suggestion) (bus.Event, error) {
		changed, err := verb(one)
		if err != nil || !changed {
			return nil, err
		}
		c := Change{Version: one.Version, Verb: name, Note: note, At: database.Now(), By: v.By}
		if err := Note(ctx, tx, one, c); err != nil {
			return nil, err
		}
		return event(one.Public()), nil
	})
}

// Note notes what was done with a suggestion, and by whom.
func Note(ctx context.Context, tx *sqlx.Tx, one *Suggestion, c Change) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO changes (suggestion_id, version, verb, note, at, by) VALUES ($1, $2, $3, $4, $5, $6)`,
		one.ID, c.Version, c.Verb, c.Note, c.At, c.By)
	if err != nil {
		return fmt.Errorf("noting change: %w", err)
	}
	one.Changes = append(one.Changes, c)
	return nil
}

// Change loads a suggestion, lets do change it, and saves it with its event in
// one transaction. Without an event nothing has changed.
func (s *Store) Change(ctx context.Context, v access.Visitor, id string,
	do func(tx *sqlx.Tx, one *Suggestion) (bus.Event, error)) (*Suggestion, error) {
	var one *Suggestion
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) (err error) {
		one, err = changeIn(ctx, tx, v, id, do)
		return err
	})
	if err != nil {
		return nil, err
	}
	return one, nil
}

var save = `
	UPDATE suggestions SET (` + Columns.Names() + `) = (SELECT ` + Columns.Names() + ` FROM json_populate_recordset(NULL::suggestions, $2::json))
	WHERE id = $1`

// changeIn is Change in the caller's transaction.
func changeIn(ctx context.Context, tx *sqlx.Tx, v access.Visitor, id string,
	do func(tx *sqlx.Tx, one *Suggestion) (bus.Event, error)) (*Suggestion, error) {
	// Locked first and then read: who waited for the lock would read wordings and changes as they were before it.
	if _, err := tx.ExecContext(ctx, `SELECT FROM suggestions WHERE forum_id = $1 AND id = $2 FOR UPDATE`, v.Forum, id); err != nil {
		return nil, fmt.Errorf("locking suggestion: %w", err)
	}
	one, err := get(ctx, tx, v.Forum, id)
	if err != nil {
		return nil, err
	}
	if err := one.may(v); err != nil {
		return nil, err
	}
	event, err := do(tx, one)
	if err != nil || event == nil {
		return one, err
	}
	record, err := Columns.Records([]*Suggestion{one})
	if err != nil {
		return nil, err
	}
	if _, err = tx.ExecContext(ctx, save, one.ID, record); err != nil {
		return nil, fmt.Errorf("saving suggestion: %w", err)
	}
	return one, bus.Emit(ctx, tx, event)
}

// Attribute says whose words a suggestion is. Nothing of a person who was erased
// is kept: such a suggestion is nobody's.
func (s *Store) Attribute(ctx context.Context, v access.Visitor, id, author string) (*Suggestion, error) {
	var one *Suggestion
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) (err error) {
		// First of all, as in forgetAuthor: an erasure comes before or after this, never between.
		if err := LockCounter(ctx, tx, v.Forum); err != nil {
			return err
		}
		one, err = changeIn(ctx, tx, v, id, func(tx *sqlx.Tx, one *Suggestion) (bus.Event, error) {
			var erased bool
			err := tx.GetContext(ctx, &erased, `SELECT EXISTS (SELECT FROM erased_participants WHERE participant_id = nullif($1, '')::uuid)`, author)
			if err != nil {
				return nil, fmt.Errorf("looking for an erased author: %w", err)
			}
			if erased {
				author = ""
			}
			if !one.Attribute(author) {
				return nil, nil
			}
			return events.SuggestionAttributed{Suggestion: one.Public()}, nil
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	return one, nil
}
