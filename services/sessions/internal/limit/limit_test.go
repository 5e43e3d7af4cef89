package limit

import (
	"fmt"
	"testing"
	"time"
)

func TestLimit(t *testing.T) {
	now := time.Now()
	l := New(2, 10*time.Second)
	l.now = func() time.Time { return now }
	step := func(name string, want bool) {
		t.Helper()
		if got := l.Take("a") == nil; got != want {
			t.Errorf("%s: got %v", name, got)
		}
	}
	step("first", true)
	step("second", true)
	step("third", false)
	if l.Take("b") != nil {
		t.Error("another key waits too")
	}
	now = now.Add(9 * time.Second)
	step("too early", false)
	now = now.Add(time.Second)
	step("after the period", true)
	step("and no more", false)
	l.Return("a")
	step("given back", true)
	now = now.Add(time.Hour)
	step("a long time", true)
	step("gives no more than the burst", true)
	step("that is", false)
}

func TestLimitForgetsTheIdle(t *testing.T) {
	now := time.Now()
	l := New(1, time.Second)
	l.now = func() time.Time { return now }
	for i := range maxKeys {
		_ = l.Take(fmt.Sprint(i))
	}
	now = now.Add(time.Minute)
	_ = l.Take("new")
	if len(l.buckets) > 2 {
		t.Errorf("remembers %d keys", len(l.buckets))
	}
}
