package bus_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// Events a second from a full outbox to JetStream.
func BenchmarkRelay(b *testing.B) {
	db, _ := openDatabase(b)
	nc := testkit.NATS(b)
	alpha := open(b, "alpha", db, nc)
	for left := b.N; left > 0; left -= 1000 {
		take(b, alpha, notes("a", min(left, 1000))...)
	}
	b.ResetTimer()
	run(b, alpha)
	testkit.Eventually(b, "all is published", func() bool { return stream(b, nc, "alpha").Msgs >= uint64(b.N) })
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// Events a second from JetStream to the effect's table, one INSERT each.
func BenchmarkEffect(b *testing.B) {
	db, _ := openDatabase(b)
	betaDB, _ := openDatabase(b)
	nc := testkit.NATS(b)
	alpha := open(b, "alpha", db, nc)
	for left := b.N; left > 0; left -= 1000 {
		take(b, alpha, notes("a", min(left, 1000))...)
	}
	stop := run(b, alpha)
	testkit.Eventually(b, "all is published", func() bool { return stream(b, nc, "alpha").Msgs >= uint64(b.N) })
	stop()
	beta := open(b, "beta", betaDB, nc)
	b.ResetTimer()
	run(b, beta, keep("keep"))
	testkit.Eventually(b, "all is applied", func() bool { return get[int](b, betaDB, `SELECT count(*) FROM applied`) >= b.N })
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// From before the transaction to the browser at 200 events a second and eight
// listeners; run with -benchtime=2000x.
func BenchmarkLive(b *testing.B) {
	const rate, clients = 200, 8
	db, _ := openDatabase(b)
	nc := testkit.NATS(b)
	alpha := open(b, "alpha", db, nc)
	run(b, alpha)
	url := liveServer(b, alpha) + "?forum=f1"
	var (
		mu   sync.Mutex
		ages []time.Duration
		all  sync.WaitGroup
	)
	for range clients {
		events, _ := listenTo(b, url)
		next(b, events) // ready
		all.Go(func() {
			for range b.N {
				a := age(b, next(b, events))
				mu.Lock()
				ages = append(ages, a)
				mu.Unlock()
			}
		})
	}
	b.ResetTimer()
	tick := time.NewTicker(time.Second / rate)
	defer tick.Stop()
	for range b.N {
		<-tick.C
		go func() {
			ctx := context.Background()
			if err := alpha.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error { return bus.Emit(ctx, tx, stamped{time.Now()}) }); err != nil {
				b.Error(err)
			}
		}()
	}
	all.Wait()
	slices.Sort(ages)
	at := func(q float64) float64 { return float64(ages[int(q*float64(len(ages)-1))].Microseconds()) / 1000 }
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(at(1), "max-ms")
	b.Logf("%d deliveries", len(ages))
}
