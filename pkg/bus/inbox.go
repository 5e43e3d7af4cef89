package bus

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/ThreeDotsLabs/watermill/message/router/middleware"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/database"
)

const (
	batchTimeout  = 30 * time.Second
	singleTimeout = 5 * time.Second
	// outage is how many events in a row the database must fail to answer for
	// before the rest of their batch is not tried.
	outage = 3
)

// apply gives a batch, in stream order, its effect in one transaction. When that fails and the
// database is there, one of the events may be to blame: each is then tried in
// its own transaction, so that one bad event cannot hold up the others. The
// errors are those of ds, one each.
func (s *subscriber) apply(ds []*delivery) []error {
	errs := make([]error, len(ds))
	err := s.transact(batchTimeout, ds...)
	if err == nil {
		return errs
	}
	if len(ds) == 1 || database.Away(err) {
		for i := range errs {
			errs[i] = err
		}
		return errs
	}
	s.Log.Info("a batch failed, trying its events one by one",
		zap.String("consumer", s.durable), zap.Int("events", len(ds)), zap.Error(err))
	down := 0
	for i, d := range ds {
		if down >= outage {
			errs[i] = err
			continue
		}
		errs[i] = s.transact(singleTimeout, d)
		if database.Away(errs[i]) || isTimeout(errs[i]) {
			down++
			err = errs[i]
		} else {
			down = 0
		}
	}
	return errs
}

// transact records the events as received and applies the fresh ones, all or
// none.
func (s *subscriber) transact(timeout time.Duration, ds ...*delivery) error {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	err := s.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		fresh, err := s.receiveOnce(ctx, tx, ds)
		if err != nil {
			return err
		}
		if len(fresh) > 0 {
			// The statements belong to the trace of the first event; the batch as
			// a whole has no one correlation.
			if err := s.protected(trace.ContextWithSpanContext(ctx, fresh[0].span), tx, fresh); err != nil {
				return err
			}
		}
		return s.note(ctx, tx, ds)
	})
	if err != nil {
		return err
	}
	s.metrics.batches.WithLabelValues(s.Effect).Inc()
	return nil
}

// receiveOnce returns those events that this effect has not had. Another replica that is working on one of them is waited for.
func (s *subscriber) receiveOnce(ctx context.Context, tx *sqlx.Tx, ds []*delivery) ([]Received, error) {
	ids := make([]string, len(ds))
	for i, d := range ds {
		ids[i] = d.ID.String()
	}
	var taken []uuid.UUID
	// Sorted, so that two transactions never wait for each other.
	err := tx.SelectContext(ctx, &taken, `
		INSERT INTO inbox (effect, event_id)
		SELECT $1, id FROM unnest($2::uuid[]) AS id ORDER BY id
		ON CONFLICT DO NOTHING RETURNING event_id`, s.Effect, pq.Array(ids))
	if err != nil {
		return nil, fmt.Errorf("recording receipt of %d events: %w", len(ds), err)
	}
	isFresh := make(map[uuid.UUID]bool, len(taken))
	for _, id := range taken {
		isFresh[id] = true
	}
	fresh := make([]Received, 0, len(taken))
	for _, d := range ds {
		if isFresh[d.ID] {
			delete(isFresh, d.ID) // the same event may be in the batch twice
			fresh = append(fresh, d.Received)
		}
	}
	return fresh, nil
}

// protected runs the effect; its panic is an error of the events, not of the
// process.
func (s *subscriber) protected(ctx context.Context, tx *sqlx.Tx, fresh []Received) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = middleware.RecoveredPanicError{V: p, Stacktrace: string(debug.Stack())}
		}
	}()
	return s.do(ctx, tx, fresh)
}
