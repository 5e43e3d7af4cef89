package suggestion

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// Doer is who changes a suggestion. A tablet changes what was said in its own
// session, captured by itself or taken up by its session; Session and Device
// are "" for staff.
type Doer struct {
	ID, Session, Device string
}

func (d Doer) may(s *Suggestion) error {
	if d.Device == "" || d.Device == s.DeviceID || d.Session != "" && (d.Session == s.SessionID || d.Session == s.TakenSessionID) {
		return nil
	}
	return problem.Forbidden("suggestion_of_other_session")
}

// Reword gives a suggestion a new wording. An edit that was done before is
// answered as it was. Errors: those of Suggestion.Reword, edit_id_taken.
func (s *Store) Reword(ctx context.Context, forum, id string, by Doer, e Edit) (*Suggestion, error) {
	return s.change(ctx, forum, id, by, func(tx *sqlx.Tx, one *Suggestion) (bus.Event, error) {
		if done, err := one.did(e); done || err != nil {
			return nil, err
		}
		changed, err := one.Reword(e)
		if err != nil {
			return nil, one.withNewer(err)
		}
		if !changed {
			return nil, nil
		}
		w := Wording{Version: one.Version, Text: one.Text, Language: one.Language, Tags: one.Tags, At: now(), By: e.By}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO wordings (suggestion_id, version, text, language, tags, at, by, device_id, edit_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8, '')::uuid, $9)`,
			id, w.Version, w.Text, w.Language, w.Tags, w.At, w.By, e.DeviceID, e.ID)
		if err != nil {
			return nil, fmt.Errorf("storing wording: %w", err)
		}
		one.Wordings = append(one.Wordings, w)
		return events.SuggestionReworded{Suggestion: one.public()}, nil
	})
}

// did reports whether the edit is one of the suggestion's wordings.
func (s *Suggestion) did(e Edit) (bool, error) {
	for _, w := range s.Wordings {
		if w.EditID == e.ID {
			if w.Text != e.Text && !s.WasHidden || w.Language != e.Language || e.Tags != nil && !slices.Equal(w.Tags, e.Tags) {
				return false, problem.Conflict("edit_id_taken")
			}
			return true, nil
		}
	}
	return false, nil
}

// withNewer shows the newer wording to the editor who did not know it.
func (s *Suggestion) withNewer(err error) error {
	p, ok := err.(*problem.Error) //nolint:errorlint // Suggestion.Reword returns it bare
	if !ok || p.Code != "newer_wording" {
		return err
	}
	newer := s.Wordings[len(s.Wordings)-1]
	newer.Version = s.Version // on the ground of which the editor may go on
	return p.With("newer", newer)
}

// Withdraw takes a suggestion back.
func (s *Store) Withdraw(ctx context.Context, forum, id string, by Doer, reason string) (*Suggestion, error) {
	return s.do(ctx, forum, id, by, "withdraw", reason, (*Suggestion).Withdraw, func(p events.Suggestion) bus.Event {
		return events.SuggestionWithdrawn{Suggestion: p}
	})
}

// WithdrawUntouched takes the suggestions with these numbers back that nobody has
// changed since they came in, in the caller's transaction, and tells how many.
func (s *Store) WithdrawUntouched(ctx context.Context, tx *sqlx.Tx, forum string, first, last int64, by Doer) (int, error) {
	var found []Suggestion
	err := tx.SelectContext(ctx, &found, `SELECT `+columns+` FROM `+tables+`
		WHERE s.forum_id = $1 AND s.number BETWEEN $2 AND $3 AND s.state = $4 AND s.version = 1 ORDER BY s.number FOR UPDATE OF s`,
		forum, first, last, Received)
	if err != nil || len(found) == 0 {
		return 0, wrap(err, "finding suggestions")
	}
	var ids []string
	var told []bus.Event
	for i := range found {
		one := &found[i]
		if _, err := one.Withdraw(); err != nil {
			return 0, err
		}
		ids, told = append(ids, one.ID), append(told, events.SuggestionWithdrawn{Suggestion: one.public()})
	}
	if _, err := tx.ExecContext(ctx, `UPDATE suggestions SET state = $2, version = version + 1 WHERE id = ANY($1)`, pq.Array(ids), Withdrawn); err != nil {
		return 0, fmt.Errorf("withdrawing suggestions: %w", err)
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO changes (suggestion_id, version, verb, note, at, by) SELECT id, $2, 'withdraw', '', $3, $4 FROM unnest($1::uuid[]) id`,
		pq.Array(ids), found[0].Version, now(), by.ID)
	if err != nil {
		return 0, fmt.Errorf("noting withdrawals: %w", err)
	}
	return len(ids), bus.Emit(ctx, tx, told...)
}

