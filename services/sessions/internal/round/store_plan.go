package round

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
)

// hold returns the session's plan and keeps everybody else who changes or plays
// it waiting until tx ends: places and the one running round depend on all.
func hold(ctx context.Context, tx *sqlx.Tx, forumID, sessionID string) (Plan, error) {
	if _, err := session.Hold(ctx, tx, forumID, sessionID); err != nil {
		return nil, err
	}
	return Held(ctx, tx, sessionID)
}

// Held returns the plan of a session that tx holds already.
func Held(ctx context.Context, tx *sqlx.Tx, sessionID string) (Plan, error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+columns+` FROM rounds WHERE session_id = $1 ORDER BY number`, sessionID)
	if err != nil {
		return nil, fmt.Errorf("loading plan: %w", err)
	}
	return page.Collect(rows, scan)
}

// Create puts a new round into the plan, last if it names no place; see
// forum.Store.Create for repeated requests.
func (s *Store) Create(ctx context.Context, r Round, print []byte) (Round, error) {
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		made, err := given.Made(ctx, tx, "rounds", r.ID, print)
		if err != nil {
			return err
		}
		before, err := hold(ctx, tx, r.ForumID, r.SessionID)
		if err != nil {
			return err
		}
		if made {
			r, err = before.find(r.ID)
			return err
		}
		r.Version = 1
		after, err := before.Put(r, r.Number)
		if err != nil {
			return err
		}
		if err := insert(ctx, tx, r, print); err != nil {
			return err
		}
		if err := save(ctx, tx, after.changed(before)); err != nil {
			return err
		}
		r, err = after.find(r.ID)
		return err
	})
	return r.timed(), err
}

// insert stores a new round at no place yet: save gives it one.
func insert(ctx context.Context, tx *sqlx.Tx, r Round, print []byte) error {
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

// save stores what was planned anew and tells it.
func save(ctx context.Context, tx *sqlx.Tx, rounds []*Round) error {
	for _, r := range rounds {
		_, err := tx.ExecContext(ctx, `
			UPDATE rounds SET number = $2, title = $3, instruction = $4, question = $5, seconds = $6, view = $7, allows = $8,
				settings = $9, version = $10 WHERE id = $1`,
			r.ID, r.Number, database.AsJSON(r.Title), database.AsJSON(r.Instruction), database.AsJSON(r.Question), r.Seconds, r.View,
			database.AsJSON(r.Allows), database.AsJSON(r.Settings), r.Version)
		if err != nil {
			return fmt.Errorf("saving round: %w", err)
		}
		if err := bus.Emit(ctx, tx, events.RoundPlanned{Round: r.told()}); err != nil {
			return err
		}
	}
	return nil
}

// Change changes a planned round, its place too.
func (s *Store) Change(ctx context.Context, forumID, sessionID, id string, c Change) (r Round, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		before, err := hold(ctx, tx, forumID, sessionID)
		if err != nil {
			return err
		}
		if r, err = before.find(id); err != nil {
			return err
		}
		place := r.Number
		if _, err := r.Apply(c); err != nil {
			return err
		}
		after := before.with(r)
		if c.Number != nil && *c.Number != place {
			if after, err = after.Put(r, *c.Number); err != nil {
				return err
			}
		}
		if err := save(ctx, tx, after.changed(before)); err != nil {
			return err
		}
		r, err = after.find(id)
		return err
	})
	return r.timed(), err
}

// Remove takes a planned round out of the plan, or returns the problem
// round_begun.
func (s *Store) Remove(ctx context.Context, forumID, sessionID, id string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		before, err := hold(ctx, tx, forumID, sessionID)
		if err != nil {
			return err
		}
		r, err := before.find(id)
		if err != nil {
			return err
		}
		if r.State != "planned" {
			return problem.Conflict("round_begun")
		}
		if err := remove(ctx, tx, r); err != nil {
			return err
		}
		return save(ctx, tx, before.Without(id).changed(before))
	})
}

func remove(ctx context.Context, tx *sqlx.Tx, r Round) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM rounds WHERE id = $1`, r.ID); err != nil {
		return fmt.Errorf("removing round: %w", err)
	}
	r.Version++
	return bus.Emit(ctx, tx, events.RoundRemoved{Round: r.told()})
}

// Replan puts rounds made of the steps in the place of a plan of which nothing
// has started; tx holds the session.
func Replan(ctx context.Context, tx *sqlx.Tx, forumID, sessionID string, before Plan, steps []Step) error {
	for _, r := range before {
		if err := remove(ctx, tx, r); err != nil {
			return err
		}
	}
	var made []*Round
	for i, step := range steps {
		r := &Round{ID: given.ID(""), ForumID: forumID, SessionID: sessionID, Number: i + 1, Step: step, State: "planned", Version: 1}
		if err := insert(ctx, tx, *r, given.Print(r)); err != nil {
			return err
		}
		made = append(made, r)
	}
	return save(ctx, tx, made)
}
