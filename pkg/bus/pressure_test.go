package bus_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// crowd keeps so many writes in hand, each for ten milliseconds, until ctx ends.
// gone waits for that.
func crowd(ctx context.Context, p *bus.Pressure, n int, method string) (gone func()) {
	var all sync.WaitGroup
	h := p.Watch(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { pass(10 * time.Millisecond) }))
	for range n {
		all.Go(func() {
			for ctx.Err() == nil {
				h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(method, "/", nil))
			}
		})
	}
	return all.Wait
}

// pass lets the time of the synctest bubble pass, for which nobody waits.
func pass(d time.Duration) { time.Sleep(d) } //nolint:forbidigo // not the real clock

func TestPressure(t *testing.T) {
	many := 8 * runtime.GOMAXPROCS(0)
	for name, c := range map[string]struct {
		n      int
		method string
		high   bool
	}{
		"nobody":        {0, "POST", false},
		"a few":         {2, "POST", false},
		"a crowd":       {many, "POST", true},
		"many who read": {many, "GET", false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var p bus.Pressure
				p.High() // the first window begins
				ctx, cancel := context.WithCancel(t.Context())
				gone := crowd(ctx, &p, c.n, c.method)
				defer gone()
				defer cancel()
				pass(200 * time.Millisecond)
				if got := p.High(); got != c.high {
					t.Errorf("high: got %v", got)
				}
			})
		})
	}
}

func TestYield(t *testing.T) {
	many := 8 * runtime.GOMAXPROCS(0)
	waited := func(p *bus.Pressure) time.Duration {
		started := time.Now()
		p.Yield(context.Background())
		return time.Since(started)
	}
	for name, c := range map[string]struct {
		crowd, atLeast, atMost time.Duration // how long it stays; how long Yield takes
	}{
		"nobody is there":  {0, 0, 0},
		"until it is gone": {300 * time.Millisecond, 250 * time.Millisecond, 500 * time.Millisecond},
		"but not for ever": {time.Hour, time.Second, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var p bus.Pressure
				p.High()
				ctx, cancel := context.WithTimeout(t.Context(), c.crowd+100*time.Millisecond)
				if c.crowd > 0 {
					defer crowd(ctx, &p, many, "POST")()
				}
				defer cancel()
				pass(100 * time.Millisecond)
				if got := waited(&p); got < c.atLeast || got > c.atMost {
					t.Errorf("waited %v, want %v to %v", got, c.atLeast, c.atMost)
				}
			})
		})
	}
	var none *bus.Pressure
	if got := waited(none); got > 10*time.Millisecond {
		t.Errorf("without a measure: waited %v", got)
	}
}

// An effect waits as long as people keep the process busy, a second at most.
func TestFollowersGiveWay(t *testing.T) {
	noLeaks(t)
	db, _ := openDatabase(t)
	var p bus.Pressure
	letGo := p.Press()
	t.Cleanup(letGo)
	b := open(t, "alpha", db, testkit.NATS(t), func(o *bus.Options) { o.Pressure = &p })
	done := make(chan time.Time, 1)
	run(t, b, bus.On("follow", func(context.Context, *sqlx.Tx, noted, bus.Received) error {
		done <- time.Now()
		return nil
	}))
	emitted := time.Now()
	take(t, b, notes("a", 1)...)
	select {
	case at := <-done:
		if waited := at.Sub(emitted); waited < time.Second {
			t.Errorf("the effect gave way for %v only", waited)
		}
	case <-time.After(testkit.Patience):
		t.Error("the effect never came")
	}
}
