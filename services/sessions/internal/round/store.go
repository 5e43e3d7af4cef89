package round

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
)

// Store keeps rounds.
type Store struct {
	db       *sqlx.DB
	bus      *bus.Bus
	forums   *forum.Store
	sessions *session.Store
	now      func() time.Time
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus, forums *forum.Store, sessions *session.Store) *Store {
	// PostgreSQL keeps microseconds: what is told is what is kept.
	now := func() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
	return &Store{db: db, bus: b, forums: forums, sessions: sessions, now: now}
}

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
	r.StartedAt, r.EndedAt = when(started), when(ended)
	return r.timed(), nil
}

func when(t sql.NullTime) *time.Time {
	if !t.Valid {
		return nil
	}
	utc := t.Time.UTC()
	return &utc
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
		rounds[i].Instruction, rounds[i].Settings = events.Text{}, Settings{}
	}
	return rounds, err
}
