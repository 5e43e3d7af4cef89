package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
	"github.com/shanyraq/shanyraq/services/notifications/internal/delivery"
	"github.com/shanyraq/shanyraq/services/notifications/internal/letter"
)

// kit is the table with people and messages, and processes that work it off.
type kit struct {
	Subject
	*testing.T
	script *Script
	name   string // the channel's
	db     *sqlx.DB
	bus    *bus.Bus
	forum  uuid.UUID
	policy delivery.Policy
}

func newKit(t *testing.T, s Subject, script *Script) *kit {
	t.Helper()
	h := testkit.NewHouse(t)
	f, err := h.Open(t.Context(), "notifications", "", database.Migrations{Name: "notifications", FS: os.DirFS(migrations(t))})
	if err != nil {
		t.Fatal(err)
	}
	return &kit{
		Subject: s, T: t, script: script, name: s.Open().Name(), db: f.DB, bus: f.Bus, forum: uuid.Must(uuid.NewV7()),
		policy: delivery.Policy{Attempts: 3, First: time.Hour, Most: 24 * time.Hour},
	}
}

// process runs a dispatcher. It claims no more after leave; stop waits for what is
// under way too.
func (k *kit) process(c channel.Channel) (leave, stop func()) {
	k.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	d := &delivery.Dispatcher{
		Channel: c, Store: delivery.NewStore(k.db, k.bus, chain.NewBell(), c), Policy: k.policy,
		Ready: chain.NewBell(), Forgot: chain.NewBell(), Log: testkit.Log(k.T),
		Unsubscribe: func(person uuid.UUID) string { return "https://shanyraq.test/unsubscribe/" + person.String() },
		Deliveries:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "attempts"}, []string{"state"}),
	}
	var running sync.WaitGroup
	running.Go(func() { _ = d.Run(ctx) })
	stop = func() { cancel(); running.Wait() }
	k.Cleanup(stop)
	return cancel, stop
}

// person is somebody who may be written to by this channel.
func (k *kit) person(name string) (id uuid.UUID, address string) {
	k.Helper()
	id, address = uuid.Must(uuid.NewV7()), k.Address(name)
	k.exec(`INSERT INTO person (participant_id, forum_id, version, language, channel, address, contact_at) VALUES ($1, $2, 1, 'kk', $3, $4, now())`, id, k.forum, k.name, address)
	k.exec(`INSERT INTO consent (participant_id, scope, channel, version, given, changed_at) VALUES ($1, 'processing', '', 1, true, now()), ($1, 'notifications', $2, 1, true, now())`, id, k.name)
	return id, address
}

// queue makes a message to a person that is due.
func (k *kit) queue(person uuid.UUID) uuid.UUID {
	k.Helper()
	id, fact := uuid.Must(uuid.NewV7()), uuid.Must(uuid.NewV7())
	words, err := json.Marshal(letter.Letter{
		Language: "kk", Subject: "№ 12 ұсынысыңыз хатшылыққа түсті", From: "Форум хатшылығы", Greeting: "Құрметті форум қатысушысы!",
		Lead: []string{"Ұсынысыңыз тіркелді."}, Unsubscribe: "Бас тарту:", Regards: "Құрметпен,", Signature: []string{"форум хатшылығы"},
	})
	if err != nil {
		k.Fatal(err)
	}
	k.exec(`INSERT INTO message (message_id, forum_id, participant_id, kind, fact_id, fact_at, suggestion_ids, correlation, state, version, channel, language, letter, queued_at)
		VALUES ($1, $2, $3, 'receipt', $4, now(), '{}', 'c', 'queued', 2, $5, 'kk', $6, now())`, id, k.forum, person, fact, k.name, string(words))
	return id
}

// write is a message to a new person.
func (k *kit) write(name string) (message uuid.UUID, address string) {
	k.Helper()
	person, address := k.person(name)
	return k.queue(person), address
}

func (k *kit) exec(statement string, args ...any) {
	k.Helper()
	if _, err := k.db.Exec(statement, args...); err != nil {
		k.Fatal(err)
	}
}

// row is what the table says of a message.
type row struct {
	State    string  `db:"state"`
	Attempts int     `db:"attempts"`
	Version  int     `db:"version"`
	Reason   string  `db:"last_error"`
	Evidence string  `db:"evidence"`
	Pause    float64 `db:"pause"` // until the next attempt, in hours
}

func (k *kit) row(message uuid.UUID) (r row) {
	k.Helper()
	err := k.db.Get(&r, `SELECT state, attempts, version, last_error, evidence,
		coalesce(extract(epoch FROM next_attempt_at - now()) / 3600, 0)::float8 AS pause FROM message WHERE message_id = $1`, message)
	if err != nil {
		k.Fatal(err)
	}
	return r
}

// until waits until the message is in the state after so many attempts.
func (k *kit) until(message uuid.UUID, state string, attempts int) row {
	k.Helper()
	var got row
	testkit.Eventually(k.T, fmt.Sprintf("%s after %d attempts", state, attempts), func() bool {
		got = k.row(message)
		return got.State == state && got.Attempts == attempts
	})
	return got
}

// hurry makes the next attempt due.
func (k *kit) hurry(message uuid.UUID) {
	k.exec(`UPDATE message SET next_attempt_at = now() WHERE message_id = $1 AND state = 'queued'`, message)
}

// told counts the events of a name about a message.
func (k *kit) told(name string, message uuid.UUID) (n int) {
	k.Helper()
	if err := k.db.Get(&n, `SELECT count(*) FROM outbox WHERE name = $1 AND data::json->>'notice_id' = $2`, name, message.String()); err != nil {
		k.Fatal(err)
	}
	return n
}
