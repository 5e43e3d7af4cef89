package web

import (
	"strconv"
	"testing"
	"time"
)

func TestTurnsAreKept(t *testing.T) {
	now := time.Now()
	turns := NewTurns(3, 2*time.Second)
	turns.now = func() time.Time { return now }
	take := func(want time.Duration, who string) {
		t.Helper()
		if got := turns.Take("address", who); got.Round(time.Millisecond) != want {
			t.Errorf("%s waits %v, want %v", who, got, want)
		}
	}
	for _, who := range []string{"a", "b", "c"} {
		take(0, who)
	}
	take(2*time.Second, "d")
	take(4*time.Second, "e")
	take(2*time.Second, "d") // asking again moves nobody
	if wait := turns.Take("another", "d"); wait != 0 {
		t.Errorf("another address waits %v", wait)
	}
	now = now.Add(4 * time.Second)
	for range 300 { // whoever comes now comes after them
		if turns.Take("address", strconv.Itoa(len(turns.turns))) == 0 {
			t.Fatal("a newcomer took a turn that was given")
		}
	}
	take(0, "e")
	take(0, "d")
}

func TestTurnsForgetWhoNeverCame(t *testing.T) {
	now := time.Now()
	turns := NewTurns(1, time.Nanosecond)
	turns.now = func() time.Time { return now }
	for i := range 2 * mostKeys {
		turns.Take(strconv.Itoa(i), "a")
		turns.Take(strconv.Itoa(i), "b")
		now = now.Add(10)
	}
	if len(turns.turns) > mostKeys || len(turns.keys) > mostKeys {
		t.Errorf("%d turns of %d keys are kept", len(turns.turns), len(turns.keys))
	}
}
