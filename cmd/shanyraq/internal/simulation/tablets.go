package simulation

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/facilitation"
)

// What tablets do when a rate does not hold them back.
const (
	atOnce  = 64  // requests of all tablets under way
	offline = .05 // chance that a tablet was offline, and sends its queue at once
	queue   = 40  // the longest such queue
)

// pairTablets gives each yurt a tablet.
func (p *play) pairTablets(ctx context.Context) error {
	return p.each(ctx, "pairing tablets", len(p.yurts), func(ctx context.Context, i int) (err error) {
		y := &p.yurts[i]
		y.tablet, err = p.staff.facilitator.Pair(ctx, p.forum, y.session, fmt.Sprintf("Планшет %d", i+1))
		return err
	})
}

// capture lets all tablets send what is said in their yurts, each in order, and
// waits until the secretariat has seen it.
func (p *play) capture(ctx context.Context) error {
	queues := make([][]*saying, len(p.yurts))
	for _, s := range p.said {
		queues[s.yurt] = append(queues[s.yurt], s)
	}
	limit := rate.NewLimiter(rate.Inf, 1)
	if p.Rate > 0 {
		limit = rate.NewLimiter(rate.Limit(p.Rate), 1)
	}
	p.Progress.begin("capturing", len(p.said))
	started := time.Now()
	gate := make(chan struct{}, atOnce)
	group, sending := errgroup.WithContext(ctx)
	for i := range queues {
		group.Go(func() error { return p.typeAll(sending, i, queues[i], limit, gate) })
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("capturing: %w", err)
	}
	if s := time.Since(started).Seconds(); s > 0 {
		p.report.CapturedPerSecond = float64(p.report.Captured) / s
	}
	p.Progress.begin("waiting for the secretariat's screen", 0)
	_, err := p.live.await(ctx, func() bool {
		return len(p.live.captured) >= p.report.Captured && len(p.live.gathered) >= p.report.Captured
	})
	return err // what has not come by now is found missing by the audit
}

// typeAll is one tablet's day: a line at a time, now and then a queue.
func (p *play) typeAll(ctx context.Context, tablet int, todo []*saying, limit *rate.Limiter, gate chan struct{}) error {
	lots := p.lots(tablet)
	counter := 0
	for len(todo) > 0 {
		n := 1
		if lots.Float64() < offline {
			n = min(2+lots.IntN(queue-1), len(todo))
		}
		for range n {
			if err := limit.Wait(ctx); err != nil {
				return err
			}
		}
		batch := make([]facilitation.CaptureItem, n)
		for i, s := range todo[:n] {
			counter++
			s.sent.DeviceID, s.sent.DeviceCounter, s.sent.TypedAt = p.yurts[tablet].tablet.DeviceID, counter, time.Now().UTC()
			batch[i] = s.sent
		}
		gate <- struct{}{}
		err := p.send(ctx, p.yurts[tablet].tablet, todo[:n], batch)
		<-gate
		if err != nil {
			return err
		}
		todo = todo[n:]
	}
	return nil
}

func (p *play) send(ctx context.Context, tablet *client.Tablet, said []*saying, batch []facilitation.CaptureItem) error {
	started := time.Now()
	for _, s := range said {
		s.at.now()
	}
	receipts, err := tablet.Capture(ctx, p.forum, batch...)
	if err != nil {
		return err
	}
	p.report.acknowledged.add(time.Since(started))
	if len(receipts) != len(said) {
		return fmt.Errorf("sent %d suggestions and got %d receipts", len(said), len(receipts))
	}
	p.live.mu.Lock()
	defer p.live.mu.Unlock()
	for i, r := range receipts {
		said[i].receipt = r
		if r.ID == said[i].sent.ID && (r.Outcome == "stored" || r.Outcome == "already_stored") {
			p.report.Captured++
		}
	}
	p.Progress.step(len(said))
	return nil
}
