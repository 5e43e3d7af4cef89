package database

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Batcher is a group commit without waiting: while one batch is being worked
// on, the next one gathers. A lone caller is served at once, a crowd shares
// transactions, and nobody is answered before its batch is done. One bad input
// fails alone.
type Batcher[In, Out any] struct {
	max int
	do  func(ctx context.Context, in []In) ([]Out, error)

	mu      sync.Mutex
	waiting []*entry[In, Out]
	running bool
}

type entry[In, Out any] struct {
	ctx  context.Context
	in   In
	out  Out
	err  error
	done chan struct{}
}

// NewBatcher makes a batcher. do gets 1 to max inputs and returns as many
// outputs in the same order, or an error, having done nothing. One of several may
// be to blame for that: unless the database is away, each is then done alone and
// has its own error.
func NewBatcher[In, Out any](max int, do func(ctx context.Context, in []In) ([]Out, error)) *Batcher[In, Out] {
	return &Batcher[In, Out]{max: max, do: do}
}

// batchTime is how long a batch may take: whoever comes next waits for it, also
// when the database does not answer.
const batchTime = 10 * time.Second

// Do hands in one input and waits for its batch. A caller that gives up gets
// its context's error; its input may still be done with the batch.
func (b *Batcher[In, Out]) Do(ctx context.Context, in In) (Out, error) {
	e := &entry[In, Out]{ctx: ctx, in: in, done: make(chan struct{})}
	b.mu.Lock()
	b.waiting = append(b.waiting, e)
	if !b.running {
		b.running = true
		go b.run()
	}
	b.mu.Unlock()
	select {
	case <-e.done:
		return e.out, e.err
	case <-ctx.Done():
		var none Out
		return none, ctx.Err()
	}
}

// run works until nothing waits.
func (b *Batcher[In, Out]) run() {
	for {
		b.mu.Lock()
		n := min(len(b.waiting), b.max)
		if n == 0 {
			b.running = false
			b.mu.Unlock()
			return
		}
		batch := b.waiting[:n:n]
		b.waiting = b.waiting[n:]
		b.mu.Unlock()
		b.work(batch)
	}
}

func (b *Batcher[In, Out]) work(batch []*entry[In, Out]) {
	err := b.try(batch)
	for i := 0; i < len(batch) && len(batch) > 1 && ofItsInputs(err); i++ {
		if e := b.try(batch[i : i+1]); e != nil && !ofItsInputs(e) {
			break // the others keep the error of the batch
		}
	}
	for _, e := range batch {
		close(e.done)
	}
}

// ofItsInputs reports that a failure may be the fault of an input, and not of the
// database that is away or too slow.
func ofItsInputs(err error) bool {
	return err != nil && !Away(err) && !errors.Is(err, context.DeadlineExceeded)
}

// try does a batch and notes the outcome in its entries.
func (b *Batcher[In, Out]) try(batch []*entry[In, Out]) (err error) {
	in := make([]In, len(batch))
	for i, e := range batch {
		in[i] = e.in
	}
	var out []Out
	func() {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("batch panicked: %v", p)
			}
		}()
		// The batch outlives any one caller, so it keeps the values (trace)
		// of the first and the cancellation of none.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(batch[0].ctx), batchTime)
		defer cancel()
		out, err = b.do(ctx, in)
		if err == nil && len(out) != len(in) {
			err = fmt.Errorf("batch of %d returned %d results", len(in), len(out))
		}
	}()
	for i, e := range batch {
		if e.err = err; err == nil {
			e.out = out[i]
		}
	}
	return err
}
