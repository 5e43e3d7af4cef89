package bus

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"go.uber.org/zap"
)

const (
	relayBatch   = 512                    // rows a round; JetStream takes up to 1000 as one atomic batch
	relayPoll    = 250 * time.Millisecond // finds what other replicas committed
	relayPause   = time.Second            // after a failure
	gatherMost   = 80 * time.Millisecond  // between rounds, and batches of a lane, when there is much to do
	relayTimeout = 10 * time.Second       // of one statement
)

// relay hands the outbox to JetStream. Of all replicas of a service one leads:
// the one whose dedicated connection holds the advisory lock. All its SQL runs
// on that connection, so a relay that has lost the lock cannot move rows. It
// may still be publishing; JetStream knows the event ids and stores them once.
//
// It always asks for the oldest rows, never for those after the last one seen:
// a transaction that took its row ids early may commit late.
type relay struct {
	*Bus
	conn   *sqlx.Conn // nil unless leading
	oldest *sqlx.Stmt
	record *sqlx.Stmt

	end        uint64    // the last place in the stream that was recorded
	compared   time.Time // when the ends were found equal, or made so,
	connection uint64    // and in which life of the connection
	pruned     time.Time
	healing    int64 // the newest row that was lost by the stream and is on its way again
}

type outboxRow struct {
	ID          int64     `db:"id"`
	EventID     uuid.UUID `db:"event_id"`
	Subject     string    `db:"subject"`
	Name        string    `db:"name"`
	Correlation string    `db:"correlation"`
	Traceparent string    `db:"traceparent"`
	Data        string    `db:"data"`
	CreatedAt   time.Time `db:"created_at"`
	Age         float64   `db:"age"` // seconds, by the database's clock
}

func newRelay(b *Bus) *relay { return &relay{Bus: b} }

// run relays until ctx ends, then empties the outbox once more.
func (r *relay) run(ctx context.Context) {
	defer r.resign()
	// Work in hand is finished, not cancelled.
	work := context.WithoutCancel(ctx)
	for {
		started := time.Now()
		sent, err := r.round(work)
		wait, wake := relayPoll, r.wake
		r.failure.Store(nil)
		switch {
		case err != nil:
			r.failure.Store(&err)
			r.metrics.failures.Inc()
			r.Log.Warn("relaying events failed, trying again", zap.String("service", r.Service), zap.Error(err))
			wait, wake = relayPause, nil // being woken does not cure it
		case sent == relayBatch:
			wait = 0
		}
		if ctx.Err() != nil {
			if err == nil && sent > 0 {
				continue
			}
			return
		}
		if wait == 0 {
			continue
		}
		if sent == 0 && err == nil && r.conn != nil {
			if err := r.prune(work); err != nil {
				r.Log.Warn("pruning failed, trying again", zap.String("service", r.Service), zap.Error(err))
				r.resign()
			}
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-wake:
			gather(ctx, started, sent)
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// gather lets a busy outbox (or lane) fill a little, a millisecond for each event
// of the round before. Every batch costs JetStream some files and half a dozen waits
// for the disk, however many events it has, and whoever commits to PostgreSQL
// waits for the same disk. A lone event hardly waits.
func gather(ctx context.Context, started time.Time, sent int) {
	if d := min(time.Duration(sent)*time.Millisecond, gatherMost) - time.Since(started); d > 0 {
		pause(ctx, d)
	}
}

// round publishes up to relayBatch of the oldest rows and returns how many. It
// does nothing where another replica leads.
func (r *relay) round(ctx context.Context) (int, error) {
	if r.conn == nil {
		if err := r.lead(ctx); err != nil || r.conn == nil {
			return 0, err
		}
	}
	if r.NATS.IsConnected() && (time.Since(r.compared) >= compareEvery || r.NATS.Stats().Reconnects != r.connection) {
		if err := r.compare(ctx); err != nil {
			r.resign()
			return 0, err
		}
	}
	rows, err := r.read(ctx)
	if err != nil {
		r.resign()
		return 0, err
	}
	if len(rows) == 0 || rows[0].ID > r.healing {
		r.trouble.over("stream")
	}
	if len(rows) == 0 {
		r.metrics.lag.Set(0)
		return 0, nil
	}
	r.metrics.lag.Set(rows[0].Age)
	receipts, publishErr := r.publish(ctx, rows)
	r.metrics.published.Add(float64(len(receipts)))
	if err := errors.Join(publishErr, r.keep(ctx, receipts)); err != nil {
		r.resign() // another replica may be better off
		return len(receipts), err
	}
	return len(receipts), nil
}

func (r *relay) read(ctx context.Context) ([]outboxRow, error) {
	ctx, cancel := context.WithTimeout(ctx, relayTimeout)
	defer cancel()
	var rows []outboxRow
	if err := r.oldest.SelectContext(ctx, &rows, relayBatch); err != nil {
		return nil, fmt.Errorf("reading outbox: %w", err)
	}
	return rows, nil
}

// lead tries to become the leader and leaves conn nil when another one is. It
// does not wait for the lock in the database: a waiting statement would hold
// back vacuum for as long as it waits.
func (r *relay) lead(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, relayTimeout)
	defer cancel()
	conn, err := r.DB.Connx(ctx)
	if err != nil {
		return fmt.Errorf("connecting relay: %w", err)
	}
	var leads bool
	err = conn.GetContext(ctx, &leads, `SELECT pg_try_advisory_lock(hashtextextended('outbox relay of ' || current_schema(), 0))`)
	if err == nil && !leads {
		r.metrics.lag.Set(0) // it is the leader's to tell
		return conn.Close()
	}
	r.conn = conn
	defer func() {
		if err != nil {
			r.resign()
			err = fmt.Errorf("taking the lead of the relay: %w", err)
		}
	}()
	if err != nil {
		return err
	}
	// A row whose move is lost in a crash is published again and stored
	// once, so moving need not wait for the disk. The keepalives free the
	// lock of a leader whose machine is gone. The outbox is empty at one moment
	// and full at the next: no statistics of it are right, and plans are made by
	// what is asked for.
	_, err = conn.ExecContext(ctx, `SET synchronous_commit = off; SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
		SET enable_seqscan = off; SET enable_nestloop = off; SET plan_cache_mode = force_custom_plan`)
	if err != nil {
		return err
	}
	r.oldest, err = conn.PreparexContext(ctx, `
		SELECT id, event_id, subject, name, correlation, traceparent, data, created_at,
		       extract(epoch FROM clock_timestamp() - created_at)::float8 AS age
		FROM outbox ORDER BY id LIMIT $1`)
	if err != nil {
		return err
	}
	r.record, err = conn.PreparexContext(ctx, `
		WITH gone AS (
			DELETE FROM outbox WHERE id = ANY($1::bigint[])
			RETURNING id, event_id, subject, name, correlation, traceparent, data, created_at
		)
		INSERT INTO published (sequence, id, event_id, subject, name, correlation, traceparent, data, created_at)
		SELECT s.sequence, gone.* FROM gone JOIN unnest($1::bigint[], $2::bigint[]) AS s(id, sequence) USING (id) ORDER BY 1`)
	r.compared = time.Time{} // somebody else may have seen the stream since
	return err
}

// resign closes the connection for good instead of giving it back to the pool:
// with it end the lock and the settings of the session.
func (r *relay) resign() {
	if r.conn == nil {
		return
	}
	_ = r.conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = r.conn.Close()
	r.conn, r.oldest, r.record = nil, nil, nil
}
