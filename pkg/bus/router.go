package bus

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/message/router/middleware"
	"go.uber.org/zap"
)

const (
	// panicsAllowed is how often an event may make its effect panic before it
	// is put aside: once can be a bad moment.
	panicsAllowed = 5
	drainTimeout  = 60 * time.Second
)

// consume applies the subscriptions until ctx ends and all that was fetched is
// settled.
func (b *Bus) consume(ctx context.Context, subs []Subscription) error {
	if len(subs) == 0 {
		<-ctx.Done()
		return nil
	}
	// Fully provisioned before anything runs: a mistake is found at the start.
	subscribers, err := b.subscribeAll(ctx, subs)
	switch {
	case ctx.Err() != nil: // stopped while it was starting
		return nil
	case err != nil:
		return err
	}
	router, err := message.NewRouter(message.RouterConfig{CloseTimeout: drainTimeout}, watermillLog{b.Log})
	if err != nil {
		return fmt.Errorf("making router: %w", err)
	}
	for _, s := range subscribers {
		if err := s.route(router); err != nil {
			return err
		}
	}
	checking, stopChecking := context.WithCancel(ctx)
	var checks sync.WaitGroup
	checks.Go(func() { b.checkAll(checking, subscribers) })
	defer checks.Wait()
	defer stopChecking()
	defer context.AfterFunc(ctx, func() {
		<-router.Running()
		if err := router.Close(); err != nil {
			b.Log.Error("handlers did not finish in time; their events will be delivered again", zap.Error(err))
		}
	})()
	// Handlers in flight are finished, not cancelled.
	err = router.Run(context.WithoutCancel(ctx))
	for _, s := range subscribers {
		_ = s.Close()
		s.wait()
	}
	if err != nil {
		return fmt.Errorf("routing events: %w", err)
	}
	return nil
}

func (b *Bus) subscribeAll(ctx context.Context, subs []Subscription) ([]*subscriber, error) {
	all := make([]*subscriber, 0, len(subs))
	seen := make(map[string]bool, len(subs))
	for _, s := range subs {
		if err := s.whole(); err != nil {
			return nil, err
		}
		if seen[s.Effect] {
			return nil, fmt.Errorf("effect %q: %w", s.Effect, errDuplicateEffect)
		}
		seen[s.Effect] = true
		sub, err := b.subscribe(ctx, s)
		if err != nil {
			return nil, err
		}
		all = append(all, sub)
	}
	return all, nil
}

// route adds the subscription's handler with what surrounds it, outermost first.
func (s *subscriber) route(router *message.Router) error {
	poison, err := middleware.PoisonQueueWithFilter(publisher{s.js}, poisonStream+"."+s.Service+"."+s.Effect, isPermanent)
	if err != nil {
		return fmt.Errorf("making poison queue of %s: %w", s.durable, err)
	}
	retry := middleware.Retry{
		MaxRetries: 3, InitialInterval: 50 * time.Millisecond, Multiplier: 3, MaxInterval: time.Second, RandomizationFactor: 0.3,
		ShouldRetry: func(p middleware.RetryParams) bool { return !isPermanent(p.Err) && !isPanic(p.Err) },
	}
	l := &lane{do: s.apply, pressure: s.Pressure}
	router.AddConsumerHandler(s.durable, s.durable, s, func(msg *message.Message) error { return s.handle(l, msg) }).
		AddMiddleware(s.traced, poison, s.judged, middleware.Recoverer, retry.Middleware)
	return nil
}

// handle joins the batch in its turn and waits for its own result.
func (s *subscriber) handle(l *lane, msg *message.Message) error {
	d := deliveryOf(msg)
	<-d.turn
	if d.invalid != nil {
		d.pass()
		return Permanent(fmt.Errorf("not an event: %w", d.invalid))
	}
	result := l.join(d)
	d.pass()
	return <-result
}

// judged counts outcomes and turns a panic that keeps coming back into a
// permanent error.
func (s *subscriber) judged(h message.HandlerFunc) message.HandlerFunc {
	return func(msg *message.Message) ([]*message.Message, error) {
		d := deliveryOf(msg)
		out, err := h(msg)
		if isPanic(err) && d.attempts >= panicsAllowed {
			err = Permanent(err)
		}
		outcome := "done"
		switch {
		case isPermanent(err):
			outcome = "poisoned"
			d.aside.Store(true)
			s.Log.Error("event put aside", s.fields(d, err)...)
		case err != nil:
			outcome = "retry"
			s.Log.Warn("event failed, trying again later", s.fields(d, err)...)
		}
		s.metrics.handled.WithLabelValues(s.Effect, outcome).Inc()
		return out, err
	}
}

func (s *subscriber) fields(d *delivery, err error) []zap.Field {
	return []zap.Field{
		zap.String("consumer", s.durable), zap.String("event", d.Name), zap.Stringer("event_id", d.ID),
		zap.Uint64("sequence", d.Sequence), zap.Uint64("attempt", d.attempts),
		zap.String("correlation", d.Correlation), zap.Error(err),
	}
}

func deliveryOf(msg *message.Message) *delivery {
	d, ok := msg.Context().Value(deliveryKey{}).(*delivery)
	if !ok {
		return &delivery{invalid: errors.New("message without delivery"), turn: closed, pass: func() {}}
	}
	return d
}

var closed = func() chan struct{} { c := make(chan struct{}); close(c); return c }()
