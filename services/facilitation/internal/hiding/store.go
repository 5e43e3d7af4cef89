package hiding

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
	"github.com/shanyraq/shanyraq/pkg/service/setting"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
)

// Store keeps hidings.
type Store struct {
	db          *sqlx.DB
	suggestions *suggestion.Store
	settings    *setting.Store
}

// NewStore makes the store.
func NewStore(db *sqlx.DB, s *suggestion.Store, settings *setting.Store) *Store {
	return &Store{db, s, settings}
}

// Hide hides a part of a suggestion's words, everywhere in all its wordings: a
// personal datum that nobody may read. Who did it and when stays in the history;
// the part does not. Errors: suggestion_not_found, those of Hide.
func (s *Store) Hide(ctx context.Context, v access.Visitor, id, part string) (*suggestion.Suggestion, error) {
	lasts := time.Duration(s.settings.Number(ctx, undoable)) * time.Hour // not asked while a transaction holds a connection
	return s.suggestions.Change(ctx, v, id, func(tx *sqlx.Tx, one *suggestion.Suggestion) (bus.Event, error) {
		was, err := Hide(one, part)
		if err != nil {
			return nil, err
		}
		until := database.Now().Add(lasts)
		_, err = tx.ExecContext(ctx, `INSERT INTO hidings (suggestion_id, version, before, until) VALUES ($1, $2, $3, $4)`,
			id, one.Version, database.AsJSON(was), until)
		if err != nil {
			return nil, fmt.Errorf("keeping what is hidden: %w", err)
		}
		return rewrite(ctx, tx, one, suggestion.Change{Version: one.Version, Verb: "hide", At: database.Now(), By: v.By, Until: &until})
	})
}

// Show undoes the last hiding that can be undone. Errors: suggestion_not_found,
// nothing_to_show.
func (s *Store) Show(ctx context.Context, v access.Visitor, id string) (*suggestion.Suggestion, error) {
	return s.suggestions.Change(ctx, v, id, func(tx *sqlx.Tx, one *suggestion.Suggestion) (bus.Event, error) {
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
		Show(one, kept.V)
		return rewrite(ctx, tx, one, suggestion.Change{Version: one.Version, Verb: "show", At: database.Now(), By: v.By})
	})
}

// rewrite stores every later wording as it is to be read from now on, and notes
// the change.
func rewrite(ctx context.Context, tx *sqlx.Tx, s *suggestion.Suggestion, c suggestion.Change) (bus.Event, error) {
	for _, w := range s.Wordings {
		_, err := tx.ExecContext(ctx, `UPDATE wordings SET text = $2 WHERE suggestion_id = $1 AND version = $3 AND text <> $2`, s.ID, w.Text, w.Version)
		if err != nil {
			return nil, fmt.Errorf("rewriting wordings: %w", err)
		}
	}
	if err := suggestion.Note(ctx, tx, s, c); err != nil {
		return nil, err
	}
	return events.SuggestionHidden{Suggestion: s.Public()}, nil
}

// Sweep removes the words of before that cannot be shown again.
func (s *Store) Sweep(ctx context.Context) error {
	if _, err := s.db.ExecContext(ctx, `UPDATE hidings SET before = '{}' WHERE before <> '{}' AND until <= now()`); err != nil {
		return fmt.Errorf("removing hidden words: %w", err)
	}
	return nil
}
