package main

import (
	"context"
	"math"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// worker does one thing on one connection.
type worker struct {
	once  func(ctx context.Context) error
	close func()
}

// sample is what one slice of time came to.
type sample struct {
	perSecond, p50, p99 float64 // latencies in milliseconds
}

// measure lets n workers do their thing for a while.
func measure(ctx context.Context, n int, slice time.Duration, open func(context.Context, int) (worker, error)) (sample, error) {
	workers := make([]worker, n)
	for i := range workers {
		w, err := open(ctx, i)
		if err != nil {
			return sample{}, err
		}
		defer w.close()
		workers[i] = w
		if err := w.once(ctx); err != nil { // connected and prepared before the clock runs
			return sample{}, err
		}
	}
	took := make([][]time.Duration, n)
	group, ctx := errgroup.WithContext(ctx)
	started := time.Now()
	for i, w := range workers {
		group.Go(func() error {
			for begun := time.Now(); begun.Sub(started) < slice; {
				if err := w.once(ctx); err != nil {
					return err
				}
				now := time.Now()
				took[i] = append(took[i], now.Sub(begun))
				begun = now
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return sample{}, err
	}
	spent := time.Since(started)
	all := slices.Concat(took...)
	p50, p99 := percentiles(all)
	return sample{perSecond: float64(len(all)) / spent.Seconds(), p50: p50, p99: p99}, nil
}

// percentiles are in milliseconds.
func percentiles(all []time.Duration) (p50, p99 float64) {
	if len(all) == 0 {
		return 0, 0
	}
	slices.Sort(all)
	at := func(share float64) float64 {
		return float64(all[max(int(math.Ceil(share*float64(len(all))))-1, 0)]) / float64(time.Millisecond)
	}
	return at(.5), at(.99)
}

// median takes each figure's own median: a machine that others use has rounds
// that say nothing.
func median(samples []sample) sample {
	of := func(figure func(sample) float64) float64 {
		all := make([]float64, len(samples))
		for i, s := range samples {
			all[i] = figure(s)
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	return sample{
		perSecond: of(func(s sample) float64 { return s.perSecond }),
		p50:       of(func(s sample) float64 { return s.p50 }),
		p99:       of(func(s sample) float64 { return s.p99 }),
	}
}

// round keeps what means anything.
func round(f float64) float64 {
	if f >= 100 {
		return math.Round(f)
	}
	return math.Round(f*100) / 100
}
