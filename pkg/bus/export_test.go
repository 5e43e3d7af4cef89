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

// Press makes the pressure high for as long as the test lasts.
func (p *Pressure) Press() { p.at, p.level = time.Now().Add(time.Hour), 1e9 }

// Drain ends the live streams of a bus that is not run.
func (b *Bus) Drain() { b.drain() }
