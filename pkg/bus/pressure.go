package bus

import (
	"context"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

const (
	pressureWindow = 50 * time.Millisecond
	// yieldMost is how long a follower gives way before it does one batch all the
	// same: what people see elsewhere grows late under pressure, it never stops.
	yieldMost = time.Second
)

// Pressure is how busy people keep this process: how many of their writes it is
// working on at a time, on average. Followers (the effects of events) give way
// while it is high, because somebody waits for each of those writes and nobody
// for the followers; what they have not done yet is safe in the stream.
//
// One Pressure serves all services of a process. The zero value is ready to use;
// nil measures nothing and nobody gives way to it.
type Pressure struct {
	spent atomic.Int64 // nanoseconds on writes that are answered

	mu    sync.Mutex
	at    time.Time
	seen  int64
	level float64 // of the last window
}

// Watch measures what next is busy with. Reads do not count: they are short, or
// live streams, which last for hours.
func (p *Pressure) Watch(next http.Handler) http.Handler {
	if p == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		started := time.Now()
		defer func() { p.spent.Add(int64(time.Since(started))) }()
		next.ServeHTTP(w, r)
	})
}

// High reports that more writes were in hand than two for each processor.
func (p *Pressure) High() bool {
	if p == nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if past := now.Sub(p.at); past >= pressureWindow {
		spent := p.spent.Load()
		p.level = float64(spent-p.seen) / float64(past)
		p.at, p.seen = now, spent
	}
	return p.level > float64(2*runtime.GOMAXPROCS(0))
}

// Yield waits while the pressure is high, but not longer than a second.
func (p *Pressure) Yield(ctx context.Context) {
	if !p.High() {
		return
	}
	most := time.NewTimer(yieldMost)
	defer most.Stop()
	look := time.NewTicker(pressureWindow)
	defer look.Stop()
	for p.High() {
		select {
		case <-look.C:
		case <-most.C:
			return
		case <-ctx.Done():
			return
		}
	}
}
