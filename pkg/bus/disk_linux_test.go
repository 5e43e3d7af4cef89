package bus_test

import (
	"strings"
	"syscall"
	"testing"

	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// long is a note that finds no room in what is left of a page.
func long(n int) []noted {
	all := notes("long", n)
	for i := range all {
		all[i].ID = strings.Repeat("x", 3000)
	}
	return all
}

// The disk fills up under a running server, is full for a while, and has room
// again. Nobody lends a hand.
func TestDiskFullAndFreed(t *testing.T) {
	bus.Hurry(t) // without noLeaks: of a stream that could not be written NATS leaves a goroutine behind
	disk := testkit.SmallDisk(t, 16)
	db, _ := openDatabase(t)
	betaDB, _ := openDatabase(t)
	server, err := bus.Server(t.Context(), bus.ServerOptions{Dir: disk.Path + "/nats", Log: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	nc, err := server.Connect()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	alpha, beta := open(t, "alpha", db, nc), open(t, "beta", betaDB, nc)
	run(t, alpha)
	run(t, beta, keep("keep"))
	take(t, alpha, long(50)...)
	once(t, betaDB, 50)
	ready(t, alpha, beta)

	disk.Fill(t)
	for range 20 {
		take(t, alpha, long(5)...)
	}
	testkit.Eventually(t, "NATS says what is wrong", func() bool {
		err := server.Ready(t.Context())
		return err != nil && strings.Contains(err.Error(), syscall.ENOSPC.Error())
	})
	testkit.Eventually(t, "so does the service", func() bool {
		err := alpha.Ready(t.Context())
		return err != nil && strings.Contains(err.Error(), "since ") && strings.Contains(err.Error(), "waiting to be published")
	})

	disk.Free(t)
	once(t, betaDB, 150)
	outboxEmpty(t, db)
	ready(t, alpha, beta)
	testkit.Eventually(t, "NATS is well", func() bool { return server.Ready(t.Context()) == nil })
}

// A database that refuses to store is noticed, though it answers pings.
func TestADatabaseThatStoresNothingIsNotReady(t *testing.T) {
	noLeaks(t)
	bus.Hurry(t)
	db, _ := openDatabase(t)
	b := open(t, "alpha", db, testkit.NATS(t))
	run(t, b)
	ready(t, b)
	db.MustExec(`ALTER TABLE probe ADD CONSTRAINT full_disk CHECK (false)`)
	testkit.Eventually(t, "it says that nothing is stored", func() bool {
		err := b.Ready(t.Context())
		return err != nil && strings.Contains(err.Error(), "the database of alpha stores nothing")
	})
	db.MustExec(`ALTER TABLE probe DROP CONSTRAINT full_disk`)
	ready(t, b)
}
