package bus

import (
	"testing"
	"time"
)

// Hurry makes events that failed come back at once, and what is looked at now
// and then be looked at all the time.
func Hurry(t testing.TB) {
	t.Helper()
	first, most := nakFirst, nakMost
	nakFirst, nakMost = 4*time.Millisecond, 40*time.Millisecond
	compare, check, probe, unsent, health := compareEvery, checkEvery, probeEvery, unsentMost, healthEvery
	compareEvery, checkEvery, probeEvery = 50*time.Millisecond, 50*time.Millisecond, 500*time.Millisecond
	unsentMost, healthEvery = time.Second, 200*time.Millisecond
	t.Cleanup(func() {
		nakFirst, nakMost, compareEvery, checkEvery = first, most, compare, check
		probeEvery, unsentMost, healthEvery = probe, unsent, health
	})
}

// Woken reports, once, that the relay has been told to look.
func (b *Bus) Woken() bool {
	select {
	case <-b.wake:
		return true
	default:
		return false
	}
}

// Press makes the pressure high until it is let go.
func (p *Pressure) Press() (letGo func()) {
	set := func(at time.Time, level float64) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.at, p.level = at, level
	}
	set(time.Now().Add(time.Hour), 1e9)
	return func() { set(time.Now(), 0) }
}

// Drain ends the live streams of a bus that is not run.
func (b *Bus) Drain() { b.drain() }
