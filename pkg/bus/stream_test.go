package bus_test

import (
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// A start leaves a stream alone that is as it should be: an update rewrites its
// files, and the server races with it when consumers are made meanwhile.
func TestStreamIsUpdatedOnlyWhenItDiffers(t *testing.T) {
	noLeaks(t)
	bus.Hurry(t)
	db, _ := openDatabase(t)
	nc := testkit.NATS(t)
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	made, err := js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "alpha", Subjects: []string{"alpha.>"}, Duplicates: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	before := made.CachedInfo().Config
	updates, err := nc.SubscribeSync("$JS.EVENT.ADVISORY.STREAM.UPDATED.alpha")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		run(t, open(t, "alpha", db, nc))
	}
	fresh, err := js.Stream(t.Context(), "alpha")
	if err != nil {
		t.Fatal(err)
	}
	now := fresh.CachedInfo().Config
	if now.Duplicates <= before.Duplicates || !now.AllowAtomicPublish {
		t.Errorf("the stream of another version stayed as it was: %+v", now)
	}
	if err := nc.Flush(); err != nil {
		t.Fatal(err)
	}
	if _, err := updates.NextMsg(time.Second); err != nil {
		t.Errorf("no update was told: %v", err)
	}
	if n, _, _ := updates.Pending(); n != 0 {
		t.Errorf("%d updates of a stream that was as it should be", n)
	}
}
