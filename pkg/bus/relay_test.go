package bus_test

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func notes(aggregate string, n int) []noted {
	out := make([]noted, n)
	for i := range out {
		out[i] = noted{ForumID: "f1", ID: aggregate, Version: i + 1}
	}
	return out
}

func outboxEmpty(t *testing.T, db *sqlx.DB) {
	t.Helper()
	testkit.Eventually(t, "the outbox is empty", func() bool { return get[int](t, db, `SELECT count(*) FROM outbox`) == 0 })
}

func TestRelayPublishesCloudEvents(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	nc := testkit.NATS(t)
	b := open(t, "alpha", db, nc)
	run(t, b)
	takeIn(bus.WithCorrelation(t.Context(), "request-7"), t, b, noted{ForumID: "f1", ID: "<ә>", Version: 3})
	outboxEmpty(t, db)

	js, _ := jetstream.New(nc)
	s, err := js.Stream(t.Context(), "alpha")
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.GetMsg(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(m.Data), `{"forum_id":"f1","id":"<ә>","version":3}`; got != want {
		t.Errorf("data %s, want %s", got, want)
	}
	for name, want := range map[string]string{
		"ce-specversion": "1.0", "ce-source": "/shanyraq/alpha", "ce-type": "kz.shanyraq.alpha.note.taken.v1", "ce-subject": "f1",
		"ce-name": "NoteTaken", "ce-correlationid": "request-7", "content-type": "application/json", "ce-id": m.Header.Get("Nats-Msg-Id"),
	} {
		if got := m.Header.Get(name); got != want {
			t.Errorf("header %s is %q, want %q", name, got, want)
		}
	}
	if id, err := uuid.Parse(m.Header.Get("ce-id")); err != nil || id.Version() != 7 {
		t.Errorf("ce-id %q is not a UUIDv7", m.Header.Get("ce-id"))
	}
	if _, err := time.Parse(time.RFC3339Nano, m.Header.Get("ce-time")); err != nil {
		t.Error(err)
	}
}

func TestRolledBackEventsAreNeverPublished(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	nc := testkit.NATS(t)
	b := open(t, "alpha", db, nc)
	run(t, b)
	tx := db.MustBegin()
	if err := bus.Emit(t.Context(), tx, notes("undone", 40)[0]); err != nil {
		t.Fatal(err)
	}
	// An event with a later row id is committed and published first.
	take(t, b, notes("done", 1)...)
	testkit.Eventually(t, "one event is published", func() bool { return stream(t, nc, "alpha").Msgs == 1 })
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	late := db.MustBegin()
	if err := bus.Emit(t.Context(), late, notes("late", 1)[0]); err != nil {
		t.Fatal(err)
	}
	take(t, b, notes("done", 1)...)
	testkit.Eventually(t, "two events are published", func() bool { return stream(t, nc, "alpha").Msgs == 2 })
	if err := late.Commit(); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, "what committed late is published", func() bool { return stream(t, nc, "alpha").Msgs == 3 })
}

func TestEmitRefusesWhatJetStreamWould(t *testing.T) {
	db, _ := openDatabase(t)
	for name, e := range map[string]noted{
		"empty forum": {}, "wildcard": {ForumID: "*"}, "space": {ForumID: "a b"}, "too big": {ForumID: "f1", ID: strings.Repeat("x", 1<<20)},
	} {
		if err := bus.Emit(t.Context(), db, e); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if n := get[int](t, db, `SELECT count(*) FROM outbox`); n != 0 {
		t.Errorf("%d events stored", n)
	}
}

// Two replicas emit and relay at once; the leader's connection is killed in the
// middle.
func TestReplicasPublishOnce(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	nc := testkit.NATS(t)
	one, two := open(t, "alpha", db, nc), open(t, "alpha", db, nc)
	run(t, one)
	stopTwo := run(t, two)

	const writers, each = 4, 150
	emit := func() {
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					take(t, []*bus.Bus{one, two}[w%2], noted{ForumID: "f1", ID: fmt.Sprint(w), Version: i})
				}
			})
		}
		wg.Wait()
	}
	leader := func() int {
		var pids []int
		if err := db.Select(&pids, `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`); err != nil {
			t.Fatal(err)
		}
		if len(pids) > 1 {
			t.Fatalf("%d relays lead", len(pids))
		}
		if len(pids) == 0 {
			return 0
		}
		return pids[0]
	}
	emit()
	testkit.Eventually(t, "somebody leads", func() bool { return leader() != 0 })
	before := leader()
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		db.MustExec(`SELECT pg_terminate_backend($1)`, before)
	}()
	emit()
	<-killed
	testkit.Eventually(t, "somebody else leads", func() bool { l := leader(); return l != 0 && l != before })
	stopTwo()
	emit()
	outboxEmpty(t, db)
	if got := stream(t, nc, "alpha").Msgs; got != 3*writers*each {
		t.Errorf("%d events in the stream, want %d", got, 3*writers*each)
	}
}

