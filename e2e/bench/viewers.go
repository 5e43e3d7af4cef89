package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"
)

// Viewers is what people who watch a forum cost while suggestions are captured in
// it: memory for each (of the server's process, idle and under load, what it had
// before taken off), and the time from sending a suggestion to its event at a
// viewer.
type Viewers struct {
	Rate   float64 `json:"rate"`
	P50    float64 `json:"p50_ms"`
	P99    float64 `json:"p99_ms"`
	IdleKB float64 `json:"idle_kb_each"`
	LoadKB float64 `json:"load_kb_each"`
	Left   float64 `json:"left_mb"` // a minute after all have left, more than before they came
}

// crowds are how many viewers are measured.
var crowds = []int{1000, 10_000}

// timed is how many viewers tell when an event came; the others only read.
const timed = 100

func (b *bench) viewers(ctx context.Context, n int, perSecond float64, long time.Duration) (v Viewers, err error) {
	ctx, cancel := context.WithTimeout(ctx, long+3*time.Minute)
	defer cancel()
	before, err := b.rss()
	if err != nil {
		return v, err
	}
	v.Rate = perSecond
	c := &crowd{sent: map[string]time.Time{}}
	if err := c.open(ctx, b, n); err != nil {
		return v, err
	}
	idle, err := b.rss()
	if err != nil {
		return v, err
	}
	peak := b.watchRSS(ctx)
	err = b.sendAll(ctx, int(perSecond*long.Seconds()), rate.NewLimiter(rate.Limit(perSecond), 1), c.note)
	if err != nil {
		return v, err
	}
	if _, err := b.settle(ctx); err != nil {
		return v, err
	}
	load := peak()
	v.P50, v.P99 = c.leave()
	v.IdleKB, v.LoadKB = round((idle-before)*1024/float64(n)), round((load-before)*1024/float64(n))
	after, err := b.rssAfter(ctx, time.Minute)
	v.Left = round(after - before)
	return v, err
}

// rssAfter is the memory in use after a while.
func (b *bench) rssAfter(ctx context.Context, d time.Duration) (float64, error) {
	wait := time.NewTimer(d)
	defer wait.Stop()
	select {
	case <-wait.C:
		return b.rss()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// watchRSS looks every half second and answers with the most that it saw.
func (b *bench) watchRSS(ctx context.Context) func() float64 {
	ctx, stop := context.WithCancel(ctx)
	most := make(chan float64)
	go func() {
		var peak float64
		tick := time.NewTicker(500 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				if mb, err := b.rss(); err == nil {
					peak = max(peak, mb)
				}
			case <-ctx.Done():
				most <- peak
				return
			}
		}
	}()
	return func() float64 { stop(); return <-most }
}

// crowd is many viewers on connections of their own.
type crowd struct {
	conns []net.Conn
	gone  sync.WaitGroup

	mu   sync.Mutex
	sent map[string]time.Time
	took []time.Duration
}

func (c *crowd) open(ctx context.Context, b *bench, n int) error {
	c.conns = make([]net.Conn, n)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(32)
	for i := range n {
		group.Go(func() error {
			conn, r, err := b.watch(ctx)
			if err != nil {
				return fmt.Errorf("viewer %d: %w", i, err)
			}
			c.conns[i] = conn
			c.gone.Add(1)
			go func() {
				defer c.gone.Done()
				if i < timed {
					c.read(r)
				} else {
					_, _ = io.Copy(io.Discard, conn)
				}
			}()
			return nil
		})
	}
	return group.Wait()
}

// watch opens one live stream and reads until it is ready.
func (b *bench) watch(ctx context.Context) (net.Conn, *bufio.Reader, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", b.address)
	if err != nil {
		return nil, nil, err
	}
	_, err = fmt.Fprintf(conn, "GET /api/facilitation/forums/%s/live HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %s\r\n\r\n", b.forum.ID, b.forum.staff)
	r := bufio.NewReaderSize(conn, 1<<10)
	status := ""
	for err == nil {
		var line string
		line, err = r.ReadString('\n')
		if status == "" {
			status = line
		}
		if line == "event: ready\n" {
			return conn, r, nil
		}
	}
	_ = conn.Close()
	return nil, nil, fmt.Errorf("live stream: %s: %w", bytes.TrimSpace([]byte(status)), err)
}

func (c *crowd) note(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent[id] = time.Now()
}

func (c *crowd) read(r *bufio.Reader) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		at := time.Now()
		var e struct {
			ID string `json:"suggestion_id"`
		}
		data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data: "))
		if !ok || json.Unmarshal(data, &e) != nil {
			continue
		}
		c.mu.Lock()
		if begun, ok := c.sent[e.ID]; ok {
			c.took = append(c.took, at.Sub(begun))
		}
		c.mu.Unlock()
	}
}

// leave closes all connections and says how long events took.
func (c *crowd) leave() (p50, p99 float64) {
	for _, conn := range c.conns {
		_ = conn.Close()
	}
	c.gone.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	p50, p99 = percentiles(c.took)
	return round(p50), round(p99)
}
