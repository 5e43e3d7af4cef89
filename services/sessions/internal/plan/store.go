package plan

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/round"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
	"github.com/shanyraq/shanyraq/services/sessions/internal/step"
)

// Store makes and changes plans.
type Store struct {
	bus      *bus.Bus
	sessions *session.Store
}

// NewStore makes a store.
func NewStore(b *bus.Bus, sessions *session.Store) *Store { return &Store{bus: b, sessions: sessions} }

// Hold returns the session's plan and keeps everybody else who changes or plays
// it waiting until tx ends: places and the one running round depend on all.
func Hold(ctx context.Context, tx *sqlx.Tx, forumID, sessionID string) (Plan, error) {
	if _, err := session.Hold(ctx, tx, forumID, sessionID); err != nil {
		return nil, err
	}
	return Of(ctx, tx, sessionID)
}

// Of returns the plan of a session that tx holds already.
func Of(ctx context.Context, tx *sqlx.Tx, sessionID string) (Plan, error) {
	return round.OfSession(ctx, tx, sessionID)
}

// Create puts a new round into the plan, last if it names no place; see
// forum.Store.Create for repeated requests.
func (s *Store) Create(ctx context.Context, r round.Round, print []byte) (round.Round, error) {
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		made, err := given.Made(ctx, tx, "rounds", r.ID, print)
		if err != nil {
			return err
		}
		before, err := Hold(ctx, tx, r.ForumID, r.SessionID)
		if err != nil {
			return err
		}
		if made {
			r, err = before.Find(r.ID)
			return err
		}
		r.Version = 1
		after, err := before.Put(r, r.Number)
		if err != nil {
			return err
		}
		if err := round.Insert(ctx, tx, r, print); err != nil {
			return err
		}
		if err := round.Save(ctx, tx, after.changed(before)); err != nil {
			return err
		}
		r, err = after.Find(r.ID)
		return err
	})
	return r.Timed(), err
}

// Change changes a planned round, its place too.
func (s *Store) Change(ctx context.Context, forumID, sessionID, id string, c round.Change) (r round.Round, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		before, err := Hold(ctx, tx, forumID, sessionID)
		if err != nil {
			return err
		}
		if r, err = before.Find(id); err != nil {
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
		if err := round.Save(ctx, tx, after.changed(before)); err != nil {
			return err
		}
		r, err = after.Find(id)
		return err
	})
	return r.Timed(), err
}

// Remove takes a planned round out of the plan, or returns the problem
// round_begun.
func (s *Store) Remove(ctx context.Context, forumID, sessionID, id string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		before, err := Hold(ctx, tx, forumID, sessionID)
		if err != nil {
			return err
		}
		r, err := before.Find(id)
		if err != nil {
			return err
		}
		if r.State != "planned" {
			return problem.Conflict("round_begun")
		}
		if err := round.Remove(ctx, tx, r); err != nil {
			return err
		}
		return round.Save(ctx, tx, before.Without(id).changed(before))
	})
}

// Replan puts rounds made of the steps in the place of a plan of which nothing
// has started; tx holds the session.
func Replan(ctx context.Context, tx *sqlx.Tx, forumID, sessionID string, before Plan, steps []step.Step) error {
	for _, r := range before {
		if err := round.Remove(ctx, tx, r); err != nil {
			return err
		}
	}
	var made []*round.Round
	for i, step := range steps {
		r := &round.Round{ID: given.ID(""), ForumID: forumID, SessionID: sessionID, Number: i + 1, Step: step, State: "planned", Version: 1}
		if err := round.Insert(ctx, tx, *r, given.Print(r)); err != nil {
			return err
		}
		made = append(made, r)
	}
	return round.Save(ctx, tx, made)
}
