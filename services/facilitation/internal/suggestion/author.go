package suggestion

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// Attribute says whose words they are, "" for nobody's, and reports whether that
// changed anything. The words stay as they are.
func (s *Suggestion) Attribute(author string) bool {
	if s.AuthorID == author {
		return false
	}
	s.AuthorID = author
	s.Version++
	return true
}

// Attribute says whose words a suggestion is. Nothing of a person who was erased
// is kept: such a suggestion is nobody's.
func (s *Store) Attribute(ctx context.Context, forum, id string, by Doer, author string) (*Suggestion, error) {
	var one *Suggestion
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) (err error) {
		// First of all, as in forgetAuthor: an erasure comes before or after this, never between.
		if _, err := s.lockCounter(ctx, tx, forum); err != nil {
			return err
		}
		one, err = changeIn(ctx, tx, forum, id, by, func(tx *sqlx.Tx, one *Suggestion) (bus.Event, error) {
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
			return events.SuggestionAttributed{Suggestion: one.public()}, nil
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	return one, nil
}

type authorInput struct {
	OneInput
	Body AuthorRequest
}

// AuthorRequest says whose words a suggestion is.
type AuthorRequest struct {
	AuthorID OptionalID `json:"author_id" doc:"Participant; empty for nobody's"`
}

func (r *routes) attribute(ctx context.Context, in *authorInput) (*oneOutput, error) {
	forum, by, err := r.doer(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	author, ok := canonical(string(in.Body.AuthorID))
	if !ok {
		return nil, problem.InvalidField("/author_id", "want_uuid")
	}
	return answer(r.store.Attribute(ctx, forum, lower(in.ID), by, author))
}
