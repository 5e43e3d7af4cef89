package web

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"golang.org/x/time/rate"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// mostKeys bounds the memory of a limit; past it those who have waited long
// enough are forgotten, and in a flood all.
const mostKeys = 100_000

// Limit lets each key do something burst times at once and then once every
// period.
//
// Where secrets are tried, only failures are taken (or what was taken is given
// back to who was right): a camp of 160 tablets has one address, and a stranger who fails a
// thousand times a second from it must not keep out the one who is right.
type Limit struct {
	every time.Duration
	burst int

	mu   sync.Mutex
	keys map[string]*rate.Limiter
	now  func() time.Time
}

// NewLimit makes a limit.
func NewLimit(burst int, every time.Duration) *Limit {
	return &Limit{every: every, burst: burst, keys: map[string]*rate.Limiter{}, now: time.Now}
}

// Take uses up one time of the key, or returns the problem too_many_tries with
// the time to wait.
func (l *Limit) Take(key string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	one := l.key(key, now)
	if one.AllowN(now, 1) {
		return nil
	}
	return l.refusal(one, now)
}

// Return gives back one time that was taken.
func (l *Limit) Return(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if one := l.keys[key]; one != nil {
		one.AllowN(l.now(), -1)
	}
}

// Forget gives a key all its times back.
func (l *Limit) Forget(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.keys, key)
}

func (l *Limit) refusal(one *rate.Limiter, now time.Time) error {
	return Later("too_many_tries", time.Duration((1-one.TokensAt(now))*float64(l.every)))
}

// Later is the problem of somebody who must wait, with {seconds} in its sentence
// and in the header Retry-After.
func Later(code string, wait time.Duration) error {
	seconds := int(math.Ceil(wait.Seconds()))
	return huma.ErrorWithHeaders(problem.TooMany(code, "seconds", seconds), http.Header{retryAfter: {strconv.Itoa(seconds)}})
}

const retryAfter = "Retry-After"

// RetryAfter are the seconds to wait that an error names; "" when it names none.
func RetryAfter(err error) string {
	if h := huma.HeadersError(nil); errors.As(err, &h) {
		return h.GetHeaders().Get(retryAfter)
	}
	return ""
}

func (l *Limit) key(key string, now time.Time) *rate.Limiter {
	one := l.keys[key]
	if one == nil {
		if len(l.keys) >= mostKeys {
			l.forget(now)
		}
		one = rate.NewLimiter(rate.Every(l.every), l.burst)
		l.keys[key] = one
	}
	return one
}

func (l *Limit) forget(now time.Time) {
	for key, one := range l.keys {
		if one.TokensAt(now) >= float64(l.burst) {
			delete(l.keys, key)
		}
	}
	if len(l.keys) >= mostKeys {
		clear(l.keys)
	}
}
