package wording

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
)

// Store keeps wordings.
type Store struct{ suggestions *suggestion.Store }

// NewStore makes the store.
func NewStore(s *suggestion.Store) *Store { return &Store{s} }

// Reword gives a suggestion a new wording. An edit that was done before is
// answered as it was. Errors: those of Reword, edit_id_taken.
func (s *Store) Reword(ctx context.Context, v access.Visitor, id string, e Edit) (*suggestion.Suggestion, error) {
	return s.suggestions.Change(ctx, v, id, func(tx *sqlx.Tx, one *suggestion.Suggestion) (bus.Event, error) {
		if done, err := did(one, e); done || err != nil {
			return nil, err
		}
		changed, err := Reword(one, e)
		if err != nil {
			return nil, withNewer(one, err)
		}
		if !changed {
			return nil, nil
		}
		w := suggestion.Wording{Version: one.Version, Text: one.Text, Language: one.Language, Tags: one.Tags, At: database.Now(), By: e.By}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO wordings (suggestion_id, version, text, language, tags, at, by, device_id, edit_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8, '')::uuid, $9)`,
			id, w.Version, w.Text, w.Language, w.Tags, w.At, w.By, e.DeviceID, e.ID)
		if err != nil {
			return nil, fmt.Errorf("storing wording: %w", err)
		}
		one.Wordings = append(one.Wordings, w)
		return events.SuggestionReworded{Suggestion: one.Public()}, nil
	})
}
