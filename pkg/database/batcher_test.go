package database

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

func TestBatcherSharesBatchesAndAnswersEachCaller(t *testing.T) {
	entered, release := make(chan int), make(chan struct{})
	b := NewBatcher(10, func(_ context.Context, in []int) ([]string, error) {
		entered <- len(in)
		<-release
		out := make([]string, len(in))
		for i, n := range in {
			out[i] = fmt.Sprint(n)
		}
		return out, nil
	})
	var callers sync.WaitGroup
	call := func(n int) {
		callers.Go(func() {
			if got, err := b.Do(t.Context(), n); err != nil || got != fmt.Sprint(n) {
				t.Errorf("caller %d got %q, %v", n, got, err)
			}
		})
	}
	call(0)
	if n := <-entered; n != 1 {
		t.Fatalf("a lone caller must be served at once, got a batch of %d", n)
	}
	for n := 1; n <= 25; n++ {
		call(n)
	}
	for waiting := 0; waiting < 25; { // all have queued behind the first batch
		b.mu.Lock()
		waiting = len(b.waiting)
		b.mu.Unlock()
	}
	close(release)
	if x, y, z := <-entered, <-entered, <-entered; x != 10 || y != 10 || z != 5 {
		t.Errorf("got batches of %d, %d, %d; want 10, 10, 5", x, y, z)
	}
	callers.Wait()
}

func TestBatcherFailures(t *testing.T) {
	broken := errors.New("broken")
	b := NewBatcher(1, func(_ context.Context, in []string) ([]int, error) {
		switch in[0] {
		case "panic":
			panic("boom")
		case "error":
			return nil, broken
		case "short":
			return nil, nil
		}
		return []int{len(in[0])}, nil
	})
	for _, in := range []string{"panic", "error", "short"} {
		if _, err := b.Do(t.Context(), in); err == nil {
			t.Errorf("%s: want an error", in)
		}
	}
	if n, err := b.Do(t.Context(), "fine"); err != nil || n != 4 {
		t.Errorf("after failures: got %d, %v", n, err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Do(gone, "error"); err == nil {
		t.Error("a caller that gave up must get an error")
	}
}

// One bad input fails alone; when the database is away, nobody is tried again.
func TestBatcherTellsWhoIsToBlame(t *testing.T) {
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		fault  error
		failed int // of five inputs, of which one is bad
		calls  int // of do, after the first
	}{
		"a bad input":          {broken, 1, 1 + 5},
		"the database is away": {driver.ErrBadConn, 5, 1},
		"too slow":             {context.DeadlineExceeded, 5, 1},
	} {
		t.Run(name, func(t *testing.T) {
			entered, release, calls := make(chan struct{}), make(chan struct{}), 0
			b := NewBatcher(10, func(_ context.Context, in []int) ([]int, error) {
				if slices.Contains(in, 0) { // those after it gather meanwhile
					close(entered)
					<-release
					return in, nil
				}
				calls++
				if slices.Contains(in, 3) {
					return nil, c.fault
				}
				return in, nil
			})
			var callers sync.WaitGroup
			var failed atomic.Int32
			call := func(n int) {
				callers.Go(func() {
					got, err := b.Do(t.Context(), n)
					switch {
					case err != nil && !errors.Is(err, c.fault):
						t.Error(err)
					case err != nil:
						failed.Add(1)
					case got != n:
						t.Errorf("caller %d got %d", n, got)
					}
				})
			}
			call(0)
			<-entered
			for n := 1; n <= 5; n++ {
				call(n)
			}
			for waiting := 0; waiting < 5; {
				b.mu.Lock()
				waiting = len(b.waiting)
				b.mu.Unlock()
			}
			close(release)
			callers.Wait()
			if int(failed.Load()) != c.failed || calls != c.calls {
				t.Errorf("%d failed in %d calls, want %d in %d", failed.Load(), calls, c.failed, c.calls)
			}
		})
	}
}
