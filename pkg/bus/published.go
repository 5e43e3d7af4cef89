package bus

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/google/uuid"
	"github.com/lib/pq"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
)

const (
	healTimeout = 10 * time.Minute // of bringing back all that the outbox has kept
	pruneEvery  = time.Minute
	pruneStep   = 1000 // rows
	// retention is how long events are kept that have been published.
	retention = 30 * 24 * time.Hour
)

// compareEvery is how often the relay compares the stream's end with its own
// record. A variable, because tests are in a hurry.
var compareEvery = 5 * time.Second

// receipt is what JetStream answered to an event.
type receipt struct {
	id       int64 // the row's
	sequence uint64
	known    bool // it had been stored before
}

// keep moves acknowledged events to the published ones. One that got a place in
// the stream which another already had tells that the stream went back since;
// then all that came from there on is missing.
func (r *relay) keep(ctx context.Context, receipts []receipt) error {
	if len(receipts) == 0 {
		return nil
	}
	ids, sequences := make(pq.Int64Array, len(receipts)), make(pq.Int64Array, len(receipts))
	first, last := uint64(math.MaxUint64), r.end
	for i, s := range receipts {
		ids[i], sequences[i] = s.id, int64(s.sequence) // #nosec G115 -- a stream has fewer
		last = max(last, s.sequence)
		if !s.known {
			first = min(first, s.sequence)
		}
	}
	if first <= r.end {
		if err := r.bringBack(ctx, loss{last: first - 1}); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, relayTimeout)
	defer cancel()
	if _, err := r.record.ExecContext(ctx, ids, sequences); err != nil {
		return fmt.Errorf("recording %d published events: %w", len(ids), err)
	}
	r.end = last
	return nil
}

// loss is what a stream does not have of what it had: everything outside of
// first to last, and the holes between them.
type loss struct {
	first, last uint64
	holes       []uint64
}

// lost is the condition for what a loss is of, which is its arguments.
const lost = `(sequence > $1 OR sequence < $2 OR sequence = ANY($3::bigint[]))`

// compare looks whether the stream has all that it has acknowledged. A stream
// that is gone is made again; what is missing goes back to the outbox, as though
// it had never been sent.
func (r *relay) compare(ctx context.Context) error {
	missing, err := r.missing(ctx)
	if err == nil && missing != nil {
		// A leader of the stream that has just been chosen may be behind for a moment.
		pause(ctx, streamSettles)
		if missing, err = r.missing(ctx); err == nil && missing != nil {
			err = r.bringBack(ctx, *missing)
		}
	}
	if err != nil {
		return fmt.Errorf("comparing the ends of the stream and of the outbox: %w", err)
	}
	r.compared, r.connection = time.Now(), r.NATS.Stats().Reconnects
	return nil
}

// missing is nil when the stream has everything.
func (r *relay) missing(ctx context.Context) (*loss, error) {
	ctx, cancel := context.WithTimeout(ctx, natsTimeout)
	defer cancel()
	state, err := r.state(ctx)
	if err != nil {
		return nil, err
	}
	if err := r.conn.GetContext(ctx, &r.end, `SELECT coalesce(max(sequence), 0) FROM published`); err != nil {
		return nil, fmt.Errorf("reading what was published: %w", err)
	}
	l := loss{first: state.FirstSeq, last: state.LastSeq, holes: state.Deleted}
	if r.end == 0 {
		return nil, nil //nolint:nilnil // nothing is missing, nothing went wrong
	}
	same, err := r.isOurs(ctx, l)
	if err != nil {
		return nil, err
	}
	if !same {
		l = loss{}
	}
	var lacks bool
	err = r.conn.GetContext(ctx, &lacks, `SELECT EXISTS (SELECT FROM published WHERE `+lost+`)`, l.last, l.first, pq.Array(signed(l.holes)))
	if err != nil {
		return nil, fmt.Errorf("reading what was published: %w", err)
	}
	if !lacks {
		return nil, nil //nolint:nilnil // as above
	}
	return &l, nil
}

