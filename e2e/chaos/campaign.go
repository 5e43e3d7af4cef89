package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/shanyraq/shanyraq/e2e/internal/local"
)

// trialTime is what a trial may need that goes badly.
const trialTime = 90 * time.Second

// campaign is many trials, each in a house that stands or is opened for it.
type campaign struct {
	trials   int
	seed     uint64
	most     time.Duration
	only     string
	dir      string
	binaries string
	floods   bool

	mu      sync.Mutex
	houses  map[string]house // by name; each is used by one trial at a time
	results []result
}

func (c *campaign) run(ctx context.Context, w io.Writer) (err error) {
	some, left, err := c.chosen()
	if err != nil {
		return err
	}
	for _, name := range left {
		_, _ = fmt.Fprintf(w, "LEFT OUT, for want of root on Linux: %s\n", name)
	}
	if c.binaries == "" {
		if c.binaries, err = os.MkdirTemp("", "shq-chaos-bin-"); err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(c.binaries) }()
		if err := build(ctx, c.binaries); err != nil {
			return err
		}
	}
	c.houses = map[string]house{}
	defer func() {
		for _, h := range c.houses {
			h.close()
		}
	}()
	started := time.Now()
	c.tryAll(ctx, w, some, started.Add(c.most))
	failed := 0
	for _, r := range c.results {
		if len(r.Wrong) > 0 {
			failed++
		}
	}
	if c.floods && ctx.Err() == nil {
		failed += c.flood(ctx, w)
	}
	c.table(w)
	if err := c.write(); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if failed > 0 {
		return fmt.Errorf("%d trials went wrong; repeat one with SEED=its seed TRIALS=1", failed)
	}
	_, _ = fmt.Fprintf(w, "%d trials, nothing lost, nothing twice, in %.0f s\n", len(c.results), time.Since(started).Seconds())
	return nil
}

// tryAll makes the trials, those of different houses at the same time: they have
// nothing in common but the machine.
func (c *campaign) tryAll(ctx context.Context, w io.Writer, some []kind, end time.Time) {
	of := map[string][]uint64{} // seeds, by house
	for n := range c.trials {
		seed := c.seed + uint64(n) // #nosec G115 -- positive
		house := kindOf(seed, some).house
		of[house] = append(of[house], seed)
	}
	var all sync.WaitGroup
	for _, seeds := range of {
		all.Go(func() {
			for i, seed := range seeds {
				if left := len(seeds) - i; ctx.Err() != nil || time.Now().Add(trialTime).After(end) {
					_, _ = fmt.Fprintf(w, "%d trials are left for want of time\n", left)
					return
				}
				r := c.try(ctx, kindOf(seed, some), seed)
				c.mu.Lock()
				c.results = append(c.results, r)
				r.print(w)
				c.mu.Unlock()
			}
		})
	}
	all.Wait()
}

// try makes a trial. A house in which something went wrong is not used again; what
// it said is kept.
func (c *campaign) try(ctx context.Context, k kind, seed uint64) result {
	r := result{Kind: k.name, Seed: seed}
	h, err := c.open(ctx, k.house)
	if err != nil {
		r.Wrong = []string{fmt.Sprintf("opening a house: %v", err)}
		return r
	}
	dir, err := local.Folder("shq-chaos-trial-")
	if err != nil {
		r.Wrong = []string{err.Error()}
		return r
	}
	defer func() { _ = os.RemoveAll(dir) }()
	t := &trial{kind: k, seed: seed, house: h, dir: dir, rand: rand.New(rand.NewPCG(seed, 0x6368616f73)), result: r} // #nosec G404 -- repeatable on purpose
	if err := t.run(ctx, c.binaries, true); err != nil {
		t.Wrong = append(t.Wrong, err.Error())
	}
	if len(t.Wrong) > 0 {
		t.Wrong = append(t.Wrong, c.keepLog(h, seed))
		h.close()
		c.mu.Lock()
		delete(c.houses, k.house)
		c.mu.Unlock()
	}
	return t.result
}

func (c *campaign) open(ctx context.Context, name string) (h house, err error) {
	c.mu.Lock()
	h = c.houses[name]
	c.mu.Unlock()
	if h != nil {
		return h, nil
	}
	switch name {
	case "camp":
		h, err = openCamp(ctx, c.binaries, false)
	case "tent":
		h, err = openCamp(ctx, c.binaries, true)
	case "country":
		h, err = openCountry(ctx, c.binaries)
	}
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.houses[name] = h
	return h, nil
}

func (c *campaign) keepLog(h house, seed uint64) string {
	path := filepath.Join(c.dir, fmt.Sprintf("%d.log", seed))
	err := errors.Join(os.MkdirAll(c.dir, 0o755), os.WriteFile(path, []byte(h.log()), 0o644)) // #nosec G301 G306 -- no secrets are logged
	if err != nil {
		return err.Error()
	}
	return "the house's log is in " + path
}

func (r result) print(w io.Writer) {
	verdict := "whole"
	if len(r.Wrong) > 0 {
		verdict = "WRONG: " + join(r.Wrong)
	}
	_, _ = fmt.Fprintf(w, "seed %-12d %-30s ready %6s, secretariat %6s, %4d requests, %4d captured, %3d decided  %s %s\n", r.Seed, r.Kind,
		short(r.Ready), short(r.Secretariat), r.Requests, r.Captured, r.Decided, r.Note, verdict)
}

func short(d time.Duration) string { return fmt.Sprintf("%.2fs", d.Seconds()) }

// table sums up by kind.
func (c *campaign) table(w io.Writer) {
	_, _ = fmt.Fprintf(w, "\n%-30s %6s %6s %14s %14s %17s %17s\n", "kind", "trials", "wrong", "ready, median", "ready, worst", "secretariat, med.", "secretariat, worst")
	for _, k := range kinds {
		var readies, there []time.Duration
		wrong := 0
		for _, r := range c.results {
			if r.Kind != k.name {
				continue
			}
			readies, there = append(readies, r.Ready), append(there, r.Secretariat)
			if len(r.Wrong) > 0 {
				wrong++
			}
		}
		if len(readies) > 0 {
			_, _ = fmt.Fprintf(w, "%-30s %6d %6d %14s %14s %17s %17s\n", k.name, len(readies), wrong,
				short(median(readies)), short(slices.Max(readies)), short(median(there)), short(slices.Max(there)))
		}
	}
}

func (c *campaign) write() error {
	data, err := json.MarshalIndent(c.results, "", "  ")
	if err != nil {
		return err
	}
	return errors.Join(os.MkdirAll(c.dir, 0o755), os.WriteFile(filepath.Join(c.dir, "results.json"), append(data, '\n'), 0o644)) // #nosec G301 G306 -- no secrets
}
