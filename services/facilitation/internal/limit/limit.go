// Package limit slows down phones that ask too often. Nobody is signed in
// there, so a network address is all there is to go by; it is never stored or
// logged.
package limit

import (
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"golang.org/x/time/rate"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// maxKeys bounds the memory; past it all keys begin anew.
const maxKeys = 100_000

// Limit lets each key try burst times at once and then a number of times a
// second.
type Limit struct {
	perSecond rate.Limit
	burst     int

	mu   sync.Mutex
	keys map[string]*rate.Limiter
}

// New makes a limit.
func New(perSecond float64, burst int) *Limit {
	return &Limit{perSecond: rate.Limit(perSecond), burst: burst, keys: map[string]*rate.Limiter{}}
}

// Take uses up one try of the key, or returns the problem too_many_requests
// with the time to wait.
func (l *Limit) Take(key string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.keys[key]
	if one == nil {
		if len(l.keys) >= maxKeys {
			clear(l.keys)
		}
		one = rate.NewLimiter(l.perSecond, l.burst)
		l.keys[key] = one
	}
	now := time.Now()
	if one.AllowN(now, 1) {
		return nil
	}
	seconds := int(math.Ceil((1 - one.TokensAt(now)) / float64(l.perSecond)))
	return huma.ErrorWithHeaders(problem.TooMany("too_many_requests", "seconds", seconds),
		http.Header{"Retry-After": {strconv.Itoa(seconds)}})
}

// Address is a client's network address. proxies is how many reverse proxies
// stand before us: each appends one address to X-Forwarded-For, and what stands
// before those could be made up.
func Address(ctx huma.Context, proxies int) string {
	return address(ctx.Header("X-Forwarded-For"), ctx.RemoteAddr(), proxies)
}

// AddressOf is the same for a page.
func AddressOf(r *http.Request, proxies int) string {
	return address(r.Header.Get("X-Forwarded-For"), r.RemoteAddr, proxies)
}

func address(forwarded, remote string, proxies int) string {
	if hops := strings.Split(forwarded, ","); proxies > 0 && len(hops) >= proxies {
		return strings.TrimSpace(hops[len(hops)-proxies])
	}
	if host, _, err := net.SplitHostPort(remote); err == nil {
		return host
	}
	return remote
}
