package programme

import (
	"context"
	"errors"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/method"
	"github.com/shanyraq/shanyraq/services/sessions/internal/plan"
	"github.com/shanyraq/shanyraq/services/sessions/internal/round"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
	"github.com/shanyraq/shanyraq/services/sessions/internal/step"
	"github.com/shanyraq/shanyraq/services/sessions/internal/theme"
	"github.com/shanyraq/shanyraq/services/sessions/internal/use"
)

// Store makes programmes.
type Store struct {
	bus    *bus.Bus
	forums *forum.Store
}

// NewStore makes a store.
func NewStore(b *bus.Bus, forums *forum.Store) *Store { return &Store{bus: b, forums: forums} }

// planned is a session with the method that its plan comes from; nil = none yet.
type planned struct {
	session session.Session
	method  *method.Method
	print   []byte
}

// Add puts sessions into a programme, all or none; see forum.Store.Create for
// repeated requests.
func (s *Store) Add(ctx context.Context, all []planned) ([]session.Session, error) {
	made := make([]session.Session, len(all))
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		for i, p := range all {
			n, before, err := session.Make(ctx, tx, p.session, p.print)
			if err == nil && !before && p.method != nil {
				n, err = play(ctx, tx, n, p.method.Key, p.method.Steps)
			}
			if err != nil {
				return err
			}
			made[i] = n
		}
		return nil
	})
	return made, err
}

// play gives a new session its plan.
func play(ctx context.Context, tx *sqlx.Tx, n session.Session, key string, steps []step.Step) (session.Session, error) {
	if err := plan.Replan(ctx, tx, n.ForumID, n.ID, nil, steps); err != nil {
		return n, err
	}
	return session.Plan(ctx, tx, n, key)
}

// Remove takes sessions out of the programme, all or none, or returns the problem
// in_use. Those that are not there any more are out already.
func (s *Store) Remove(ctx context.Context, forumID string, ids []string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		for _, id := range ids {
			n, err := session.Hold(ctx, tx, forumID, id)
			if errors.Is(err, problem.NotFound("session_not_found")) {
				continue
			}
			if err == nil {
				err = remove(ctx, tx, n)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func remove(ctx context.Context, tx *sqlx.Tx, n session.Session) error {
	rounds, err := plan.Of(ctx, tx, n.ID)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		if r.State != events.RoundIsPlanned {
			continue // the session is in use, which its table says
		}
		if err := round.Remove(ctx, tx, r); err != nil {
			return err
		}
	}
	return session.Delete(ctx, tx, n)
}

// Copy is what a forum takes over from an earlier one.
type Copy struct {
	Of       string            // the earlier forum
	Themes   map[string]string // its themes by those that begin as they were
	Sessions bool
	Methods  bool
	Staff    bool
}

// Begin makes a forum with its themes and what it takes over; see
// forum.Store.Create for repeated requests.
func (s *Store) Begin(ctx context.Context, f forum.Forum, themes []theme.Theme, c Copy, print []byte) (forum.Forum, error) {
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		stored, before, err := forum.Make(ctx, tx, f, print)
		if f = stored; err != nil || before {
			return err
		}
		_, err = Fill(ctx, tx, f, themes, c)
		return err
	})
	return f, err
}

// Fill gives a new forum its themes and what it takes over. It returns its sessions
// by those that they were.
func Fill(ctx context.Context, tx *sqlx.Tx, f forum.Forum, themes []theme.Theme, c Copy) (map[string]string, error) {
	for _, t := range themes {
		if _, err := theme.Make(ctx, tx, t, given.Print(t)); err != nil {
			return nil, err
		}
	}
	if c.Of == "" || !c.Sessions {
		return nil, nil
	}
	return takeOver(ctx, tx, f, c)
}

func takeOver(ctx context.Context, tx *sqlx.Tx, f forum.Forum, c Copy) (map[string]string, error) {
	from, err := forum.Hold(ctx, tx, c.Of)
	if err != nil {
		return nil, err
	}
	sessions, err := session.All(ctx, tx, c.Of)
	if err != nil {
		return nil, err
	}
	made := make(map[string]string, len(sessions))
	for _, old := range sessions {
		if old.State == events.SessionCancelled {
			continue
		}
		n := copied(old, from, f, c.Themes, c.Staff)
		n.ID = given.ID("")
		made[old.ID] = n.ID
		if n, _, err = session.Make(ctx, tx, n, given.Print(n)); err != nil {
			return nil, err
		}
		if !c.Methods {
			continue
		}
		rounds, err := plan.Of(ctx, tx, old.ID)
		if err != nil {
			return nil, err
		}
		if _, err := play(ctx, tx, n, old.Method, stepsOf(rounds)); err != nil {
			return nil, err
		}
	}
	return made, nil
}

func stepsOf(rounds []round.Round) []step.Step {
	steps := make([]step.Step, len(rounds))
	for i, r := range rounds {
		steps[i] = r.Step
	}
	return steps
}

// Delete deletes a forum with its programme, or returns the problems
// forum_not_draft and in_use.
func (s *Store) Delete(ctx context.Context, id string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		f, err := forum.HoldAlone(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := f.Deletable(); err != nil {
			return err
		}
		if err := use.None(ctx, tx, id); err != nil {
			return err
		}
		sessions, err := session.All(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, n := range sessions {
			if err := remove(ctx, tx, n); err != nil {
				return err
			}
		}
		themes, err := theme.All(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, t := range themes {
			if err := theme.Delete(ctx, tx, t); err != nil {
				return err
			}
		}
		// What was only prepared goes with it.
		for _, table := range []string{"imports", "consent_texts", "pairings", "districts"} {
			if err := use.DeleteOf(ctx, tx, table, "forum_id", id); err != nil {
				return err
			}
		}
		if err := use.Delete(ctx, tx, "forums", id); err != nil {
			return err
		}
		return bus.Emit(ctx, tx, events.ForumRemoved{ForumID: id, Version: f.Version + 1})
	})
}
