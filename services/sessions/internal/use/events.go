package use

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
)

// Subscriptions are what is heard of suggestions: that there are some.
func Subscriptions() []bus.Subscription {
	return []bus.Subscription{
		bus.OnAny("note-use", noteUse, events.SuggestionCaptured{}, events.SuggestionReworded{}, events.SuggestionParked{}),
	}
}

// noteUse remembers for ever that a forum, a session or a theme was spoken of.
func noteUse(ctx context.Context, tx *sqlx.Tx, received []bus.Received) error {
	var things []string
	for _, r := range received {
		var e events.Suggestion
		if err := r.Decode(&e); err != nil {
			return err
		}
		for _, id := range []string{e.ForumID, e.SessionID, e.ThemeID, e.ParkedThemeID, e.ParkedSessionID} {
			if id != "" {
				things = append(things, id)
			}
		}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO spoken_of (thing) SELECT DISTINCT unnest($1::uuid[]) ON CONFLICT DO NOTHING`, database.Strings(things))
	if err != nil {
		return fmt.Errorf("noting what suggestions are about: %w", err)
	}
	return nil
}