// Restore undoes a withdrawal.
func (s *Store) Restore(ctx context.Context, forum, id string, by Doer) (*Suggestion, error) {
	return s.do(ctx, forum, id, by, "restore", "", (*Suggestion).Restore, func(p events.Suggestion) bus.Event {
		return events.SuggestionRestored{Suggestion: p}
	})
}

// do applies a verb and notes who did it and why.
func (s *Store) do(ctx context.Context, forum, id string, by Doer, name, note string,
	verb func(*Suggestion) (bool, error), event func(events.Suggestion) bus.Event) (*Suggestion, error) {
	return s.change(ctx, forum, id, by, func(tx *sqlx.Tx, one *Suggestion) (bus.Event, error) {
		changed, err := verb(one)
		if err != nil || !changed {
			return nil, err
		}
		c := Change{Version: one.Version, Verb: name, Note: note, At: now(), By: by.ID}
		_, err = tx.ExecContext(ctx, `INSERT INTO changes (suggestion_id, version, verb, note, at, by) VALUES ($1, $2, $3, $4, $5, $6)`,
			id, c.Version, c.Verb, c.Note, c.At, c.By)
		if err != nil {
			return nil, fmt.Errorf("noting change: %w", err)
		}
		one.Changes = append(one.Changes, c)
		return event(one.public()), nil
	})
}

// change loads a suggestion, lets do change it, and saves it with its event in
// one transaction. Without an event nothing has changed.
func (s *Store) change(ctx context.Context, forum, id string, by Doer,
	do func(tx *sqlx.Tx, one *Suggestion) (bus.Event, error)) (*Suggestion, error) {
	var one *Suggestion
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) (err error) {
		one, err = changeIn(ctx, tx, forum, id, by, do)
		return err
	})
	if err != nil {
		return nil, err
	}
	return one, nil
}

// changeIn is change in the caller's transaction.
func changeIn(ctx context.Context, tx *sqlx.Tx, forum, id string, by Doer,
	do func(tx *sqlx.Tx, one *Suggestion) (bus.Event, error)) (*Suggestion, error) {
	// Locked first and then read: who waited for the lock would read wordings and changes as they were before it.
	if _, err := tx.ExecContext(ctx, `SELECT FROM suggestions WHERE forum_id = $1 AND id = $2 FOR UPDATE`, forum, id); err != nil {
		return nil, fmt.Errorf("locking suggestion: %w", err)
	}
	one, err := get(ctx, tx, forum, id)
	if err != nil {
		return nil, err
	}
	if err := by.may(one); err != nil {
		return nil, err
	}
	event, err := do(tx, one)
	if err != nil || event == nil {
		return one, err
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE suggestions SET state = $2, parked_theme_id = nullif($3, '')::uuid, version = $4, wording_version = $5,
		       theme_id = nullif($6, '')::uuid, parked_session_id = nullif($7, '')::uuid, taken_session_id = nullif($8, '')::uuid,
		       declined_session_id = nullif($9, '')::uuid, author_id = nullif($10, '')::uuid
		WHERE id = $1`, one.ID, one.State, one.ParkedThemeID, one.Version, one.WordingVersion,
		one.ThemeID, one.ParkedSessionID, one.TakenSessionID, one.DeclinedSessionID, one.AuthorID)
	if err != nil {
		return nil, fmt.Errorf("saving suggestion: %w", err)
	}
	return one, bus.Emit(ctx, tx, event)
}
