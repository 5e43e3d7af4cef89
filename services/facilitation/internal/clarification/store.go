package clarification

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
)

// Store keeps clarifications.
type Store struct {
	db          *sqlx.DB
	bus         *bus.Bus
	suggestions *suggestion.Store
}

// NewStore makes the store.
func NewStore(db *sqlx.DB, b *bus.Bus, s *suggestion.Store) *Store { return &Store{db, b, s} }

const selectAll = `
	SELECT c.id, c.place, c.forum_id, c.suggestion_id, s.number AS suggestion_number, s.text AS suggestion_text, c.session_id,
	       c.version, c.state, c.text, c.language, c.asked_at, c.asked_by, coalesce(c.answer_id::text, '') AS answer_id,
	       c.answer, c.answer_language, c.answered_at, c.answered_by
	FROM clarifications c JOIN suggestions s ON s.id = c.suggestion_id `

// Ask asks the yurt about a suggestion; c has the client's part. The same
// question under the same id is answered as the first time. Errors:
// suggestion_not_found; suggestion_without_session for one from another
// channel; id_taken.
func (s *Store) Ask(ctx context.Context, c *Clarification) (*Clarification, error) {
	about, err := s.suggestions.Get(ctx, c.ForumID, c.SuggestionID)
	if err != nil {
		return nil, err
	}
	if about.SessionID == "" {
		return nil, problem.Conflict("suggestion_without_session")
	}
	c.SessionID, c.SuggestionNumber, c.SuggestionText = about.SessionID, about.Number, about.Text
	c.Version, c.State = 1, Open
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		done, err := tx.ExecContext(ctx, `
			INSERT INTO clarifications (id, forum_id, suggestion_id, session_id, version, state, text, language, asked_at, asked_by)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`,
			c.ID, c.ForumID, c.SuggestionID, c.SessionID, c.Version, c.State, c.Text, c.Language, c.AskedAt, c.AskedBy)
		if err != nil {
			return fmt.Errorf("storing clarification: %w", err)
		}
		if n, err := done.RowsAffected(); err != nil || n == 1 {
			return errors.Join(err, bus.Emit(ctx, tx, events.ClarificationAsked{Clarification: c.public()}))
		}
		before, err := one(ctx, tx, `WHERE c.id = $1`, c.ID)
		if err != nil {
			return err
		}
		if !before.asks(c) {
			return problem.Conflict("id_taken")
		}
		c = before
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Answer stores the yurt's answer. may is asked whether the caller may answer
// for the session. Errors: those of may and of Clarification.Reply,
// clarification_not_found.
func (s *Store) Answer(ctx context.Context, forum, id string, may func(session string) error, r Reply) (*Clarification, error) {
	var c *Clarification
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) (err error) {
		if c, err = one(ctx, tx, `WHERE c.id = $1 AND c.forum_id = $2 FOR UPDATE OF c`, id, forum); err != nil {
			return err
		}
		if err := may(c.SessionID); err != nil {
			return err
		}
		if changed, err := c.Reply(r); err != nil || !changed {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			UPDATE clarifications SET version = $2, state = $3, answer_id = $4, answer = $5, answer_language = $6, answered_at = $7, answered_by = $8
			WHERE id = $1`, c.ID, c.Version, c.State, c.AnswerID, c.Answer, c.AnswerLanguage, c.AnsweredAt, c.AnsweredBy)
		if err != nil {
			return fmt.Errorf("storing answer: %w", err)
		}
		return bus.Emit(ctx, tx, events.ClarificationAnswered{Clarification: c.public()})
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

func one(ctx context.Context, tx *sqlx.Tx, where string, args ...any) (*Clarification, error) {
	var c Clarification
	err := tx.GetContext(ctx, &c, selectAll+where, args...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, problem.NotFound("clarification_not_found")
	}
	if err != nil {
		return nil, fmt.Errorf("loading clarification: %w", err)
	}
	return &c, nil
}
