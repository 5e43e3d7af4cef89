package bus_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// Every event is stored twice, and two replicas apply them.
func TestEffectsHappenOnce(t *testing.T) {
	noLeaks(t)
	bus.Hurry(t)
	alphaDB, _ := openDatabase(t)
	betaDB, _ := openDatabase(t)
	nc := testkit.NATS(t)
	alpha := open(t, "alpha", alphaDB, nc)
	run(t, alpha)
	const n = 600
	for i := range 6 {
		take(t, alpha, notes(fmt.Sprint(i), n/6)...)
	}
	outboxEmpty(t, alphaDB)
	js, _ := jetstream.New(nc)
	s, err := js.Stream(t.Context(), "alpha")
	if err != nil {
		t.Fatal(err)
	}
	for seq := range uint64(n) {
		m, err := s.GetMsg(t.Context(), seq+1)
		if err != nil {
			t.Fatal(err)
		}
		m.Header.Set("Nats-Msg-Id", "again-"+m.Header.Get("ce-id"))
		m.Header.Del("Nats-Batch-Id")
		m.Header.Del("Nats-Batch-Sequence")
		m.Header.Del("Nats-Batch-Commit")
		if _, err := js.PublishMsg(t.Context(), natsMsg(m)); err != nil {
			t.Fatal(err)
		}
	}
	if got := stream(t, nc, "alpha").Msgs; got != 2*n {
		t.Fatalf("%d messages in the stream, want %d", got, 2*n)
	}
	for range 2 {
		run(t, open(t, "beta", betaDB, nc), keep("once"), keep("other"))
	}
	settled(t, nc, "alpha", "beta-once")
	settled(t, nc, "alpha", "beta-other")
	for _, effect := range []string{"once", "other"} {
		// A consumer that has just been made or updated may say that nothing is pending.
		testkit.Eventually(t, effect+" has had all events", func() bool {
			return get[int](t, betaDB, `SELECT count(*) FROM applied WHERE effect = $1`, effect) >= n
		})
		settled(t, nc, "alpha", "beta-"+effect)
		if got := get[int](t, betaDB, `SELECT count(*) FROM applied WHERE effect = $1`, effect); got != n {
			t.Errorf("%s: %d effects, want %d", effect, got, n)
		}
		if got := get[int](t, betaDB, `SELECT count(DISTINCT event_id) FROM applied WHERE effect = $1`, effect); got != n {
			t.Errorf("%s: effects of %d events, want %d", effect, got, n)
		}
	}
}

func TestEffectsComeInOrder(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	nc := testkit.NATS(t)
	b := open(t, "alpha", db, nc)
	batches := 0
	run(t, b, bus.OnBatch("order", func(ctx context.Context, tx *sqlx.Tx, es []noted, rs []bus.Received) error {
		batches++ // one batch at a time
		for i := range es {
			if err := apply(ctx, tx, "order", es[i], rs[i]); err != nil {
				return err
			}
		}
		return nil
	}))
	var wg sync.WaitGroup
	const aggregates, versions = 8, 250
	for a := range aggregates {
		wg.Go(func() {
			for v := range versions {
				take(t, b, noted{ForumID: "f1", ID: fmt.Sprint(a), Version: v + 1})
			}
		})
	}
	wg.Wait()
	testkit.Eventually(t, "all events are applied", func() bool {
		return get[int](t, db, `SELECT count(*) FROM applied`) == aggregates*versions
	})
	disorder := get[int](t, db, `SELECT count(*) FROM (SELECT version - lag(version, 1, 0) OVER (PARTITION BY id ORDER BY n) AS step FROM applied) s WHERE step <> 1`)
	if disorder != 0 {
		t.Errorf("%d events out of order", disorder)
	}
	if batches >= aggregates*versions {
		t.Errorf("%d transactions for %d events", batches, aggregates*versions)
	}
	t.Logf("%d events in %d transactions", aggregates*versions, batches)
}

