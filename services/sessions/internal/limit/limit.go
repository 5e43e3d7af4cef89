// Package limit slows down those who try too often.
package limit

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// maxKeys bounds the memory; past it the full buckets are forgotten.
const maxKeys = 100_000

// Limit lets each key try burst times at once and then once every period. A
// try that turns out honest can be given back, so that only failures count and
// a whole camp behind one address is not slowed down.
type Limit struct {
	burst float64
	every time.Duration
	now   func() time.Time

	mu      sync.Mutex
	buckets map[string]bucket
}

type bucket struct {
	left float64
	at   time.Time
}

// New makes a limit.
func New(burst int, every time.Duration) *Limit {
	return &Limit{burst: float64(burst), every: every, now: time.Now, buckets: map[string]bucket{}}
}

// Take uses up one try of the key, or returns the problem too_many_tries with
// the time to wait.
func (l *Limit) Take(key string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.bucket(key)
	if b.left < 1 {
		wait := time.Duration((1 - b.left) * float64(l.every))
		seconds := int(wait/time.Second) + 1
		return huma.ErrorWithHeaders(problem.TooMany("too_many_tries", "seconds", seconds),
			http.Header{"Retry-After": {strconv.Itoa(seconds)}})
	}
	b.left--
	l.buckets[key] = b
	return nil
}

// Return gives one try back.
func (l *Limit) Return(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.bucket(key)
	b.left = min(b.left+1, l.burst)
	l.buckets[key] = b
}

func (l *Limit) bucket(key string) bucket {
	now := l.now()
	b, ok := l.buckets[key]
	if !ok {
		if len(l.buckets) >= maxKeys {
			l.forget(now)
		}
		return bucket{left: l.burst, at: now}
	}
	return l.filled(b, now)
}

func (l *Limit) filled(b bucket, now time.Time) bucket {
	b.left = min(b.left+float64(now.Sub(b.at))/float64(l.every), l.burst)
	b.at = now
	return b
}

// forget drops the buckets that are full again, or, in a flood, all.
func (l *Limit) forget(now time.Time) {
	for key, b := range l.buckets {
		if l.filled(b, now).left >= l.burst {
			delete(l.buckets, key)
		}
	}
	if len(l.buckets) >= maxKeys {
		clear(l.buckets)
	}
}
