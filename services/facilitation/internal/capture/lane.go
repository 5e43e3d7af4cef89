package capture

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
)

// maxBatch is how many requests share a transaction. Sixty tablets that find
// the network again at once, each with its whole queue, fit into one.
const maxBatch = 128

// attempts bounds how often a batch is tried again because somebody else stored
// one of its suggestions meanwhile: each time that one is known.
const attempts = 8

// lane is where the suggestions of one forum are stored, one batch at a time.
// All of them take numbers from one counter, so they could not be stored side
// by side anyway.
type lane struct {
	*Store
	forum   string
	batches *database.Batcher[Submission, []Receipt]
	facts   *facts // as they were after the last batch, nil for unknown
}

func (s *Store) lane(forum string) *lane {
	if l, ok := s.lanes.Load(forum); ok {
		return l.(*lane)
	}
	l := &lane{Store: s, forum: forum}
	l.batches = database.NewBatcher(maxBatch, l.commit)
	first, _ := s.lanes.LoadOrStore(forum, l)
	return first.(*lane)
}

// Capture stores the forum's suggestions that are new and answers each, in order.
// When it returns receipts, everything they call stored has been committed.
// Requests at the same time share transactions. Error: device_revoked, of the
// tablet that sends them.
func (s *Store) Capture(ctx context.Context, forum, tablet string, all []suggestion.Suggestion) ([]Receipt, error) {
	receipts, err := s.lane(forum).batches.Do(ctx, Submission{all, tablet, ctx})
	if len(receipts) > 0 && receipts[0].Problem == errRevoked { // and so are all of them
		return nil, errRevoked
	}
	return receipts, err
}

// commit serves many requests with one transaction. It hopes first that nobody
// else is storing suggestions of the forum and that none of the batch is there
// already, which takes one statement. Then it takes the batch in alone.
func (l *lane) commit(ctx context.Context, in []Submission) ([][]Receipt, error) {
	b := newBatch(l.forum, in)
	err := l.take(ctx, b)
	for n := 0; errors.Is(err, ErrAgain); n++ {
		if n == attempts {
			return nil, fmt.Errorf("storing suggestions: still not alone after %d attempts", attempts)
		}
		b = newBatch(l.forum, in)
		err = database.InTx(ctx, l.db, func(tx *sqlx.Tx) error {
			f, err := l.takeAlone(ctx, tx, b)
			if err == nil {
				l.facts = f.lasting()
			}
			return err
		})
	}
	if err != nil {
		l.facts = nil
		return nil, err
	}
	l.bus.Wake()
	return b.receipts(), nil
}

// take takes a batch in: what is known of the things that it names, what that
// decides, and the rows with their events under the forum's next numbers. Error:
// ErrAgain.
func (l *lane) take(ctx context.Context, b *batch) error {
	f := l.facts
	if f == nil || !f.cover(b) {
		var err error
		if f, err = l.look(ctx, l.db, b); err != nil {
			return err
		}
		if l.facts != nil {
			maps.Copy(f.sessions, l.facts.sessions)
			maps.Copy(f.themes, l.facts.themes)
		}
	}
	b.decide(f)
	err := l.store(ctx, l.db, b, f)
	l.facts = f.lasting()
	return err
}
