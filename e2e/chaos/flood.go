package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"
)

const (
	foreign   = 1000 // requests a second of strangers
	strangers = 64   // connections of theirs
	floodTime = 8 * time.Second
	honesty   = 150 * time.Millisecond // between two rounds of the honest
	enough    = .99                    // of what the honest ask must succeed
)

// deluge is what strangers send from the address that the honest have as well.
type deluge struct {
	name string
	path func() string
	body func(who credentials) any
}

var deluges = []deluge{
	{"anonymous renewals", func() string { return "/api/sessions/devices/" + newID() + "/token" },
		func(credentials) any { return map[string]string{"secret": rand.Text()} }},
	{"wrong pairing codes", func() string { return "/api/sessions/pairings/redeem" },
		func(credentials) any {
			return map[string]string{"code": rand.Text()[:8], "device_id": newID(), "name": "x"}
		}},
	{"sign-ins of nobody", func() string { return "/api/sessions/sign-in" },
		func(credentials) any { return credentials{rand.Text(), rand.Text()} }},
	{"one login's wrong passwords", func() string { return "/api/sessions/sign-in" },
		func(who credentials) any { return credentials{who.Login, rand.Text()} }},
}

// flooded is how the honest fared.
type flooded struct {
	name    string
	sent    float64 // a second, of the strangers
	tried   map[string]int
	passed  map[string]int
	slowest map[string]time.Duration
}

// share is the smallest part of what any of them asked that succeeded.
func (f flooded) share() float64 {
	least := 1.0
	for what, n := range f.tried {
		least = min(least, float64(f.passed[what])/float64(n))
	}
	return least
}

func (f flooded) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%-42s %5.0f foreign requests a second;", f.name, f.sent)
	for _, what := range slices.Sorted(maps.Keys(f.tried)) {
		fmt.Fprintf(&s, " %s %d of %d, slowest %s;", what, f.passed[what], f.tried[what], short(f.slowest[what]))
	}
	return s.String()
}

// flood floods a camp with each, from the same address and through the same
// proxy, and returns how often the honest fared badly.
func (c *campaign) flood(ctx context.Context, w io.Writer) (failed int) {
	h, err := c.open(ctx, "camp")
	if err != nil {
		_, _ = fmt.Fprintf(w, "FLOODS: %v\n", err)
		return 1
	}
	for _, d := range deluges {
		for _, through := range []string{"", "203.0.113.9"} {
			f, err := d.pour(ctx, h, through, floodTime)
			_, _ = fmt.Fprintln(w, f, trouble(f, err))
			if err != nil || f.share() < enough {
				failed++
			}
		}
	}
	return failed
}

func trouble(f flooded, err error) string {
	switch {
	case err != nil:
		return "WRONG: " + err.Error()
	case f.share() < enough:
		return fmt.Sprintf("WRONG: only %.1f %%", 100*f.share())
	}
	return "passed"
}

// pour floods a house for a while. through is the address that a proxy names.
func (d deluge) pour(ctx context.Context, h house, through string, long time.Duration) (f flooded, err error) {
	f = flooded{name: d.name, tried: map[string]int{}, passed: map[string]int{}, slowest: map[string]time.Duration{}}
	if through != "" {
		f.name += ", behind one proxy"
	}
	l, err := openForum(ctx, h)
	if err != nil {
		return f, err
	}
	ctx, cancel := context.WithTimeout(ctx, long)
	defer cancel()
	var sent atomic.Int64
	var all errgroup.Group
	all.Go(func() error { d.rain(ctx, h, through, &sent); return nil })
	started := time.Now()
	f.honest(ctx, l, through)
	err = all.Wait()
	f.sent = float64(sent.Load()) / time.Since(started).Seconds()
	return f, err
}

// rain sends what the strangers send until ctx ends.
func (d deluge) rain(ctx context.Context, h house, through string, sent *atomic.Int64) {
	pace := rate.NewLimiter(foreign, strangers)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: strangers}}
	who := h.account()
	var all sync.WaitGroup
	for range strangers {
		all.Go(func() {
			for pace.Wait(ctx) == nil {
				data, err := json.Marshal(d.body(who))
				if err != nil {
					return
				}
				req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url()+d.path(), bytes.NewReader(data))
				if err != nil {
					return
				}
				req.Header.Set("Content-Type", "application/json")
				if through != "" {
					req.Header.Set("X-Forwarded-For", through)
				}
				if resp, err := client.Do(req); err == nil {
					_, _ = io.Copy(io.Discard, resp.Body)
					_ = resp.Body.Close()
					sent.Add(1)
				}
			}
		})
	}
	all.Wait()
}

// honest do what a camp does, round after round, each thing on its own.
func (f *flooded) honest(ctx context.Context, l *load, through string) {
	var mu sync.Mutex
	var all sync.WaitGroup
	for what, do := range map[string]func(ctx context.Context, c *caller) error{
		"renew": l.renewOnce, "pair": l.pairOnce, "sign in": l.signInOnce, "capture": l.captureOnce,
	} {
		all.Go(func() {
			nobody := newCaller(l.house.url())
			nobody.from = through
			for ctx.Err() == nil {
				started := time.Now()
				err := do(context.WithoutCancel(ctx), nobody)
				took := time.Since(started)
				mu.Lock()
				f.tried[what]++
				if err == nil {
					f.passed[what]++
				}
				f.slowest[what] = max(f.slowest[what], took)
				mu.Unlock()
				pause(ctx, honesty)
			}
		})
	}
	all.Wait()
}

func (l *load) renewOnce(ctx context.Context, c *caller) error {
	t := l.tablets[0]
	return c.once(ctx, http.MethodPost, "/api/sessions/devices/"+t.id+"/token", map[string]string{"secret": t.secret}, nil)
}

func (l *load) pairOnce(ctx context.Context, c *caller) error {
	var code struct{ Code string }
	if err := l.staff.once(ctx, http.MethodPost, "/api/sessions/forums/"+l.forum+"/sessions/"+l.session+"/pairings", nil, &code); err != nil {
		return err
	}
	in := map[string]string{"code": code.Code, "device_id": newID(), "name": "honest"}
	return c.once(ctx, http.MethodPost, "/api/sessions/pairings/redeem", in, nil)
}

func (l *load) signInOnce(ctx context.Context, c *caller) error {
	return c.once(ctx, http.MethodPost, "/api/sessions/sign-in", l.house.account(), nil)
}

func (l *load) captureOnce(ctx context.Context, _ *caller) error {
	t := l.tablets[1]
	t.counter++
	in := map[string]any{"id": newID(), "session_id": l.session, "theme_id": l.theme, "text": "Тасқын кезінде", "language": "kk", "kind": "idea",
		"device_counter": t.counter, "typed_at": time.Now().UTC()}
	return t.once(ctx, http.MethodPost, "/api/facilitation/forums/"+l.forum+"/suggestions", map[string]any{"suggestions": []any{in}}, nil)
}
