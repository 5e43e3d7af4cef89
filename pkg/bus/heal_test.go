package bus_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// outside is a NATS server whose folder can be taken away and put back.
type outside struct {
	dir, address string
	*bus.EmbeddedServer
}

func newOutside(t *testing.T) *outside {
	t.Helper()
	o := &outside{dir: t.TempDir() + "/nats", address: freeAddress(t)}
	o.start(t)
	t.Cleanup(func() { o.Stop() })
	return o
}

func (o *outside) start(t *testing.T) {
	t.Helper()
	s, err := bus.Server(t.Context(), bus.ServerOptions{Dir: o.dir, Listen: o.address, Log: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	o.EmbeddedServer = s
}

// connect is impatient: what does not answer for a fifth of a second is gone.
func connect(t *testing.T, address string) *nats.Conn {
	t.Helper()
	nc, err := nats.Connect("nats://"+address, nats.MaxReconnects(-1), nats.ReconnectWait(20*time.Millisecond),
		nats.PingInterval(100*time.Millisecond), nats.MaxPingsOutstanding(2))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	return nc
}

func replaceDir(t *testing.T, dir, with string) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if with == "" {
		return
	}
	if err := os.CopyFS(dir, os.DirFS(with)); err != nil {
		t.Fatal(err)
	}
}

// once waits until beta has had n events, and none of them twice.
func once(t *testing.T, db *sqlx.DB, n int) {
	t.Helper()
	testkit.Eventually(t, fmt.Sprintf("%d events are applied", n), func() bool {
		return get[int](t, db, `SELECT count(DISTINCT event_id) FROM applied`) == n
	})
	if got := get[int](t, db, `SELECT count(*) FROM applied`); got != n {
		t.Errorf("%d effects of %d events", got, n)
	}
}

func ready(t *testing.T, buses ...*bus.Bus) {
	t.Helper()
	for _, b := range buses {
		testkit.Eventually(t, b.Service+" is ready", func() bool { return b.Ready(t.Context()) == nil })
	}
}

// The stream's folder is lost, or one of an earlier day put in its place, while
// everything is down or under running services. The listener had not heard the
// last of what was lost.
func TestWhatTheStreamLostIsPublishedAgain(t *testing.T) {
	for name, c := range map[string]struct{ older, running bool }{
		"lost":                         {},
		"older":                        {older: true},
		"lost under running services":  {running: true},
		"older under running services": {older: true, running: true},
	} {
		t.Run(name, func(t *testing.T) {
			noLeaks(t)
			bus.Hurry(t)
			db, _ := openDatabase(t)
			betaDB, _ := openDatabase(t)
			server := newOutside(t)
			nc := connect(t, server.address)
			alpha := open(t, "alpha", db, nc)
			stopAlpha := run(t, alpha)
			stopBeta := run(t, open(t, "beta", betaDB, nc), keep("keep"))
			for range 10 {
				take(t, alpha, notes("before", 10)...)
			}
			once(t, betaDB, 100)
			stopBeta()
			backup := ""
			if c.older {
				server.Stop()
				backup = t.TempDir()
				replaceDir(t, backup, server.dir)
				server.start(t)
			}
			for range 30 {
				take(t, alpha, notes("lost", 10)...)
			}
			outboxEmpty(t, db)

			if !c.running {
				stopAlpha()
			}
			server.Stop()
			replaceDir(t, server.dir, backup)
			if c.running {
				take(t, alpha, notes("meanwhile", 50)...)
			}
			server.start(t)
			if !c.running {
				alpha = open(t, "alpha", db, nc)
				take(t, alpha, notes("meanwhile", 50)...)
				run(t, alpha)
			}
			beta := open(t, "beta", betaDB, nc)
			run(t, beta, keep("keep"))
			once(t, betaDB, 450)
			take(t, alpha, notes("after", 50)...)
			once(t, betaDB, 500)
			outboxEmpty(t, db)
			if got := stream(t, nc, "alpha").Msgs; got != 500 {
				t.Errorf("%d events in the stream, want 500", got)
			}
			ready(t, alpha, beta)
		})
	}
}

// A hole in the stream: a file of it that the disk could not give back.
func TestAHoleInTheStreamIsFilled(t *testing.T) {
	noLeaks(t)
	bus.Hurry(t)
	db, _ := openDatabase(t)
	betaDB, _ := openDatabase(t)
	nc := testkit.NATS(t)
	alpha := open(t, "alpha", db, nc)
	run(t, alpha)
	take(t, alpha, notes("a", 40)...)
	outboxEmpty(t, db)
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	s, err := js.Stream(t.Context(), "alpha")
	if err != nil {
		t.Fatal(err)
	}
	for seq := uint64(10); seq < 20; seq++ {
		if err := s.DeleteMsg(t.Context(), seq); err != nil {
			t.Fatal(err)
		}
	}
	run(t, open(t, "beta", betaDB, nc), keep("keep"))
	once(t, betaDB, 40)
	ready(t, alpha)
}

// The listener's database is restored to what it was when a third had come.
func TestADatabaseRestoredHearsAgain(t *testing.T) {
	noLeaks(t)
	bus.Hurry(t)
	db, _ := openDatabase(t)
	nc := testkit.NATS(t)
	alpha := open(t, "alpha", db, nc)
	run(t, alpha)

	dsn := testkit.DatabaseURL(t)
	reg := prometheus.NewRegistry()
	// hears lets beta hear n events in all, in the database at url.
	hears := func(url string, n int) {
		t.Helper()
		betaDB, err := sqlx.Open("postgres", url)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = betaDB.Close() }()
		prepare(t, betaDB)
		beta := open(t, "beta", betaDB, nc, func(o *bus.Options) { o.Metrics = reg })
		stop := run(t, beta, picky("picky"))
		defer stop()
		once(t, betaDB, n)
		ready(t, beta)
		settled(t, nc, "alpha", "beta-picky")
	}
	for range 10 {
		take(t, alpha, notes("a", 10)...)
	}
	hears(dsn, 90)
	backup := testkit.CopyDatabase(t, dsn)
	for range 20 {
		take(t, alpha, notes("b", 10)...)
	}
	hears(dsn, 270)
	hears(dsn, 270) // restarted as it was
	if n := count(t, reg, "bus_rewound_total", "picky"); n != 0 {
		t.Errorf("set back %v times for nothing", n)
	}
	hears(backup, 270)
	if n := count(t, reg, "bus_rewound_total", "picky"); n != 1 {
		t.Errorf("set back %v times, want once", n)
	}
}

