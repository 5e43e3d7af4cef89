// Command bench measures how fast suggestions are captured through the public
// HTTP API of the built binary, beside what the same PostgreSQL and the same
// JetStream can do raw, in the same run: on a shared machine only the ratios
// mean anything. It prints them and writes bench/results.json.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// Results is bench/results.json.
type Results struct {
	Capture map[string]Capture `json:"capture"` // by connections
	Live    Live               `json:"live"`
	Viewers map[string]Viewers `json:"viewers"` // by how many
	Relay   Relay              `json:"relay"`
	RSSMB   float64            `json:"rss_mb"` // of the server's process at the end, without PostgreSQL
}

// Capture is one suggestion a request, and beside it one row a commit (by a
// plain Exec and by a prepared statement) and one message a publish, with as
// many connections. While people write, what follows from their suggestions
// gives way (docs/adr/0006): Followers is how long it then takes to catch up.
type Capture struct {
	PerSecond     float64 `json:"per_s"`
	P50           float64 `json:"p50_ms"`
	P99           float64 `json:"p99_ms"`
	RawPerSecond  float64 `json:"raw_per_s"`
	Ratio         float64 `json:"ratio"`
	Prepared      float64 `json:"prepared_per_s"`
	PreparedRatio float64 `json:"prepared_ratio"`
	JetStream     float64 `json:"jetstream_per_s"`
	Followers     float64 `json:"followers_ms"`
}

// Live is from sending a suggestion to its event on the live stream.
type Live struct {
	Rate float64 `json:"rate"`
	P50  float64 `json:"p50_ms"`
	P99  float64 `json:"p99_ms"`
}

// Relay is how long a committed event waits to be published while 64
// connections capture: 99 of 100 looks at the relay's own figure.
type Relay struct {
	Lag float64 `json:"lag_ms"`
}

var connections = []int{1, 8, 32, 64}

func main() {
	server := flag.String("shanyraq", "bin/shanyraq", "the binary to measure")
	out := flag.String("out", "bench/results.json", "where to write the results")
	slice := flag.Duration("slice", 1500*time.Millisecond, "how long each is measured at a time")
	rounds := flag.Int("rounds", 5, "how often; the median counts")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, *server, *out, *slice, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer, binary, out string, slice time.Duration, rounds int) (err error) {
	b, err := open(ctx, binary)
	if err != nil {
		return err
	}
	defer b.close()
	results := Results{Capture: map[string]Capture{}, Viewers: map[string]Viewers{}}
	_, _ = fmt.Fprintf(w, "%11s %10s %8s %8s %10s %7s %10s %7s %12s %12s\n", "connections", "captures/s", "p50 ms", "p99 ms",
		"raw/s", "ratio", "prepared/s", "ratio", "jetstream/s", "followers ms")
	for _, n := range connections {
		lag := b.watchRelay(ctx, n == slices.Max(connections))
		c, err := b.compare(ctx, n, slice, rounds)
		results.Relay.Lag = max(results.Relay.Lag, lag())
		if err != nil {
			return fmt.Errorf("%d connections: %w", n, err)
		}
		results.Capture[strconv.Itoa(n)] = c
		_, _ = fmt.Fprintf(w, "%11d %10.0f %8.2f %8.2f %10.0f %7.2f %10.0f %7.2f %12.0f %12.0f\n", n, c.PerSecond, c.P50, c.P99,
			c.RawPerSecond, c.Ratio, c.Prepared, c.PreparedRatio, c.JetStream, c.Followers)
	}
	if results.Live, err = b.live(ctx, 200, 8*time.Second); err != nil {
		return fmt.Errorf("live stream: %w", err)
	}
	if results.RSSMB, err = b.rss(); err != nil {
		return err
	}
	defer func() { // the figures of before stand, whatever becomes of a crowd
		err = errors.Join(err, write(out, results))
	}()
	_, _ = fmt.Fprintf(w, "capture → live stream at %.0f/s: p50 %.1f ms, p99 %.1f ms; relay lag %.1f ms; server %.0f MB\n",
		results.Live.Rate, results.Live.P50, results.Live.P99, results.Relay.Lag, results.RSSMB)
	for _, n := range crowds {
		v, err := b.viewers(ctx, n, 100, 15*time.Second)
		if err != nil {
			return fmt.Errorf("%d viewers: %w", n, err)
		}
		results.Viewers[strconv.Itoa(n)] = v
		_, _ = fmt.Fprintf(w, "%d viewers at %.0f/s: p50 %.0f ms, p99 %.0f ms; %.1f kB each, %.1f under load; %.0f MB left a minute after\n",
			n, v.Rate, v.P50, v.P99, v.IdleKB, v.LoadKB, v.Left)
	}
	return nil
}

// compare measures each in turn, so that what else the machine does hits them
// alike, and takes the median round of each. What captures leave to be done is
// waited for: it must not slow down what is measured next.
func (b *bench) compare(ctx context.Context, n int, slice time.Duration, rounds int) (Capture, error) {
	var captures, raws, prepared, publishes []sample
	var followers []float64
	for range rounds {
		for _, m := range []struct {
			measure func(context.Context, int) (worker, error)
			into    *[]sample
		}{{b.rawCommits, &raws}, {b.preparedCommits, &prepared}, {b.publishes, &publishes}, {b.captures, &captures}} {
			s, err := measure(ctx, n, slice, m.measure)
			if err != nil {
				return Capture{}, err
			}
			*m.into = append(*m.into, s)
		}
		ms, err := b.settle(ctx)
		if err != nil {
			return Capture{}, err
		}
		followers = append(followers, ms)
	}
	c, raw, pre, js := median(captures), median(raws), median(prepared), median(publishes)
	slices.Sort(followers)
	return Capture{
		PerSecond: round(c.perSecond), P50: round(c.p50), P99: round(c.p99),
		RawPerSecond: round(raw.perSecond), Ratio: round(c.perSecond / raw.perSecond),
		Prepared: round(pre.perSecond), PreparedRatio: round(c.perSecond / pre.perSecond),
		JetStream: round(js.perSecond), Followers: round(followers[len(followers)/2]),
	}, nil
}

func write(path string, r Results) error {
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, append(data, '\n'), 0o644)
}
