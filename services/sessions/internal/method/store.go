package method

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/plan"
	"github.com/shanyraq/shanyraq/services/sessions/internal/round"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
)

// Store makes plans of methods.
type Store struct {
	bus    *bus.Bus
	plans  *plan.Store
	rounds *round.Store
}

// NewStore makes a store.
func NewStore(b *bus.Bus, plans *plan.Store, rounds *round.Store) *Store {
	return &Store{bus: b, plans: plans, rounds: rounds}
}

// Plan gives the session the method's rounds and returns the session. Asking
// again changes nothing, even when the rounds were edited or started meanwhile;
// with replace, planned rounds are made anew. It returns the problems
// plan_begun, when that would lose what was played, and plan_exists.
func (s *Store) Plan(ctx context.Context, forumID, sessionID string, m Method, replace bool) (n session.Session, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if n, err = session.Hold(ctx, tx, forumID, sessionID); err != nil {
			return err
		}
		before, err := plan.Of(ctx, tx, sessionID)
		if err != nil {
			return err
		}
		switch same := n.Method == m.Key && len(before) > 0; {
		case same && (!replace || before.Is(m.Steps)):
			return nil
		case before.Begun():
			return problem.Conflict("plan_begun")
		case len(before) > 0 && !replace:
			return problem.Conflict("plan_exists")
		}
		if err := plan.Replan(ctx, tx, forumID, sessionID, before, m.Steps); err != nil {
			return err
		}
		n, err = session.Plan(ctx, tx, n, m.Key)
		return err
	})
	return n, err
}
