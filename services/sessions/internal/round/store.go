package round

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/jsonb"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
)

// Store keeps rounds.
type Store struct {
	db     *sqlx.DB
	bus    *bus.Bus
	forums *forum.Store
	now    func() time.Time
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus, forums *forum.Store) *Store {
	// PostgreSQL keeps microseconds: what is told is what is kept.
	now := func() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
	return &Store{db: db, bus: b, forums: forums, now: now}
}

const columns = `id, forum_id, session_id, number, question, seconds, state, started_at, ended_at, version`

func scan(row page.Row) (Round, error) {
	var (
		r              Round
		started, ended sql.NullTime
	)
	err := row.Scan(&r.ID, &r.ForumID, &r.SessionID, &r.Number, jsonb.Into(&r.Question), &r.Seconds, &r.State, &started, &ended, &r.Version)
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

// Create stores a new round with the session's next number; see
// forum.Store.Create for repeated requests.
func (s *Store) Create(ctx context.Context, r Round, print []byte) (Round, error) {
	err := database.InTx(ctx, s.db, func(tx *sqlx.Tx) error {
		// Holding the session makes the numbers of its rounds come one by one.
		if _, err := session.Hold(ctx, tx, r.ForumID, r.SessionID); err != nil {
			return err
		}
		var before []byte
		err := tx.GetContext(ctx, &before, `SELECT print FROM rounds WHERE id = $1`, r.ID)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return insert(ctx, tx, &r, print)
		case err != nil:
			return fmt.Errorf("loading round: %w", err)
		case !bytes.Equal(before, print):
			return problem.Conflict("id_taken")
		}
		r, err = load(ctx, tx, r.ForumID, r.SessionID, r.ID, "")
		return err
	})
	if err != nil {
		return Round{}, err
	}
	return r, nil
}

func insert(ctx context.Context, tx *sqlx.Tx, r *Round, print []byte) (err error) {
	if r.Number, err = forum.Next(ctx, tx, r.SessionID, "round"); err != nil {
		return err
	}
	r.Version = 1
	_, err = tx.ExecContext(ctx, `
		INSERT INTO rounds (id, forum_id, session_id, number, question, seconds, state, version, print)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		r.ID, r.ForumID, r.SessionID, r.Number, jsonb.From(r.Question), r.Seconds, r.State, r.Version, print)
	if database.Constraint(err) == "rounds_pkey" { // another session's, at this very moment
		return problem.Conflict("id_taken")
	}
	if err != nil {
		return fmt.Errorf("storing round: %w", err)
	}
	return nil
}

// Start starts a round. Only one round of a session runs at a time: while
// another one does, it returns the problem another_round_runs.
func (s *Store) Start(ctx context.Context, forumID, sessionID, id string) (Round, error) {
	return s.do(ctx, forumID, sessionID, id, func(r *Round) (bus.Event, error) {
		changed, err := r.Start(s.now())
		if !changed {
			return nil, err
		}
		return events.RoundStarted{Round: r.told()}, nil
	})
}

// Extend extends a running round.
func (s *Store) Extend(ctx context.Context, forumID, sessionID, id string, seconds int, version *int) (Round, error) {
	return s.do(ctx, forumID, sessionID, id, func(r *Round) (bus.Event, error) {
		if err := given.SameVersion(version, r.Version); err != nil {
			return nil, err
		}
		if err := r.Extend(seconds); err != nil {
			return nil, err
		}
		return events.RoundExtended{Round: r.told()}, nil
	})
}

// End ends a round.
func (s *Store) End(ctx context.Context, forumID, sessionID, id string) (Round, error) {
	return s.do(ctx, forumID, sessionID, id, func(r *Round) (bus.Event, error) {
		changed, err := r.End(s.now())
		if !changed {
			return nil, err
		}
		return events.RoundEnded{Round: r.told()}, nil
	})
}

// do loads the round, lets verb change it, saves it and emits the event; no
// event means that nothing changed.
func (s *Store) do(ctx context.Context, forumID, sessionID, id string, verb func(*Round) (bus.Event, error)) (r Round, err error) {
	err = database.InTx(ctx, s.db, func(tx *sqlx.Tx) error {
		if r, err = load(ctx, tx, forumID, sessionID, id, "FOR UPDATE"); err != nil {
			return err
		}
		e, err := verb(&r)
		if err != nil || e == nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE rounds SET seconds = $2, state = $3, started_at = $4, ended_at = $5, version = $6 WHERE id = $1`,
			r.ID, r.Seconds, r.State, r.StartedAt, r.EndedAt, r.Version)
		if database.Constraint(err) == "one_round_runs" {
			return problem.Conflict("another_round_runs")
		}
		if err != nil {
			return fmt.Errorf("saving round: %w", err)
		}
		return bus.Emit(ctx, tx, e)
	})
	s.bus.Wake()
	return r.timed(), err
}

func load(ctx context.Context, q sqlx.QueryerContext, forumID, sessionID, id, lock string) (Round, error) {
	r, err := scan(q.QueryRowxContext(ctx, `SELECT `+columns+` FROM rounds WHERE forum_id = $1 AND session_id = $2 AND id = $3 `+lock,
		forumID, sessionID, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Round{}, problem.NotFound("round_not_found")
	}
	if err != nil {
		return Round{}, fmt.Errorf("loading round: %w", err)
	}
	return r, nil
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