// state is the stream's, with its holes: nothing is ever deleted from it, so each
// is a loss.
func (r *relay) state(ctx context.Context) (jetstream.StreamState, error) {
	s, err := r.js.Stream(ctx, r.Service)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		clearedAway(ctx)
		s, err = r.ownStream(ctx)
	}
	if err != nil {
		return jetstream.StreamState{}, err
	}
	if s.CachedInfo().State.NumDeleted == 0 {
		return s.CachedInfo().State, nil
	}
	info, err := s.Info(ctx, jetstream.WithDeletedDetails(true))
	if err != nil {
		return jetstream.StreamState{}, err
	}
	return info.State, nil
}

// isOurs tells a stream that lost its end from another one of the same name: it
// looks at the last event that both the stream and we should have.
func (r *relay) isOurs(ctx context.Context, l loss) (bool, error) {
	var edge []struct {
		Sequence uint64
		ID       uuid.UUID `db:"event_id"`
	}
	err := r.conn.SelectContext(ctx, &edge, `
		SELECT sequence, event_id FROM published WHERE NOT `+lost+` ORDER BY sequence DESC LIMIT 1`,
		l.last, l.first, pq.Array(signed(l.holes)))
	if err != nil {
		return false, fmt.Errorf("reading what was published: %w", err)
	}
	if len(edge) == 0 {
		return false, nil
	}
	there, err := r.eventAt(ctx, r.Service, edge[0].Sequence)
	return there == edge[0].ID, err
}

// bringBack moves what the stream has lost back to the outbox, all at once: once
// a part of it had been published, the stream's end would not tell any more.
func (r *relay) bringBack(ctx context.Context, l loss) error {
	ctx, cancel := context.WithTimeout(ctx, healTimeout)
	defer cancel()
	var back struct {
		N      int
		Newest int64
		Gone   bool // something older than all that was kept
		Since  time.Time
	}
	err := r.conn.GetContext(ctx, &back, `
		WITH back AS (
			DELETE FROM published WHERE `+lost+`
			RETURNING id, event_id, subject, name, correlation, traceparent, data, created_at, sequence
		), again AS (
			INSERT INTO outbox (id, event_id, subject, name, correlation, traceparent, data, created_at) OVERRIDING SYSTEM VALUE
			SELECT id, event_id, subject, name, correlation, traceparent, data, created_at FROM back
			ON CONFLICT DO NOTHING
		)
		SELECT count(*) AS n, coalesce(max(id), 0) AS newest, coalesce(min(sequence) > $1 + 1, false) AS gone,
		       coalesce(min(created_at), now()) AS since FROM back`, l.last, l.first, pq.Array(signed(l.holes)))
	if err != nil {
		return fmt.Errorf("bringing lost events back to the outbox: %w", err)
	}
	r.end = min(r.end, l.last)
	if back.N == 0 {
		return nil
	}
	r.healing = max(r.healing, back.Newest)
	r.metrics.again.Add(float64(back.N))
	words := fmt.Sprintf("the stream %s has lost events that it had acknowledged; those kept here are published again", r.Service)
	if back.Gone {
		words += ", those of before " + back.Since.UTC().Format(time.RFC3339) + " are kept here no longer"
	}
	r.Log.Error("events lost by the stream go back to the outbox", zap.String("service", r.Service), zap.Int("events", back.N), zap.Uint64("stream_ends_at", l.last))
	r.trouble.stands("stream", errors.New(words))
	return nil
}

// prune forgets what was published long ago, a little at a time and the oldest
// first. The last event stays, to compare the ends by.
func (r *relay) prune(ctx context.Context) error {
	if time.Since(r.pruned) < pruneEvery {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, relayTimeout)
	defer cancel()
	gone, err := r.conn.ExecContext(ctx, `
		WITH ends AS (SELECT min(sequence) AS low, max(sequence) AS high FROM published)
		DELETE FROM published WHERE sequence < (SELECT least(low + $1, high) FROM ends) AND published_at < now() - $2 * interval '1 second'`,
		pruneStep, r.Retention.Seconds())
	if err != nil {
		return fmt.Errorf("forgetting what was published long ago: %w", err)
	}
	if n, err := gone.RowsAffected(); err == nil && n == 0 {
		r.pruned = time.Now()
	}
	return nil
}

func signed(numbers []uint64) []int64 {
	out := make([]int64, len(numbers))
	for i, n := range numbers {
		out[i] = int64(n) // #nosec G115 -- a stream has fewer
	}
	return out
}
