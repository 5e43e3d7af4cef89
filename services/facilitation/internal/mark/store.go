package mark

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/tally"
)

// Store keeps marks.
type Store struct {
	db  *sqlx.DB
	bus *bus.Bus
}

// NewStore makes the store.
func NewStore(db *sqlx.DB, b *bus.Bus) *Store { return &Store{db, b} }

// The outcomes of a mark.
const (
	Stored        = "stored"
	AlreadyStored = "already_stored" // this one, or one with a higher counter
	Conflict      = "conflict"
	Refused       = "refused"
)

// Receipt is what became of a mark.
type Receipt struct {
	ID      string
	Outcome string
	Problem *problem.Error
}

// Cast stores marks of a round and answers each, in order. Errors:
// round_not_found; round_of_other_session; too_many_items_marked.
func (s *Store) Cast(ctx context.Context, round tally.Round, marks []Mark) ([]Receipt, error) {
	var receipts []Receipt
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		at := database.Now()
		r, err := tally.Lock(ctx, tx, round)
		if err != nil {
			return err
		}
		c := &casting{round: r, marks: marks, receipts: make([]Receipt, len(marks)), fresh: map[key]int{}}
		if err := c.sort(ctx, tx); err != nil {
			return err
		}
		receipts = c.receipts
		if stored, err := c.store(ctx, tx, at); err != nil || !stored {
			return err
		}
		t, err := tally.Tell(ctx, tx, r, at)
		if err == nil && len(t.Totals) > MaxItems {
			return problem.Conflict("too_many_items_marked", "limit", MaxItems)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return receipts, nil
}

// Sheet is everything that was marked in a round as its tablets work with it:
// every mark of theirs, and how the phones' ballots add up.
type Sheet struct {
	Marks  []Mark
	Phones *tally.Tally
}

// Sheet returns the marks of a round, all as they stand after one and the same
// change. Errors: round_not_found; those of may.
func (s *Store) Sheet(ctx context.Context, forum, round string, may func(session string) error) (*Sheet, error) {
	sheet := &Sheet{Phones: &tally.Tally{Round: tally.Round{ID: round, ForumID: forum}}}
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		r, err := tally.Load(ctx, tx, forum, round, `FOR SHARE`)
		if err != nil || r == nil {
			return err
		}
		if err := may(r.SessionID); err != nil {
			return err
		}
		err = tx.SelectContext(ctx, &sheet.Marks, `
			SELECT mark_id, suggestion_id, kind, voter, level, value, counter FROM marks WHERE round_id = $1 ORDER BY mark_id`, r.ID)
		if err != nil {
			return fmt.Errorf("loading marks: %w", err)
		}
		sheet.Phones, err = tally.Add(ctx, tx, *r, "phones")
		return err
	})
	if err != nil {
		return nil, err
	}
	return sheet, nil
}
