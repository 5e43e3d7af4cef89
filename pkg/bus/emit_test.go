package bus_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// said are the first n events of the stream.
func said(t *testing.T, nc *nats.Conn, n int) []*jetstream.RawStreamMsg {
	t.Helper()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	s, err := js.Stream(t.Context(), "alpha")
	if err != nil {
		t.Fatal(err)
	}
	all := make([]*jetstream.RawStreamMsg, n)
	for i := range all {
		if all[i], err = s.GetMsg(t.Context(), uint64(i+1)); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func TestInTxWakesTheRelayForWhatWasEmitted(t *testing.T) {
	db, _ := openDatabase(t)
	b := open(t, "alpha", db, testkit.NATS(t))
	note := notes("a", 1)[0]
	for name, c := range map[string]struct {
		do   func(ctx context.Context, tx *sqlx.Tx) error
		woke bool
		kept int // of what it emits
	}{
		"nothing is emitted": {func(context.Context, *sqlx.Tx) error { return nil }, false, 0},
		"an event":           {func(ctx context.Context, tx *sqlx.Tx) error { return bus.Emit(ctx, tx, note) }, true, 1},
		"a burst": {func(ctx context.Context, tx *sqlx.Tx) error {
			return bus.EmitEach(ctx, tx, bus.Outgoing{Context: t.Context(), Event: note}, bus.Outgoing{Context: t.Context(), Event: note})
		}, true, 2},
		"an empty burst": {func(ctx context.Context, tx *sqlx.Tx) error { return bus.EmitEach(ctx, tx) }, false, 0},
		"undone": {func(ctx context.Context, tx *sqlx.Tx) error {
			return errors.Join(bus.Emit(ctx, tx, note), errors.ErrUnsupported)
		}, false, 0},
	} {
		db.MustExec(`DELETE FROM outbox`)
		if err := b.InTx(t.Context(), c.do); (err != nil) != (name == "undone") {
			t.Errorf("%s: %v", name, err)
		}
		if got := b.Woken(); got != c.woke {
			t.Errorf("%s: woken %v, want %v", name, got, c.woke)
		}
		if got := get[int](t, db, `SELECT count(*) FROM outbox`); got != c.kept {
			t.Errorf("%s: %d events are in the outbox, want %d", name, got, c.kept)
		}
	}
}

// What one call emits is published in its order, whatever is beside it.
func TestOneEmitKeepsItsOrder(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	nc := testkit.NATS(t)
	b := open(t, "alpha", db, nc)
	const n = 200
	take(t, b, notes("a", n)...)
	run(t, b)
	outboxEmpty(t, db)
	for i, m := range said(t, nc, n) {
		if want := fmt.Sprintf(`{"forum_id":"f1","id":"a","version":%d}`, i+1); string(m.Data) != want {
			t.Fatalf("event %d is %s", i+1, m.Data)
		}
	}
}

// Events of one burst have each their own cause: what a batch of others caused,
// and what several requests caused that share a transaction.
func TestABurstKeepsEachCause(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	nc := testkit.NATS(t)
	b := open(t, "alpha", db, nc)
	causes := []string{"first", "second", "third"}
	err := b.InTx(bus.WithCorrelation(t.Context(), "the batch"), func(ctx context.Context, tx *sqlx.Tx) error {
		var out []bus.Outgoing
		for i, cause := range causes {
			out = append(out, bus.Received{Correlation: cause}.Causes(ctx, notes("a", 3)[i]))
		}
		return bus.EmitEach(ctx, tx, out...)
	})
	if err != nil {
		t.Fatal(err)
	}
	run(t, b)
	outboxEmpty(t, db)
	var got []string
	for _, m := range said(t, nc, len(causes)) {
		got = append(got, m.Header.Get("ce-correlationid"))
	}
	if !slices.Equal(got, causes) {
		t.Errorf("caused by %q, want %q", got, causes)
	}
}
