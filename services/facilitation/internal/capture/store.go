package capture

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
)

// Store takes suggestions in.
type Store struct {
	db            *sqlx.DB
	bus           *bus.Bus
	facts, insert *sqlx.Stmt
	lanes         sync.Map // forum → *lane
}

// NewStore prepares the store. Its statements live as long as db.
func NewStore(ctx context.Context, db *sqlx.DB, b *bus.Bus) (*Store, error) {
	s := &Store{db: db, bus: b}
	var err error
	if s.facts, err = db.PreparexContext(ctx, selectFacts); err != nil {
		return nil, fmt.Errorf("preparing to look up facts: %w", err)
	}
	if s.insert, err = db.PreparexContext(ctx, insertAll); err != nil {
		return nil, fmt.Errorf("preparing to store suggestions: %w", err)
	}
	return s, nil
}

// ErrAgain tells that somebody else stored suggestions of the forum meanwhile.
// The transaction must be rolled back and tried again.
var ErrAgain = errors.New("a suggestion was stored meanwhile")

// takeAlone takes a batch in while everybody else who stores suggestions in the
// forum waits; it looks for those that are stored already. Only the same id in
// another forum can still be in the way then: ErrAgain.
func (s *Store) takeAlone(ctx context.Context, tx *sqlx.Tx, b *batch) (*facts, error) {
	if err := suggestion.LockCounter(ctx, tx, b.forum); err != nil {
		return nil, err
	}
	f, err := s.look(ctx, tx, b)
	if err != nil {
		return nil, err
	}
	b.decide(f)
	if err := s.settle(ctx, tx, b); err != nil {
		return nil, err
	}
	return f, s.store(ctx, tx, b, f)
}

// CaptureIn is Capture in the caller's transaction, without sharing it; it may
// also return ErrAgain. The caller wakes the bus after the commit.
func (s *Store) CaptureIn(ctx context.Context, tx *sqlx.Tx, forum string, all []suggestion.Suggestion) ([]Receipt, error) {
	b := newBatch(forum, []Submission{{Suggestions: all, context: ctx}})
	if _, err := s.takeAlone(ctx, tx, b); err != nil {
		return nil, err
	}
	return b.receipts()[0], nil
}

// Foresee answers as Capture would now, and stores nothing. What would be
// stored has no number yet.
func (s *Store) Foresee(ctx context.Context, forum string, all []suggestion.Suggestion) ([]Receipt, error) {
	b := newBatch(forum, []Submission{{Suggestions: all, context: ctx}})
	f, err := s.look(ctx, s.db, b)
	if err != nil {
		return nil, err
	}
	b.decide(f)
	if err := s.settle(ctx, s.db, b); err != nil {
		return nil, err
	}
	for _, it := range b.fresh {
		it.now, it.receipt = it.sent, Receipt{ID: it.sent.ID, Outcome: Stored}
	}
	return b.receipts()[0], nil
}

// insertAll stores suggestions and their events and moves the counter on, in one
// statement and so in one round trip: all of it, or nothing when the counter is
// not what it was when the facts were looked up, or somebody named was erased, or
// a tablet that sends was revoked. An id that is there already is an error (23505)
// and also means nothing.
//
// Whether ids are there is left to the unique indexes: a plan for looking them
// up, made while the table is small, would be kept while it grows.
var insertAll = `
	WITH counted AS (
		UPDATE counters SET last = last + $1::bigint
		WHERE forum_id = $2::uuid AND last = $3::bigint AND erasures = $4::bigint
		  AND NOT EXISTS (SELECT FROM erased_participants WHERE participant_id = ANY($6::uuid[]))
		  AND NOT EXISTS (SELECT FROM devices WHERE revoked AND forum_id = $2::uuid AND device_id = ANY($7::uuid[]))
		RETURNING last
	), stored AS (
		INSERT INTO suggestions (` + suggestion.Columns.Names() + `)
		SELECT ` + suggestion.Columns.Names() + ` FROM json_populate_recordset(NULL::suggestions, $5::json)
		WHERE EXISTS (SELECT FROM counted)
	)` + bus.Append(8) + ` WHERE EXISTS (SELECT FROM counted) ORDER BY e.n`

// store stores what is fresh under the numbers after f.last, and moves that on. ErrAgain: nothing
// was stored, look closer.
func (s *Store) store(ctx context.Context, q sqlx.ExtContext, b *batch, f *facts) error {
	n := len(b.fresh)
	if n == 0 {
		return nil
	}
	rows, told := b.enter(f.last, database.Now())
	records, err := suggestion.Columns.Records(rows)
	if err != nil {
		return err
	}
	appended, err := bus.AppendArgs(told)
	if err != nil {
		return err
	}
	people, tablets := ids{}, ids{}
	for _, it := range b.fresh {
		it.who(people, tablets)
	}
	args := append([]any{n, b.forum, f.last, f.erasures, records, people.list(), tablets.list()}, appended...)
	done, err := prepared(ctx, q, s.insert).ExecContext(ctx, args...)
	if database.Constraint(err) != "" {
		return errors.Join(ErrAgain, err)
	}
	if err != nil {
		return fmt.Errorf("storing %d suggestions: %w", n, err)
	}
	if rows, err := done.RowsAffected(); err != nil || rows != int64(n) {
		return errors.Join(ErrAgain, err)
	}
	f.last += int64(n)
	return nil
}

// prepared is the statement in the transaction that q is, if it is one.
func prepared(ctx context.Context, q sqlx.ExtContext, s *sqlx.Stmt) *sqlx.Stmt {
	if tx, ok := q.(*sqlx.Tx); ok {
		return tx.StmtxContext(ctx, s)
	}
	return s
}
