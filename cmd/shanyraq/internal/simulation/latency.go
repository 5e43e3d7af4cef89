package simulation

import (
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Latency is how long one leg of the way took, in milliseconds.
type Latency struct {
	Count int     `json:"count"`
	P50   float64 `json:"p50"`
	P90   float64 `json:"p90"`
	P99   float64 `json:"p99"`
	Max   float64 `json:"max"`
}

// stopwatch gathers how long things took. It is safe for concurrent use.
type stopwatch struct {
	mu    sync.Mutex
	times []time.Duration
}

func (s *stopwatch) add(d time.Duration) {
	s.mu.Lock()
	s.times = append(s.times, max(d, 0))
	s.mu.Unlock()
}

func (s *stopwatch) latency() Latency {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.times)
	if n == 0 {
		return Latency{}
	}
	slices.Sort(s.times)
	at := func(share float64) float64 {
		return milliseconds(s.times[max(int(math.Ceil(share*float64(n)))-1, 0)])
	}
	return Latency{Count: n, P50: at(.50), P90: at(.90), P99: at(.99), Max: at(1)}
}

// moment is a point of time that one goroutine sets and another reads.
type moment struct{ after atomic.Int64 }

// epoch keeps the monotonic clock, which no change of the time of day disturbs.
var epoch = time.Now()

func (m *moment) now() { m.after.Store(int64(time.Since(epoch))) }
func (m *moment) until(t time.Time) time.Duration {
	return t.Sub(epoch) - time.Duration(m.after.Load())
}

// milliseconds rounds to hundredths, which is all that means anything.
func milliseconds(d time.Duration) float64 {
	return math.Round(float64(d)/float64(time.Millisecond)*100) / 100
}
