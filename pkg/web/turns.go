package web

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Turns let each key do something burst times at once and then once every period,
// in the order in which they asked: who comes too early has a turn of its own,
// which nobody who comes later can take. It is for what must be slowed and not
// refused, where honest people may share a key with somebody who floods it.
type Turns struct {
	every time.Duration
	burst int

	mu    sync.Mutex
	keys  map[string]*rate.Limiter
	turns map[turn]time.Time
	now   func() time.Time
}

type turn struct{ key, who string }

// NewTurns makes turns.
func NewTurns(burst int, every time.Duration) *Turns {
	return &Turns{every: every, burst: burst, keys: map[string]*rate.Limiter{}, turns: map[turn]time.Time{}, now: time.Now}
}

// Take uses up one time of the key, or tells how long it is until who's turn,
// which stays the same however often it is asked.
func (t *Turns) Take(key, who string) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now, mine := t.now(), turn{key, who}
	at, known := t.turns[mine]
	if !known {
		at = now.Add(t.limiter(key).ReserveN(now, 1).DelayFrom(now))
	}
	if !at.After(now) {
		delete(t.turns, mine)
		return 0
	}
	if !known {
		t.forget(now)
		t.turns[mine] = at
	}
	return at.Sub(now)
}

func (t *Turns) limiter(key string) *rate.Limiter {
	one := t.keys[key]
	if one == nil {
		one = rate.NewLimiter(rate.Every(t.every), t.burst)
		t.keys[key] = one
	}
	return one
}

// forget bounds the memory: turns that came and were not used end when there are
// very many, and in a flood all do.
func (t *Turns) forget(now time.Time) {
	if len(t.turns) < mostKeys && len(t.keys) < mostKeys {
		return
	}
	for one, at := range t.turns {
		if at.Before(now) {
			delete(t.turns, one)
		}
	}
	for key, one := range t.keys {
		if one.TokensAt(now) >= float64(t.burst) {
			delete(t.keys, key)
		}
	}
	if len(t.turns) >= mostKeys || len(t.keys) >= mostKeys {
		clear(t.turns)
		clear(t.keys)
	}
}
