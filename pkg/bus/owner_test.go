package bus_test

import (
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func copies(n int) func(*bus.Options) { return func(o *bus.Options) { o.Replicas = n } }

// A stream of a cluster has three copies. Neither a service that only listens
// nor one that was started without the setting takes any of them away.
func TestCopiesAreLoweredOnlyWhenAsked(t *testing.T) {
	db, _ := openDatabase(t)
	betaDB, _ := openDatabase(t)
	nc := testkit.Cluster(t)
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	has := func(name string) int {
		s, err := js.Stream(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		return s.CachedInfo().Config.Replicas
	}
	stop := run(t, open(t, "alpha", db, nc, copies(3)), keep("own"))
	if got := has("alpha"); got != 3 {
		t.Fatalf("made with %d copies, want 3", got)
	}
	stop()

	stopBeta := run(t, open(t, "beta", betaDB, nc, copies(1)), keep("foreign"))
	again := open(t, "alpha", db, nc, copies(0))
	run(t, again, keep("own"))
	take(t, again, notes("a", 3)...)
	testkit.Eventually(t, "beta has heard alpha", func() bool { return get[int](t, betaDB, `SELECT count(*) FROM applied`) == 3 })
	for _, name := range []string{"alpha", "poison"} {
		if got := has(name); got != 3 {
			t.Errorf("%s has %d copies left of 3", name, got)
		}
	}
	stopBeta()

	open(t, "alpha", db, nc, copies(1))
	if got := has("alpha"); got != 1 {
		t.Errorf("%d copies, though one was asked for", got)
	}
}

func TestListenerWaitsForTheOwner(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	betaDB, _ := openDatabase(t)
	nc := testkit.NATS(t)
	beta := open(t, "beta", betaDB, nc)
	run(t, beta, keep("keep"))
	testkit.Eventually(t, "beta says what it waits for", func() bool {
		err := beta.Ready(t.Context())
		return err != nil && strings.Contains(err.Error(), "waiting for stream alpha")
	})
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.Stream(t.Context(), "alpha"); err == nil {
		t.Error("a listener made the stream")
	}
	alpha := open(t, "alpha", db, nc)
	run(t, alpha)
	take(t, alpha, notes("a", 3)...)
	testkit.Eventually(t, "beta has heard alpha", func() bool { return get[int](t, betaDB, `SELECT count(*) FROM applied`) == 3 })
	if err := beta.Ready(t.Context()); err != nil {
		t.Errorf("nothing to wait for any more: %v", err)
	}
}
