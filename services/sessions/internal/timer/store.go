package timer

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/plan"
	"github.com/shanyraq/shanyraq/services/sessions/internal/round"
)

// Store keeps the time of rounds.
type Store struct {
	bus *bus.Bus
}

// NewStore makes a store.
func NewStore(b *bus.Bus) *Store { return &Store{b} }

// Going is how a round is started.
type Going struct {
	InsteadOf string `json:"instead_of,omitempty" format:"uuid" doc:"the round that the caller saw running; it ends"`
	Again     bool   `json:"again,omitempty" doc:"also if the round has ended: it goes on with the time that it had left"`
	Ago       int    `json:"ago,omitempty" minimum:"0" maximum:"86400" doc:"so many seconds ago, by the steady clock of a tablet that had no network"`
	Version   *int   `json:"version,omitempty" doc:"if given, a round that does not run is started only in this version"`
}

// Start starts a round. Only one round of a session runs at a time: if another
// one does, it ends when the caller named it, else the problem
// another_round_runs is returned.
func (s *Store) Start(ctx context.Context, forumID, sessionID, id string, g Going) (round.Round, error) {
	return s.do(ctx, forumID, sessionID, id, func(p plan.Plan, r *round.Round) ([]deed, error) {
		at := database.Now().Add(-time.Duration(g.Ago) * time.Second)
		var done []deed
		if r.State != "running" {
			if err := given.SameVersion(g.Version, r.Version); err != nil {
				return nil, err
			}
			for _, other := range p {
				if other.State != "running" {
					continue
				}
				if other.ID != g.InsteadOf {
					return nil, problem.Conflict("another_round_runs")
				}
				if _, err := other.End(at); err != nil {
					return nil, err
				}
				done = append(done, deed{other, events.RoundEnded{Round: other.Told()}})
			}
		}
		changed, err := r.Start(at, g.Again)
		if !changed {
			return nil, err
		}
		return append(done, deed{*r, events.RoundStarted{Round: r.Told()}}), nil
	})
}

// Extend extends a running round.
func (s *Store) Extend(ctx context.Context, forumID, sessionID, id string, seconds int, version *int) (round.Round, error) {
	return s.do(ctx, forumID, sessionID, id, func(_ plan.Plan, r *round.Round) ([]deed, error) {
		if err := given.SameVersion(version, r.Version); err != nil {
			return nil, err
		}
		if err := r.Extend(seconds); err != nil {
			return nil, err
		}
		return []deed{{*r, events.RoundExtended{Round: r.Told()}}}, nil
	})
}

// End ends a round.
func (s *Store) End(ctx context.Context, forumID, sessionID, id string) (round.Round, error) {
	return s.do(ctx, forumID, sessionID, id, func(_ plan.Plan, r *round.Round) ([]deed, error) {
		changed, err := r.End(database.Now())
		if !changed {
			return nil, err
		}
		return []deed{{*r, events.RoundEnded{Round: r.Told()}}}, nil
	})
}

// deed is a changed round and what is told of it.
type deed struct {
	round round.Round
	told  bus.Event
}

// do holds the plan, lets verb change the round, and saves and tells what was
// done; no deed means that nothing changed.
func (s *Store) do(ctx context.Context, forumID, sessionID, id string, verb func(plan.Plan, *round.Round) ([]deed, error)) (r round.Round, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		held, err := plan.Hold(ctx, tx, forumID, sessionID)
		if err != nil {
			return err
		}
		if r, err = held.Find(id); err != nil {
			return err
		}
		done, err := verb(held, &r)
		if err != nil {
			return err
		}
		for _, d := range done { // what ends comes first: only one may run
			_, err := tx.ExecContext(ctx, `UPDATE rounds SET seconds = $2, state = $3, started_at = $4, ended_at = $5, version = $6 WHERE id = $1`,
				d.round.ID, d.round.Seconds, d.round.State, d.round.StartedAt, d.round.EndedAt, d.round.Version)
			if err != nil {
				return fmt.Errorf("saving round: %w", err)
			}
			if err := bus.Emit(ctx, tx, d.told); err != nil {
				return err
			}
		}
		return nil
	})
	return r.Timed(), err
}