// One event is refused for good, one makes the effect panic, one is no JSON of
// the type and one is no event at all; the others have their effect.
func TestBadEventsDoNotHoldUpTheOthers(t *testing.T) {
	noLeaks(t)
	bus.Hurry(t)
	db, _ := openDatabase(t)
	nc := testkit.NATS(t)
	b := open(t, "alpha", db, nc)
	js, _ := jetstream.New(nc)
	if _, err := js.Publish(t.Context(), "alpha.f1.note.taken.v1", []byte(`{"version":"three"}`)); err != nil {
		t.Fatal(err)
	}
	take(t, b, notes("a", 100)...)
	db.MustExec(`UPDATE outbox SET data = '{"version":"thirty"}' WHERE id = (SELECT min(id) + 29 FROM outbox)`)
	once := sync.OnceValue(func() error { return errors.New("a bad moment") })
	first := true
	run(t, b, bus.On("careful", func(ctx context.Context, tx *sqlx.Tx, e noted, r bus.Received) error {
		switch e.Version {
		case 50:
			return bus.Permanent(errors.New("refused\nfor good"))
		case 60:
			panic("at the event")
		case 70:
			if first { // one batch at a time
				first = false
				return once()
			}
		}
		return apply(ctx, tx, "careful", e, r)
	}))
	testkit.Eventually(t, "the bad events are put aside", func() bool { return stream(t, nc, "poison").Msgs == 4 })
	settled(t, nc, "alpha", "alpha-careful")
	if got := get[int](t, db, `SELECT count(*) FROM applied`); got != 97 {
		t.Errorf("%d events applied, want 97", got)
	}
	if got := get[int](t, db, `SELECT count(DISTINCT event_id) FROM applied`); got != 97 {
		t.Errorf("%d different events applied, want 97", got)
	}
	s, err := js.Stream(t.Context(), "poison")
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]bool{}
	for seq := range uint64(4) {
		m, err := s.GetMsg(t.Context(), seq+1)
		if err != nil {
			t.Fatal(err)
		}
		if m.Subject != "poison.alpha.careful" {
			t.Errorf("subject %s", m.Subject)
		}
		reasons[m.Header.Get("reason_poisoned")] = true
	}
	if !reasons["refused for good"] {
		t.Errorf("reasons: %v", reasons)
	}
}

func TestDatabaseIsDownForAWhile(t *testing.T) {
	noLeaks(t)
	bus.Hurry(t)
	alphaDB, _ := openDatabase(t)
	betaDB, gate := openDatabase(t)
	nc := testkit.NATS(t)
	reg := prometheus.NewRegistry()
	alpha := open(t, "alpha", alphaDB, nc)
	beta := open(t, "beta", betaDB, nc, func(o *bus.Options) { o.Metrics = reg })
	run(t, alpha)
	run(t, beta, keep("keep"))
	for i := range 10 {
		take(t, alpha, notes(fmt.Sprint("before ", i), 30)...)
	}
	testkit.Eventually(t, "some events are applied", func() bool { return get[int](t, betaDB, `SELECT count(*) FROM applied`) > 0 })
	gate.cut()
	for i := range 10 {
		take(t, alpha, notes(fmt.Sprint("during ", i), 30)...)
	}
	testkit.Eventually(t, "many attempts have failed", func() bool {
		return count(t, reg, "bus_handled_total", "retry") > 150 && count(t, reg, "bus_relay_failures_total", "beta") > 0
	})
	gate.restore()
	testkit.Eventually(t, "all events are applied", func() bool { return get[int](t, betaDB, `SELECT count(*) FROM applied`) == 600 })
	settled(t, nc, "alpha", "beta-keep")
	if got := get[int](t, betaDB, `SELECT count(DISTINCT event_id) FROM applied`); got != 600 {
		t.Errorf("effects of %d events, want 600", got)
	}
	if got := stream(t, nc, "poison").Msgs; got != 0 {
		t.Errorf("%d events put aside", got)
	}
	take(t, beta, notes("after", 1)...)
	outboxEmpty(t, betaDB) // its relay is back, too
}

// chained is what beta says because alpha said something.
type chained struct{ noted }

func (e chained) Subject() string { return "beta." + e.ForumID + ".note.copied.v1" }
func (chained) Name() string      { return "NoteCopied" }

