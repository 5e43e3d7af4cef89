package database

import (
	"context"
	"errors"
	"fmt"
	"sync"
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
