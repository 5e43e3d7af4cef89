package capture

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
)

// Subscriptions are what captures hear.
func (s *Store) Subscriptions() []bus.Subscription {
	return []bus.Subscription{bus.On("take-submissions", s.takeSubmission)}
}

// takeSubmission takes in what was written on the public form and accepted, under its
// own id and the code that the writer was given. Heard again it is there already.
func (s *Store) takeSubmission(ctx context.Context, tx *sqlx.Tx, e events.SubmissionAccepted, _ bus.Received) error {
	_, err := s.CaptureIn(ctx, tx, e.ForumID, []suggestion.Suggestion{{
		ID: e.SubmissionID, ForumID: e.ForumID, ThemeID: e.ThemeID, Text: e.Text, Language: e.Language, AuthorID: e.AuthorID, Receipt: e.Receipt,
		Source: events.FromForm, ReceivedOn: e.ReceivedAt.UTC().Format("2006-01-02"), CapturedBy: e.SettledBy,
	}})
	return err // ErrAgain too: the event comes again
}