// picky refuses every tenth event for good, the last one among them.
func picky(effect string) bus.Subscription {
	return bus.On(effect, func(ctx context.Context, tx *sqlx.Tx, e noted, r bus.Received) error {
		if e.Version == 10 {
			return bus.Permanent(fmt.Errorf("the tenth"))
		}
		return apply(ctx, tx, effect, e, r)
	})
}

// What was published long ago is forgotten, all but the last.
func TestPublishedEventsAreKeptForAWhile(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	nc := testkit.NATS(t)
	alpha := open(t, "alpha", db, nc, func(o *bus.Options) { o.Retention = time.Hour })
	stop := run(t, alpha)
	take(t, alpha, notes("a", 100)...)
	outboxEmpty(t, db)
	stop()
	kept := func() int { return get[int](t, db, `SELECT count(*) FROM published`) }
	if got := kept(); got != 100 {
		t.Fatalf("%d events kept, want 100", got)
	}
	db.MustExec(`UPDATE published SET published_at = now() - interval '2 hours' WHERE sequence <= 60`)
	stop = run(t, open(t, "alpha", db, nc, func(o *bus.Options) { o.Retention = time.Hour }))
	testkit.Eventually(t, "the old ones are forgotten", func() bool { return kept() == 40 })
	stop()
	db.MustExec(`UPDATE published SET published_at = now() - interval '2 hours'`)
	run(t, open(t, "alpha", db, nc, func(o *bus.Options) { o.Retention = time.Hour }))
	testkit.Eventually(t, "the last one stays", func() bool { return kept() == 1 })
	if got := get[int](t, db, `SELECT sequence FROM published`); got != 100 {
		t.Errorf("kept event %d, want the last", got)
	}
}
