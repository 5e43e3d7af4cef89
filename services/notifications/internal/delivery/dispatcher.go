package delivery

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
)

// Dispatcher works off the messages of one channel.
type Dispatcher struct {
	Channel     channel.Channel
	Store       *Store
	Policy      Policy
	Ready       chain.Bell // rung when messages are queued
	Forgot      chain.Bell // rung when words have been deleted
	Unsubscribe func(person uuid.UUID) string
	Log         *zap.Logger
	Deliveries  *prometheus.CounterVec // by state
}

const (
	claimPoll = 500 * time.Millisecond // finds what other replicas queued and what is to be tried again
	seekEvery = 5 * time.Second        // looks for what dead workers left
	tidyEvery = 30 * time.Second
	idleAfter = 5 * time.Second
	sorry     = time.Second // pause after a failure of ours
)

// Run delivers until ctx ends, then finishes the messages under way.
func (d *Dispatcher) Run(ctx context.Context) error {
	var g errgroup.Group
	g.Go(func() error { d.deliver(ctx); return nil })
	g.Go(func() error { d.reclaim(ctx); return nil })
	if a, ok := d.Channel.(channel.Archive); ok {
		g.Go(func() error { d.tidy(ctx, a); return nil })
	}
	return g.Wait()
}

// deliver claims as many messages as there are workers free. Those that become free
// while a claim is under way share the next one.
func (d *Dispatcher) deliver(ctx context.Context) {
	free := make(chan struct{}, d.Channel.Limits().Workers)
	for range cap(free) {
		free <- struct{}{}
	}
	var working sync.WaitGroup
	defer d.Channel.Idle()
	defer working.Wait() // what is begun is finished
	allowed := newAllowance(d.Channel.Limits().Rate)
	workers, busy := 0, time.Now()
	for {
		// The channel's limits may be others by now, see email.Post: of the workers
		// some then only wait.
		limits := d.Channel.Limits()
		spare := max(cap(free)-limits.Workers, 0)
		workers += gather(ctx, free, workers > spare)
		allowed.rate(limits.Rate)
		n := allowed.upTo(ctx, max(workers-spare, 0))
		if ctx.Err() != nil {
			return
		}
		taken, err := d.Store.claim(ctx, n)
		if err != nil && ctx.Err() == nil {
			d.Log.Warn("claiming messages failed, trying again", zap.String("channel", d.Channel.Name()), zap.Error(err))
		}
		workers -= len(taken)
		allowed.use(len(taken))
		for _, a := range taken {
			working.Go(func() {
				d.attempt(context.WithoutCancel(ctx), a)
				free <- struct{}{}
			})
		}
		switch {
		case err != nil:
			pause(ctx, sorry)
		case len(taken) == n:
			busy = time.Now()
		default:
			d.wait(ctx)
			if len(taken) > 0 {
				busy = time.Now()
			} else if time.Since(busy) > idleAfter {
				d.Channel.Idle()
				busy = time.Now()
			}
		}
	}
}

// gather takes all workers that are free; it waits for one unless some are at hand.
func gather(ctx context.Context, free <-chan struct{}, atHand bool) (n int) {
	if !atHand {
		select {
		case <-free:
			n++
		case <-ctx.Done():
			return 0
		}
	}
	for {
		select {
		case <-free:
			n++
		default:
			return n
		}
	}
}

// reclaim looks for messages of workers that died.
func (d *Dispatcher) reclaim(ctx context.Context) {
	every := time.NewTicker(seekEvery)
	defer every.Stop()
	for {
		switch n, err := d.Store.reclaim(ctx); {
		case err != nil && ctx.Err() == nil:
			d.Log.Warn("looking for abandoned messages failed, trying again", zap.String("channel", d.Channel.Name()), zap.Error(err))
		case n > 0:
			d.Log.Warn("messages were abandoned by their workers; they are sent again", zap.String("channel", d.Channel.Name()), zap.Int("messages", n))
			d.Ready.Ring()
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

// wait returns when there may be something to send.
func (d *Dispatcher) wait(ctx context.Context) {
	timer := time.NewTimer(claimPoll)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-d.Ready:
	}
}

// allowance is how many messages may be sent now. What was allowed and not used, as
// there was nothing to send, is kept for the next one.
type allowance struct {
	limiter *rate.Limiter
	held    int
}

func newAllowance(perSecond float64) *allowance {
	if perSecond <= 0 {
		return &allowance{limiter: rate.NewLimiter(rate.Inf, 1)}
	}
	return &allowance{limiter: rate.NewLimiter(rate.Limit(perSecond), max(int(perSecond), 1))}
}

// rate allows another number a second from now on.
func (a *allowance) rate(perSecond float64) {
	if now := newAllowance(perSecond).limiter; now.Limit() != a.limiter.Limit() {
		a.limiter = now
	}
}

// upTo waits until one is allowed and returns how many are, at most n.
func (a *allowance) upTo(ctx context.Context, n int) int {
	if a.held == 0 && a.limiter.Wait(ctx) == nil {
		a.held++
	}
	for a.held < n && a.limiter.Allow() {
		a.held++
	}
	return min(a.held, n)
}

func (a *allowance) use(n int) { a.held -= n }

// attempt sends one claimed message and records what became of it.
func (d *Dispatcher) attempt(ctx context.Context, a attempt) {
	a.UnsubscribeURL = d.Unsubscribe(a.PersonID)
	sending, cancel := context.WithTimeout(ctx, d.Channel.Limits().Timeout)
	defer cancel()
	evidence, err := d.Channel.Send(sending, a.Message)
	result := d.Policy.judge(a, evidence, err)
	if _, ok := d.Channel.(channel.Archive); ok {
		result.kept = err == nil
	}
	d.Deliveries.WithLabelValues(string(result.state)).Inc()
	if err != nil {
		fields := []zap.Field{
			zap.Stringer("message_id", a.Message.ID), zap.String("state", string(result.state)), zap.Int("attempts", a.Count),
			zap.String("reason", result.reason), zap.Duration("pause", result.pause),
		}
		var r *channel.Refusal
		if errors.As(err, &r) && r.Blame == channel.Away {
			fields = append(fields, zap.Error(r.Cause))
		}
		d.Log.Warn("a message was not taken", fields...)
	}
	d.record(ctx, result)
}

// record insists for a while: what has been sent must not be sent again only
// because the database was away for a moment. Then the claim runs out.
func (d *Dispatcher) record(ctx context.Context, result outcome) {
	for deadline := time.Now().Add(d.Store.lease / 2); ; pause(ctx, sorry/4) {
		err := d.Store.record(ctx, result)
		if err == nil {
			return
		}
		d.Log.Error("recording a delivery failed", zap.Stringer("message_id", result.Message.ID), zap.String("state", string(result.state)), zap.Error(err))
		if time.Now().After(deadline) {
			return
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