func TestCorrelationAndTraceGoAlong(t *testing.T) {
	noLeaks(t)
	provider := sdktrace.NewTracerProvider()
	before := otel.GetTracerProvider()
	otel.SetTracerProvider(provider)
	t.Cleanup(func() { otel.SetTracerProvider(before); _ = provider.Shutdown(context.Background()) })

	db, _ := openDatabase(t)
	betaDB, _ := openDatabase(t)
	nc := testkit.NATS(t)
	alpha, beta := open(t, "alpha", db, nc), open(t, "beta", betaDB, nc)
	type seen struct {
		correlation string
		trace       trace.TraceID
		received    bus.Received
	}
	got := make(chan seen, 1)
	// It listens to beta, which has not started yet.
	run(t, alpha, bus.On("hear", func(ctx context.Context, _ *sqlx.Tx, _ chained, r bus.Received) error {
		got <- seen{bus.Correlation(ctx), trace.SpanContextFromContext(ctx).TraceID(), r}
		return nil
	}))
	run(t, beta, bus.OnBatch("copy", func(ctx context.Context, tx *sqlx.Tx, es []noted, rs []bus.Received) error {
		for i := range es {
			if err := bus.Emit(rs[i].Context(ctx), tx, chained{es[i]}); err != nil {
				return err
			}
		}
		return nil
	}))
	ctx, span := otel.Tracer("test").Start(bus.WithCorrelation(t.Context(), "request-1"), "request")
	takeIn(ctx, t, alpha, noted{ForumID: "f1", ID: "a", Version: 1})
	span.End()
	s := <-got
	if s.correlation != "request-1" || s.received.Correlation != "request-1" {
		t.Errorf("correlation %q, %q", s.correlation, s.received.Correlation)
	}
	if s.trace != span.SpanContext().TraceID() {
		t.Errorf("trace %s, want %s", s.trace, span.SpanContext().TraceID())
	}
	r := s.received
	if r.Name != "NoteCopied" || r.Subject != "beta.f1.note.copied.v1" || r.Source != "/shanyraq/beta" || r.Sequence != 1 || r.ID == uuid.Nil || r.Time.IsZero() {
		t.Errorf("received %+v", r)
	}

	// Without a request, an event correlates with itself.
	take(t, alpha, noted{ForumID: "f1", ID: "b", Version: 1})
	if s := <-got; s.correlation == "" || s.correlation == "request-1" {
		t.Errorf("correlation %q", s.correlation)
	}
}

func TestStoppingFinishesWhatIsInHand(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	nc := testkit.NATS(t)
	b := open(t, "alpha", db, nc)
	entered, release := make(chan struct{}), make(chan struct{})
	enter := sync.OnceFunc(func() { close(entered) })
	slow := bus.On("slow", func(ctx context.Context, tx *sqlx.Tx, e noted, r bus.Received) error {
		enter()
		<-release
		if err := bus.Emit(ctx, tx, chained{e}); err != nil {
			return err
		}
		return apply(ctx, tx, "slow", e, r)
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx, slow) }()
	if _, err := bus.Open(t.Context(), bus.Options{Service: "beta", DB: db, NATS: nc}); err != nil { // chained's stream
		t.Fatal(err)
	}
	take(t, b, notes("a", 20)...)
	<-entered
	cancel()
	select {
	case err := <-ended:
		t.Fatalf("ended before its effect: %v", err)
	default:
	}
	close(release)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if got := get[int](t, db, `SELECT count(*) FROM applied`); got == 0 {
		t.Error("the effect in hand was given up")
	}
	if n := get[int](t, db, `SELECT count(*) FROM outbox`); n != 0 {
		t.Errorf("%d events of the last effects left in the outbox", n)
	}
	// The rest is for the next start, the event in hand is not.
	run(t, open(t, "alpha", db, nc), slow)
	settled(t, nc, "alpha", "alpha-slow")
	if got := get[int](t, db, `SELECT count(DISTINCT event_id) FROM applied`); got != 20 {
		t.Errorf("%d events applied, want 20", got)
	}
	if got := get[int](t, db, `SELECT count(*) FROM applied`); got != 20 {
		t.Errorf("%d effects, want 20", got)
	}
}

func TestRunRefusesEqualEffects(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	b := open(t, "alpha", db, testkit.NATS(t))
	if err := b.Run(t.Context(), keep("same"), keep("same")); err == nil {
		t.Error("accepted")
	}
}

// An operator deletes the consumer, and then the whole stream, under a running
// service.
func TestWhatIsDeletedComesBack(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	nc := testkit.NATS(t)
	b := open(t, "alpha", db, nc)
	run(t, b, keep("keep"))
	applied := func(n int) func() bool {
		return func() bool { return get[int](t, db, `SELECT count(*) FROM applied`) == n }
	}
	take(t, b, notes("a", 10)...)
	testkit.Eventually(t, "the first events are applied", applied(10))
	js, _ := jetstream.New(nc)
	if err := js.DeleteConsumer(t.Context(), "alpha", "alpha-keep"); err != nil {
		t.Fatal(err)
	}
	take(t, b, notes("b", 10)...)
	testkit.Eventually(t, "events after the consumer's end are applied", applied(20))
	if err := js.DeleteStream(t.Context(), "alpha"); err != nil {
		t.Fatal(err)
	}
	take(t, b, notes("c", 10)...)
	testkit.Eventually(t, "events after the stream's end are applied", applied(30))
	settled(t, nc, "alpha", "alpha-keep")
	if !applied(30)() {
		t.Error("events were applied twice")
	}
}