// The relay died between publishing and removing: some events are in the
// stream already, and the batch with them is refused.
func TestRelayRecoversFromCrash(t *testing.T) {
	for _, n := range []int{5, 200} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			noLeaks(t)
			db, _ := openDatabase(t)
			nc := testkit.NATS(t)
			b := open(t, "alpha", db, nc)
			take(t, b, notes("a", n)...)
			var ids []string
			if err := db.Select(&ids, `SELECT event_id FROM outbox ORDER BY id LIMIT $1`, n/2); err != nil {
				t.Fatal(err)
			}
			js, _ := jetstream.New(nc)
			for _, id := range ids {
				m := &nats.Msg{Subject: "alpha.f1.note.taken.v1", Data: []byte("{}"), Header: nats.Header{"ce-id": {id}}}
				if _, err := js.PublishMsg(t.Context(), m, jetstream.WithMsgID(id)); err != nil {
					t.Fatal(err)
				}
			}
			run(t, b)
			outboxEmpty(t, db)
			if got := stream(t, nc, "alpha").Msgs; got != uint64(n) {
				t.Errorf("%d events in the stream, want %d", got, n)
			}
		})
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	return ln.Addr().String()
}

func TestNATSIsDownForAWhile(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	dir, address := t.TempDir(), freeAddress(t)
	serve := func() *bus.EmbeddedServer {
		s, err := bus.Server(t.Context(), bus.ServerOptions{Dir: dir, Listen: address, Log: zap.NewNop()})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Stop)
		return s
	}
	s := serve()
	nc, err := nats.Connect(s.ClientURL(), nats.MaxReconnects(-1), nats.ReconnectWait(20*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	b := open(t, "alpha", db, nc)
	run(t, b, keep("keep"))
	take(t, b, notes("before", 100)...)
	testkit.Eventually(t, "the first events are applied", func() bool { return get[int](t, db, `SELECT count(*) FROM applied`) == 100 })

	s.Stop()
	testkit.Eventually(t, "the connection is lost", func() bool { return b.Ready(t.Context()) != nil })
	for range 20 {
		take(t, b, notes("during", 10)...)
	}
	serve()
	testkit.Eventually(t, "all events are applied", func() bool { return get[int](t, db, `SELECT count(*) FROM applied`) == 300 })
	outboxEmpty(t, db)
	if got := stream(t, nc, "alpha").Msgs; got != 300 {
		t.Errorf("%d events in the stream, want 300", got)
	}
	if err := b.Ready(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestStoppingEmptiesTheOutbox(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	nc := testkit.NATS(t)
	b := open(t, "alpha", db, nc)
	stop := run(t, b)
	for range 5 {
		if err := database.InTx(t.Context(), db, func(tx *sqlx.Tx) error {
			return bus.Emit(t.Context(), tx, notes("a", 1)[0])
		}); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	if n := get[int](t, db, `SELECT count(*) FROM outbox`); n != 0 {
		t.Errorf("%d events left in the outbox", n)
	}
	testkit.Eventually(t, "the lock is free", func() bool {
		return get[int](t, db, `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`) == 0
	})
}
