package suggestion

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
)

// undoable is how long what was hidden can be shown again; then the words of
// before are removed.
const undoable = 24 * time.Hour

// before are the words of a suggestion before a part of them was hidden, by the
// version of the wording.
type before map[int]string

// Hide takes a part out of every wording and returns the words of before. Errors:
// part_empty, part_not_found.
func (s *Suggestion) Hide(part string) (before, error) {
	if Blank(part) || part == text.Hidden {
		return nil, problem.InvalidField("/part", "part_empty")
	}
	was := before{}
	for i := range s.Wordings {
		w := &s.Wordings[i]
		if hidden := text.Hide(w.Text, part); hidden != w.Text {
			was[w.Version], w.Text = w.Text, hidden
		}
	}
	if len(was) == 0 {
		return nil, problem.InvalidField("/part", "part_not_found")
	}
	s.reworded()
	return was, nil
}

// Show brings the words of before back, where nothing else was hidden since.
func (s *Suggestion) Show(was before) {
	for i := range s.Wordings {
		if words, ok := was[s.Wordings[i].Version]; ok {
			s.Wordings[i].Text = words
		}
	}
	s.reworded()
}

// reworded brings the words that stand, and the first ones, up to date with the
// wordings.
func (s *Suggestion) reworded() {
	s.Version++
	for _, w := range s.Wordings {
		if w.Version == 1 {
			s.OriginalText = w.Text
		}
		if w.Version == s.WordingVersion {
			s.Text = w.Text
		}
	}
}

// Hide hides a part of a suggestion's words, everywhere in all its wordings: a
// personal datum that nobody may read. Who did it and when stays in the history;
// the part does not. Errors: suggestion_not_found, those of Suggestion.Hide.
func (s *Store) Hide(ctx context.Context, forum, id string, by Doer, part string) (*Suggestion, error) {
	return s.change(ctx, forum, id, by, func(tx *sqlx.Tx, one *Suggestion) (bus.Event, error) {
		was, err := one.Hide(part)
		if err != nil {
			return nil, err
		}
		until := now().Add(undoable)
		_, err = tx.ExecContext(ctx, `INSERT INTO hidings (suggestion_id, version, before, until) VALUES ($1, $2, $3, $4)`,
			id, one.Version, database.AsJSON(was), until)
		if err != nil {
			return nil, fmt.Errorf("keeping what is hidden: %w", err)
		}
		return one.rewrite(ctx, tx, Change{Version: one.Version, Verb: "hide", At: now(), By: by.ID, Until: &until})
	})
}

// Show undoes the last hiding that can be undone. Errors: suggestion_not_found,
// nothing_to_show.
func (s *Store) Show(ctx context.Context, forum, id string, by Doer) (*Suggestion, error) {
	return s.change(ctx, forum, id, by, func(tx *sqlx.Tx, one *Suggestion) (bus.Event, error) {
		var kept database.JSON[before]
		err := tx.GetContext(ctx, &kept, `
			DELETE FROM hidings WHERE suggestion_id = $1 AND version =
				(SELECT max(version) FROM hidings WHERE suggestion_id = $1) AND before <> '{}' AND until > now() RETURNING before`, id)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, problem.Conflict("nothing_to_show")
		}
		if err != nil {
			return nil, fmt.Errorf("looking for what was hidden: %w", err)
		}
		one.Show(kept.V)
		return one.rewrite(ctx, tx, Change{Version: one.Version, Verb: "show", At: now(), By: by.ID})
	})
}

// rewrite stores every wording as it is to be read from now on, and notes the
// change.
func (s *Suggestion) rewrite(ctx context.Context, tx *sqlx.Tx, c Change) (bus.Event, error) {
	for _, w := range s.Wordings {
		statement := `UPDATE wordings SET text = $2 WHERE suggestion_id = $1 AND version = $3 AND text <> $2`
		if w.Version == 1 {
			statement = `UPDATE suggestions SET text = $2, was_hidden = true WHERE id = $1 AND $3 = 1`
		}
		if _, err := tx.ExecContext(ctx, statement, s.ID, w.Text, w.Version); err != nil {
			return nil, fmt.Errorf("rewriting wordings: %w", err)
		}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO changes (suggestion_id, version, verb, note, at, by) VALUES ($1, $2, $3, '', $4, $5)`,
		s.ID, c.Version, c.Verb, c.At, c.By)
	if err != nil {
		return nil, fmt.Errorf("noting change: %w", err)
	}
	s.Changes = append(s.Changes, c)
	return events.SuggestionHidden{Suggestion: s.public()}, nil
}

// Sweep removes the words of before that cannot be shown again.
func (s *Store) Sweep(ctx context.Context) error {
	if _, err := s.db.ExecContext(ctx, `UPDATE hidings SET before = '{}' WHERE before <> '{}' AND until <= now()`); err != nil {
		return fmt.Errorf("removing hidden words: %w", err)
	}
	return nil
}
