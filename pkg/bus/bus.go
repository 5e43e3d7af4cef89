// Package bus carries events between services: from a transaction to NATS
// JetStream (outbox and relay), from JetStream into a transaction (router and
// inbox), and to browsers (live). Twice delivered, once done; once committed,
// never lost.
package bus

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// Options of a service's bus. The service closes DB and NATS after Run has
// returned.
type Options struct {
	Service  string // names the stream, and the consumers "<service>-<effect>"
	DB       *sqlx.DB
	NATS     *nats.Conn
	Log      *zap.Logger           // nil means silence
	Metrics  prometheus.Registerer // nil means none
	Replicas int                   // of the streams: 0 = as they are (one, when made), 1 or, in a cluster, 3
	Pressure *Pressure             // what followers give way to; nil means nothing
	Viewers  int                   // live streams open at a time, at most; 0 means 20,000
	// Retention is how long events are kept that have been published, and so how
	// much can be published again when the stream loses it; 0 means 30 days.
	Retention time.Duration
}

// Bus is one service's part in the exchange of events.
type Bus struct {
	Options
	js      jetstream.JetStream
	stream  jetstream.Stream
	metrics *metrics
	trouble *troubles
	wake    chan struct{}
	failure atomic.Pointer[error] // the relay's, nil while it succeeds
	hubs    *hubs

	draining context.Context // ends the live streams
	drain    context.CancelFunc
}

// natsTimeout bounds one request to NATS.
const natsTimeout = 5 * time.Second

// Open provisions the service's stream and the poison stream, which all share.
func Open(ctx context.Context, o Options) (*Bus, error) {
	if o.Service == "" || o.DB == nil || o.NATS == nil {
		return nil, errors.New("opening bus: Service, DB and NATS are needed")
	}
	if o.Log == nil {
		o.Log = zap.NewNop()
	}
	o.Retention = cmp.Or(o.Retention, retention)
	// In an outage every event in flight fails alike: three lines a second say it.
	o.Log = o.Log.Named("bus").WithOptions(zap.WrapCore(func(c zapcore.Core) zapcore.Core {
		return zapcore.NewSamplerWithOptions(c, time.Second, 3, 0)
	}))
	js, err := jetstream.New(o.NATS,
		jetstream.WithDefaultTimeout(natsTimeout),
		jetstream.WithPublishAsyncTimeout(natsTimeout))
	if err != nil {
		return nil, fmt.Errorf("opening bus of %s: %w", o.Service, err)
	}
	b := &Bus{Options: o, js: js, wake: make(chan struct{}, 1)}
	b.hubs = &hubs{bus: b, open: map[string]*hub{}}
	if b.metrics, err = newMetrics(o.Metrics, o.Service); err != nil {
		return nil, fmt.Errorf("opening bus of %s: %w", o.Service, err)
	}
	b.trouble = &troubles{log: o.Log, gauge: b.metrics.trouble, standing: map[string]trouble{}}
	if b.stream, err = b.ownStream(ctx); err != nil {
		return nil, fmt.Errorf("opening bus of %s: %w", o.Service, err)
	}
	if err = provisionShared(ctx, js, streamConfig(poisonStream, o.Replicas)); err != nil {
		return nil, fmt.Errorf("opening bus of %s: %w", o.Service, err)
	}
	b.draining, b.drain = context.WithCancel(context.Background())
	return b, nil
}

// Wake tells the relay that something has been committed without InTx. It never
// blocks.
func (b *Bus) Wake() {
	select {
	case b.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// Ready returns nil when events are published and heard; else it says in words
// what stands in the way, and since when.
func (b *Bus) Ready(ctx context.Context) error {
	if !b.NATS.IsConnected() {
		return fmt.Errorf("NATS is %s", b.NATS.Status())
	}
	if _, err := b.stream.Info(ctx); err != nil {
		return errors.Join(fmt.Errorf("stream %s: %w", b.Service, err), b.trouble.all())
	}
	return b.trouble.all()
}

// Run relays the outbox and applies the subscriptions until ctx ends. Then it
// stops fetching, ends the live streams, finishes what is in hand, empties the
// outbox once more and returns. Nothing that it started is left running. It is
// called once for a Bus.
func (b *Bus) Run(ctx context.Context, subs ...Subscription) error {
	defer b.drain()
	defer context.AfterFunc(ctx, b.drain)()

	// The relay outlives the handlers, whose effects may emit.
	relaying, stopRelay := context.WithCancel(context.WithoutCancel(ctx))
	relayed := make(chan struct{})
	go func() {
		defer close(relayed)
		newRelay(b).run(relaying)
	}()

	probing, stopProbe := context.WithCancel(ctx)
	probed := make(chan struct{})
	go func() {
		defer close(probed)
		b.probe(probing)
	}()

	err := b.consume(ctx, subs)
	stopProbe()
	<-probed
	stopRelay()
	<-relayed

	// Acknowledgements are sent without waiting; give them the time to leave.
	flush, cancel := context.WithTimeout(context.WithoutCancel(ctx), natsTimeout)
	defer cancel()
	if b.NATS.IsConnected() {
		_ = b.NATS.FlushWithContext(flush)
	}
	b.js.CleanupPublisher()
	return err
}
