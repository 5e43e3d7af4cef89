package bus_test

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func TestMain(m *testing.M) {
	beServer() // when started as the child of TestServerSurvivesKill
	testkit.Main(m)
}

// noted is the event of these tests. Its zero value has a subject too.
type noted struct {
	ForumID string `json:"forum_id"`
	ID      string `json:"id"`
	Version int    `json:"version"`
}

func (e noted) Subject() string { return "alpha." + e.ForumID + ".note.taken.v1" }
func (noted) Name() string      { return "NoteTaken" }

// noLeaks fails the test when a goroutine is left after all else has been
// cleaned up. The PostgreSQL that all tests share is started first.
func noLeaks(t testing.TB) {
	t.Helper()
	testkit.DatabaseURL(t)
	before := goleak.IgnoreCurrent()
	// A NATS server that is stopped within a quarter of a second of its start
	// leaves what keeps its first store; it is not ours to end.
	store := goleak.IgnoreTopFunction("github.com/nats-io/nats-server/v2/server.(*fileStore).flushStreamStateLoop")
	clock := goleak.IgnoreTopFunction("github.com/nats-io/nats-server/v2/server/ats.Register.func1")
	t.Cleanup(func() { goleak.VerifyNone(t, before, store, clock) })
}

// openDatabase makes a service's database with outbox, inbox and a table for
// the effects of these tests. Its connections go through the gate.
func openDatabase(t testing.TB) (*sqlx.DB, *gate) {
	t.Helper()
	connector, err := pq.NewConnector(testkit.DatabaseURL(t))
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{conns: map[net.Conn]bool{}}
	connector.Dialer(g)
	db := sqlx.NewDb(sql.OpenDB(connector), "postgres")
	db.SetMaxOpenConns(20)
	db.SetMaxIdleConns(20)
	t.Cleanup(func() { _ = db.Close() })
	prepare(t, db)
	return db, g
}

func prepare(t testing.TB, db *sqlx.DB) {
	t.Helper()
	if err := database.Migrate(t.Context(), db, database.Migrations{Name: "bus", FS: bus.Migrations}); err != nil {
		t.Fatal(err)
	}
	db.MustExec(`CREATE TABLE IF NOT EXISTS applied (n bigint GENERATED ALWAYS AS IDENTITY, effect text, event_id uuid, id text, version int)`)
}

func open(t testing.TB, service string, db *sqlx.DB, nc *nats.Conn, more ...func(*bus.Options)) *bus.Bus {
	t.Helper()
	o := bus.Options{Service: service, DB: db, NATS: nc, Log: zap.NewNop()}
	for _, m := range more {
		m(&o)
	}
	b, err := bus.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Drain)
	return b
}

// run starts Run and returns what stops it and waits; stopping again does nothing.
func run(t testing.TB, b *bus.Bus, subs ...bus.Subscription) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx, subs...) }()
	stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("running %s: %v", b.Service, err)
			}
		case <-time.After(testkit.Patience):
			t.Errorf("%s did not stop", b.Service)
		}
	})
	t.Cleanup(stop)
	return stop
}

// take emits notes in one transaction.
func take(t testing.TB, b *bus.Bus, notes ...noted) {
	t.Helper()
	takeIn(context.Background(), t, b, notes...)
}

func takeIn(ctx context.Context, t testing.TB, b *bus.Bus, notes ...noted) {
	t.Helper()
	evs := make([]bus.Event, len(notes))
	for i, n := range notes {
		evs[i] = n
	}
	if err := b.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error { return bus.Emit(ctx, tx, evs...) }); err != nil {
		t.Error(err)
	}
}

func apply(ctx context.Context, tx *sqlx.Tx, effect string, e noted, r bus.Received) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO applied (effect, event_id, id, version) VALUES ($1, $2, $3, $4)`, effect, r.ID, e.ID, e.Version)
	return err
}

// keep is the plain effect of these tests.
func keep(effect string) bus.Subscription {
	return bus.On(effect, func(ctx context.Context, tx *sqlx.Tx, e noted, r bus.Received) error {
		return apply(ctx, tx, effect, e, r)
	})
}

func get[T any](t testing.TB, db *sqlx.DB, query string, args ...any) (v T) {
	t.Helper()
	if err := db.Get(&v, query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}

func stream(t testing.TB, nc *nats.Conn, name string) jetstream.StreamState {
	t.Helper()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	s, err := js.Stream(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return s.CachedInfo().State
}

// settled waits until a durable has nothing left to deliver or to acknowledge.
func settled(t testing.TB, nc *nats.Conn, streamName, durable string) {
	t.Helper()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, durable+" has settled everything", func() bool {
		c, err := js.Consumer(t.Context(), streamName, durable)
		return err == nil && c.CachedInfo().NumPending == 0 && c.CachedInfo().NumAckPending == 0
	})
}

// count adds up a counter's samples that have the label value.
func count(t testing.TB, reg *prometheus.Registry, name, label string) (sum float64) {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				if f.GetName() == name && l.GetValue() == label {
					sum += m.GetCounter().GetValue()
				}
			}
		}
	}
	return sum
}

// gate dials PostgreSQL and can cut it off.
type gate struct {
	mu    sync.Mutex
	shut  bool
	conns map[net.Conn]bool
}

func (g *gate) Dial(network, address string) (net.Conn, error) {
	return g.DialTimeout(network, address, testkit.Patience)
}

func (g *gate) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut {
		return nil, &net.OpError{Op: "dial", Net: network, Err: errors.New("gate is shut")}
	}
	c, err := net.DialTimeout(network, address, timeout)
	if err == nil {
		g.conns[c] = true
	}
	return c, err
}

// cut shuts the gate and breaks all connections.
func (g *gate) cut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = true
	for c := range g.conns {
		_ = c.Close()
	}
	clear(g.conns)
}

func (g *gate) restore() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = false
}

func natsMsg(m *jetstream.RawStreamMsg) *nats.Msg {
	return &nats.Msg{Subject: m.Subject, Header: m.Header, Data: m.Data}
}
