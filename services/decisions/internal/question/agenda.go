package question

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/numbering"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
)

// The agenda of a plenary session is its questions in the order of their places,
// from 1; those that were withdrawn keep the place they had. Questions that belong
// to no session have an agenda of their own.

// enter gives a new question its session, the forum's only plenary one unless
// another was asked for, the last place on its agenda, and the question of the same
// proposal that it follows. The forum's questions are locked.
func enter(ctx context.Context, tx *sqlx.Tx, q *Question) (err error) {
	if q.SessionID, err = plenary(ctx, tx, q.ForumID, q.SessionID); err != nil {
		return err
	}
	err = tx.QueryRowxContext(ctx, `
		SELECT (SELECT COALESCE(max(place), 0) + 1 FROM questions WHERE forum_id = $1 AND state <> 'withdrawn' AND session_id IS NOT DISTINCT FROM NULLIF($2, '')::uuid),
			COALESCE((SELECT id::text FROM questions WHERE proposal_id = $3 ORDER BY number DESC LIMIT 1), '')`,
		q.ForumID, q.SessionID, q.ProposalID).Scan(&q.Place, &q.Follows)
	if err != nil {
		return fmt.Errorf("looking for a place on the agenda: %w", err)
	}
	return nil
}

// plenary returns the session that was asked for, or the only plenary one. Error:
// session_not_plenary.
func plenary(ctx context.Context, tx *sqlx.Tx, forum, asked string) (string, error) {
	sessions, err := programme.PlenarySessions(ctx, tx, forum)
	if err != nil {
		return "", err
	}
	switch {
	case asked != "" && !slices.Contains(sessions, asked):
		return "", problem.InvalidField("/session_id", "session_not_plenary")
	case asked == "" && len(sessions) == 1:
		return sessions[0], nil
	}
	return asked, nil
}

// Move puts a question at a place on the agenda of a plenary session; those behind
// it move on. Errors: question_not_found, question_withdrawn, session_not_plenary.
func (s *Store) Move(ctx context.Context, forum, id, session string, place int) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		q, err := lockInTurn(ctx, tx, forum, id)
		if err != nil {
			return err
		}
		if q.State == Withdrawn {
			return problem.Conflict("question_withdrawn", "number", q.Number)
		}
		left := q.SessionID
		if session == "" || session == left { // it stands there, even if that was cancelled
			session = left
		} else if session, err = plenary(ctx, tx, forum, session); err != nil {
			return err
		}
		q.SessionID = session
		if left != session {
			if err := s.arrange(ctx, tx, forum, left, nil, id, 0); err != nil {
				return err
			}
		}
		return s.arrange(ctx, tx, forum, session, q, id, place)
	})
}

// lockInTurn locks a question after the counter, which who puts a question holds:
// so does whoever gives questions other places.
func lockInTurn(ctx context.Context, tx *sqlx.Tx, forum, id string) (*Question, error) {
	if _, err := numbering.Take(ctx, tx, forum, "question", 0); err != nil {
		return nil, err
	}
	return Lock(ctx, tx, forum, id)
}

// arrange gives the questions of a session their places anew, without the one that
// is moved and, if it comes here, with it at its place. What has another place than
// before is told.
func (s *Store) arrange(ctx context.Context, tx *sqlx.Tx, forum, session string, moved *Question, id string, place int) error {
	var rows []row
	err := tx.SelectContext(ctx, &rows, selectQuestions+`
		WHERE q.forum_id = $1 AND q.session_id IS NOT DISTINCT FROM NULLIF($2, '')::uuid AND q.id <> $3 AND q.state <> 'withdrawn'
		ORDER BY q.place, q.number`, forum, session, id)
	if err != nil {
		return fmt.Errorf("loading an agenda: %w", err)
	}
	agenda := make([]*Question, len(rows))
	for i, r := range rows {
		agenda[i] = r.question()
	}
	if moved != nil {
		agenda = slices.Insert(agenda, min(max(place, 1)-1, len(agenda)), moved)
	}
	for i, q := range agenda {
		if q.Place == i+1 && q != moved {
			continue
		}
		q.Place = i + 1
		q.Version++
		_, err := tx.ExecContext(ctx, `UPDATE questions SET session_id = NULLIF($2, '')::uuid, place = $3, version = $4 WHERE id = $1`, q.ID, q.SessionID, q.Place, q.Version)
		if err != nil {
			return fmt.Errorf("moving a question: %w", err)
		}
		if err := bus.Emit(ctx, tx, events.QuestionMoved{Question: q.Public()}); err != nil {
			return err
		}
	}
	return nil
}
