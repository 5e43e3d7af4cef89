package suggestion

import (
	"context"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/database"
)

// Submission is one request's drafts, all of one forum.
type Submission struct {
	Device  string // the tablet that sends, "" for staff
	Drafts  []Draft
	context context.Context // of the request: its trace and correlation id
}

type verdict struct {
	receipts []Receipt
	err      error
}

// maxBatch is how many requests share a transaction. Sixty tablets that find
// the network again at once, each with its whole queue, fit into one.
const maxBatch = 128

// attempts bounds how often a batch is tried again because somebody else stored
// one of its suggestions meanwhile: each time that one is known.
const attempts = 8

// ErrAgain tells that somebody else stored one of the suggestions meanwhile.
// The transaction must be rolled back and tried again.
var ErrAgain = errors.New("a suggestion was stored meanwhile")

// Capture stores the forum's drafts that are new and answers each, in order.
// When it returns receipts, everything they call stored has been committed.
// Requests at the same time share transactions. Error: device_revoked.
func (s *Store) Capture(ctx context.Context, forum string, in Submission) ([]Receipt, error) {
	in.context = ctx
	v, err := s.lane(forum).batches.Do(ctx, in)
	if err != nil {
		return nil, err
	}
	return v.receipts, v.err
}

// lane is where the suggestions of one forum are stored, one batch at a time.
// All of them take numbers from one counter, so they could not be stored side
// by side anyway.
type lane struct {
	*Store
	forum   string
	batches *database.Batcher[Submission, verdict]
	counter counter // as this process last saw it
}

func (s *Store) lane(forum string) *lane {
	if l, ok := s.lanes.Load(forum); ok {
		return l.(*lane)
	}
	l := &lane{Store: s, forum: forum}
	l.batches = database.NewBatcher(maxBatch, l.captureTogether)
	first, _ := s.lanes.LoadOrStore(forum, l)
	return first.(*lane)
}

// captureTogether serves many requests with one transaction. When that fails
// for another reason than the database being away, one request may be to
// blame: then each is tried alone.
func (l *lane) captureTogether(ctx context.Context, in []Submission) ([]verdict, error) {
	out, err := l.captureOnce(ctx, in)
	if err == nil || len(in) == 1 || database.Away(err) {
		return out, away(err)
	}
	out = make([]verdict, len(in))
	for i := range in {
		alone, err := l.captureOnce(ctx, in[i:i+1])
		if err != nil {
			out[i].err = away(err)
			continue
		}
		out[i] = alone[0]
	}
	return out, nil
}

// captureOnce hopes first that nothing is unusual, which takes one round trip,
// and looks closely only when something is.
func (l *lane) captureOnce(ctx context.Context, in []Submission) ([]verdict, error) {
	b := newBatch(l.forum, in, facts{})
	if l.counter.known && len(b.fresh) > 0 {
		err := l.store(ctx, l.insertAll, b, &l.counter)
		if err == nil {
			l.bus.Wake()
			return b.verdicts(), nil
		}
		l.counter.known = false
		if !errors.Is(err, ErrAgain) {
			return nil, err
		}
	}
	for range attempts {
		var now counter
		b = newBatch(l.forum, in, facts{})
		err := database.InTx(ctx, l.db, func(tx *sqlx.Tx) (err error) {
			now, err = l.captureCarefully(ctx, tx, &b)
			return err
		})
		if err == nil {
			l.counter = now
			l.bus.Wake()
			return b.verdicts(), nil
		}
		if !errors.Is(err, ErrAgain) {
			return nil, err
		}
	}
	return nil, fmt.Errorf("storing suggestions: still not alone after %d attempts", attempts)
}

// captureCarefully locks the forum's counter, finds out what is unusual about
// the batch, and stores what there is to store. Only the same id in another
// forum can still be in its way then: ErrAgain.
func (s *Store) captureCarefully(ctx context.Context, tx *sqlx.Tx, b **batch) (counter, error) {
	c, err := s.lockCounter(ctx, tx, (*b).forum)
	if err != nil {
		return c, err
	}
	f, err := s.facts(ctx, tx, *b)
	if err != nil {
		return c, err
	}
	*b = newBatch((*b).forum, (*b).in, f)
	known, err := s.lookUp(ctx, tx, (*b).fresh)
	if err != nil {
		return c, err
	}
	(*b).settle(known)
	if len((*b).fresh) == 0 {
		return c, nil
	}
	return c, s.store(ctx, tx.StmtxContext(ctx, s.insertAll), *b, &c)
}

// CaptureIn is Capture in the caller's transaction, without sharing it; it may
// also return ErrAgain. The caller wakes the bus after the commit.
func (s *Store) CaptureIn(ctx context.Context, tx *sqlx.Tx, forum string, drafts []Draft) ([]Receipt, error) {
	b := newBatch(forum, []Submission{{Drafts: drafts, context: ctx}}, facts{})
	if _, err := s.captureCarefully(ctx, tx, &b); err != nil {
		return nil, err
	}
	return b.verdicts()[0].receipts, nil
}

// Foresee answers as Capture would now, and stores nothing. What would be
// stored has no number yet.
func (s *Store) Foresee(ctx context.Context, forum string, drafts []Draft) ([]Receipt, error) {
	b := newBatch(forum, []Submission{{Drafts: drafts, context: ctx}}, facts{})
	f, err := s.facts(ctx, s.db, b)
	if err != nil {
		return nil, err
	}
	b = newBatch(forum, b.in, f)
	known, err := s.lookUp(ctx, s.db, b.fresh)
	if err != nil {
		return nil, err
	}
	b.settle(known)
	for _, it := range b.fresh {
		it.receipt = Receipt{ID: it.draft.ID, Outcome: Stored}
	}
	return b.verdicts()[0].receipts, nil
}
