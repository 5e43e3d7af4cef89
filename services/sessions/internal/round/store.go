package round

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
	"github.com/shanyraq/shanyraq/services/sessions/internal/step"
)

// Store reads rounds.
type Store struct {
	db     *sqlx.DB
	forums *forum.Store
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, forums *forum.Store) *Store { return &Store{db: db, forums: forums} }

const columns = `id, forum_id, session_id, number, title, instruction, question, seconds, view, allows, settings,
	state, started_at, ended_at, version`

func scan(row page.Row) (Round, error) {
	var (
		r              Round
		started, ended sql.NullTime
	)
	err := row.Scan(&r.ID, &r.ForumID, &r.SessionID, &r.Number, database.IntoJSON(&r.Title), database.IntoJSON(&r.Instruction), database.IntoJSON(&r.Question),
		&r.Seconds, &r.View, database.IntoJSON(&r.Allows), database.IntoJSON(&r.Settings), &r.State, &started, &ended, &r.Version)
	if err != nil {
		return Round{}, err
	}
	r.StartedAt, r.EndedAt = page.When(started), page.When(ended)
	return r.Timed(), nil
}

// List returns the session's rounds in their order.
func (s *Store) List(ctx context.Context, forumID, sessionID string, q page.Query) (page.List[Round], error) {
	at, err := q.Place(1)
	if err != nil {
		return page.List[Round]{}, err
	}
	number, _ := strconv.ParseInt(at[0], 10, 32) // 0 stands before all
	rows, err := s.db.QueryContext(ctx, `SELECT `+columns+` FROM rounds
		WHERE forum_id = $1 AND session_id = $2 AND number > $3 ORDER BY number LIMIT $4`,
		forumID, sessionID, number, q.Limit+1)
	if err != nil {
		return page.List[Round]{}, fmt.Errorf("listing rounds: %w", err)
	}
	rounds, err := page.Collect(rows, scan)
	return page.Of(rounds, q, func(r Round) []string { return []string{strconv.Itoa(r.Number)} }), err
}

// OfSessions returns the rounds of several sessions, session by session, in
// their order. What the facilitator reads and how a method is played is left out.
func (s *Store) OfSessions(ctx context.Context, forumID string, sessions database.Strings) ([]Round, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT `+columns+` FROM rounds
		WHERE forum_id = $1 AND session_id = ANY($2::uuid[]) ORDER BY session_id, number`, forumID, sessions)
	if err != nil {
		return nil, fmt.Errorf("listing rounds of sessions: %w", err)
	}
	rounds, err := page.Collect(rows, scan)
	for i := range rounds {
		rounds[i].Instruction, rounds[i].Settings = events.Text{}, step.Settings{}
	}
	return rounds, err
}

// OfSession returns all rounds of a session in their order.
func OfSession(ctx context.Context, q sqlx.QueryerContext, sessionID string) ([]Round, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+columns+` FROM rounds WHERE session_id = $1 ORDER BY number`, sessionID)
	if err != nil {
		return nil, fmt.Errorf("loading plan: %w", err)
	}
	return page.Collect(rows, scan)
}

// Insert stores a new round at no place yet: Save gives it one.
func Insert(ctx context.Context, tx *sqlx.Tx, r Round, print []byte) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO rounds (id, forum_id, session_id, number, title, instruction, question, seconds, view, allows, settings, state, version, print)
		VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		r.ID, r.ForumID, r.SessionID, database.AsJSON(r.Title), database.AsJSON(r.Instruction), database.AsJSON(r.Question), r.Seconds,
		r.View, database.AsJSON(r.Allows), database.AsJSON(r.Settings), r.State, r.Version, print)
	if err != nil {
		return fmt.Errorf("storing round: %w", err)
	}
	return nil
}

// Save stores what was planned anew and tells it.
func Save(ctx context.Context, tx *sqlx.Tx, rounds []*Round) error {
	for _, r := range rounds {
		_, err := tx.ExecContext(ctx, `
			UPDATE rounds SET number = $2, title = $3, instruction = $4, question = $5, seconds = $6, view = $7, allows = $8,
				settings = $9, version = $10 WHERE id = $1`,
			r.ID, r.Number, database.AsJSON(r.Title), database.AsJSON(r.Instruction), database.AsJSON(r.Question), r.Seconds, r.View,
			database.AsJSON(r.Allows), database.AsJSON(r.Settings), r.Version)
		if err != nil {
			return fmt.Errorf("saving round: %w", err)
		}
		if err := bus.Emit(ctx, tx, events.RoundPlanned{Round: r.Told()}); err != nil {
			return err
		}
	}
	return nil
}

// Remove takes a planned round away and tells it.
func Remove(ctx context.Context, tx *sqlx.Tx, r Round) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM rounds WHERE id = $1`, r.ID); err != nil {
		return fmt.Errorf("removing round: %w", err)
	}
	r.Version++
	return bus.Emit(ctx, tx, events.RoundRemoved{Round: r.Told()})
}
