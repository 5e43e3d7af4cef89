package bus

import (
	"testing"
	"time"
)

// Hurry makes events that failed come back at once. The returned function
// undoes it; call it after everything has stopped.
func Hurry(t testing.TB) {
	t.Helper()
	first, most := nakFirst, nakMost
	nakFirst, nakMost = 4*time.Millisecond, 40*time.Millisecond
	t.Cleanup(func() { nakFirst, nakMost = first, most })
}

// Drain ends the live streams of a bus that is not run.
func (b *Bus) Drain() { b.drain() }
