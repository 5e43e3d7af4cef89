package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"
)

// live captures at a rate and measures, for each suggestion, from before it is
// sent until its event has arrived on the live stream.
func (b *bench) live(ctx context.Context, perSecond float64, long time.Duration) (Live, error) {
	ctx, cancel := context.WithTimeout(ctx, long+time.Minute)
	defer cancel()
	n := int(perSecond * long.Seconds())
	var mu sync.Mutex
	sent, took := make(map[string]time.Time, n), make([]time.Duration, 0, n)
	open := make(chan struct{})
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		return b.listen(ctx, open, func(id string, at time.Time) bool {
			mu.Lock()
			defer mu.Unlock()
			if begun, ok := sent[id]; ok {
				took = append(took, at.Sub(begun))
			}
			return len(took) < n
		})
	})
	limit := rate.NewLimiter(rate.Limit(perSecond), 1)
	const tablets = 16
	for range tablets {
		group.Go(func() error {
			select {
			case <-open:
			case <-ctx.Done():
				return ctx.Err()
			}
			return b.sendAll(ctx, n/tablets, limit, func(id string) { mu.Lock(); sent[id] = time.Now(); mu.Unlock() })
		})
	}
	if err := group.Wait(); err != nil {
		return Live{}, err
	}
	p50, p99 := percentiles(took)
	return Live{Rate: perSecond, P50: round(p50), P99: round(p99)}, nil
}

func (b *bench) sendAll(ctx context.Context, n int, limit *rate.Limiter, note func(id string)) error {
	c, err := b.connect(ctx)
	if err != nil {
		return err
	}
	defer c.close()
	for range n {
		if err := limit.Wait(ctx); err != nil {
			return err
		}
		id := newID()
		note(id)
		if err := c.capture(id); err != nil {
			return err
		}
	}
	return nil
}

// listen reads the live stream until more says no.
func (b *bench) listen(ctx context.Context, open chan<- struct{}, more func(id string, at time.Time) bool) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+b.address+"/api/facilitation/forums/"+b.forum.ID+"/live", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+b.forum.staff)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("live stream: %s", resp.Status)
	}
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		at := time.Now()
		if bytes.Equal(lines.Bytes(), []byte("event: ready")) {
			close(open)
		}
		var e struct {
			ID string `json:"suggestion_id"`
		}
		data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data: "))
		if ok && json.Unmarshal(data, &e) == nil && e.ID != "" && !more(e.ID, at) {
			return nil
		}
	}
	return fmt.Errorf("the live stream ended: %w", lines.Err())
}

var relayLag = regexp.MustCompile(`(?m)^bus_relay_lag_seconds\{service="facilitation"\} (\S+)$`)

// watchRelay looks at the relay's lag, if it shall, until the answer is asked
// for: 99 of 100 looks, in milliseconds.
func (b *bench) watchRelay(ctx context.Context, look bool) func() float64 {
	if !look {
		return func() float64 { return 0 }
	}
	ctx, stop := context.WithCancel(ctx)
	done := make(chan []float64)
	go func() {
		var looks []float64
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				done <- looks
				return
			case <-tick.C:
				if ms, err := b.lag(ctx); err == nil && ms > 0 {
					looks = append(looks, ms)
				}
			}
		}
	}()
	return func() float64 {
		stop()
		looks := <-done
		if len(looks) == 0 {
			return 0
		}
		slices.Sort(looks)
		return round(looks[(len(looks)-1)*99/100])
	}
}

func (b *bench) lag(ctx context.Context) (float64, error) {
	data, err := b.figures(ctx)
	if err != nil {
		return 0, err
	}
	m := relayLag.FindSubmatch(data)
	if m == nil {
		return 0, errors.New("the server does not tell its relay's lag")
	}
	seconds, err := strconv.ParseFloat(string(m[1]), 64)
	return seconds * 1000, err
}

// busWork is what the server's buses have done so far.
var busWork = regexp.MustCompile(`(?m)^bus_(published|handled|transactions)_total.*$`)

// settle waits until the server's buses have had nothing to do for a while, and
// returns after how many milliseconds they were done.
func (b *bench) settle(ctx context.Context) (float64, error) {
	const quiet = 500 * time.Millisecond
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	started := time.Now()
	var before []byte
	for last := started; ; {
		data, err := b.figures(ctx)
		if err != nil {
			return 0, fmt.Errorf("waiting for the followers: %w", err)
		}
		now := time.Now()
		if done := bytes.Join(busWork.FindAll(data, -1), nil); !bytes.Equal(done, before) {
			before, last = done, now
		}
		if now.Sub(last) > quiet {
			return float64(last.Sub(started)) / float64(time.Millisecond), nil
		}
		time.Sleep(20 * time.Millisecond) //nolint:forbidigo // nothing tells that there is nothing to do
	}
}

// figures are the server's metrics.
func (b *bench) figures(ctx context.Context) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+b.address+"/metrics", nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	return io.ReadAll(resp.Body)
}
