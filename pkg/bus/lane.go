package bus

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

// lane is a group commit that keeps the order of the stream: while one batch is
// being worked on, the next one gathers. It differs from database.Batcher in
// that joining and waiting are two steps, so that deliveries can join in the
// order of the stream, and in that each member has its own error.
type lane struct {
	do       func([]*delivery) []error
	pressure *Pressure

	mu      sync.Mutex
	waiting []member
	running bool
}

type member struct {
	*delivery
	result chan<- error
}

// join adds d to the next batch. The channel gives its result once.
func (l *lane) join(d *delivery) <-chan error {
	result := make(chan error, 1)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = append(l.waiting, member{d, result})
	if !l.running {
		l.running = true
		go l.run()
	}
	return result
}

// run works until nothing waits. A delivery that is tried again is sorted in
// where it belongs among those at hand.
func (l *lane) run() {
	for {
		l.pressure.Yield(context.Background())
		started := time.Now()
		l.mu.Lock()
		n := min(len(l.waiting), inFlight)
		if n == 0 {
			l.running = false
			l.mu.Unlock()
			return
		}
		batch := l.waiting[:n:n]
		l.waiting = l.waiting[n:]
		l.mu.Unlock()

		slices.SortStableFunc(batch, func(a, b member) int { return cmp.Compare(a.Sequence, b.Sequence) })
		ds := make([]*delivery, n)
		for i, m := range batch {
			ds[i] = m.delivery
		}
		for i, err := range l.do(ds) {
			batch[i].result <- err
		}
		// As with the relay: many small transactions, each waiting for the
		// disk, would take it from those whom people wait for. What has come
		// in a crowd can be applied in one.
		gather(context.Background(), started, n)
	}
}
