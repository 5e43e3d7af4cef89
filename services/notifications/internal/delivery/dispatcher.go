package delivery

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
)

// Dispatcher hands queued messages to the work queue and works the queue off.
type Dispatcher struct {
	Store       *Store
	Queue       *Queue
	Name        string // the channel's
	Channels    []Channel
	Folder      *Folder       // nil where a mail server is used
	Rate        *rate.Limiter // of the channel
	Policy      Policy
	Ready       chain.Bell // rung when messages are queued
	Forgot      chain.Bell // rung when words have been deleted
	Unsubscribe func(person uuid.UUID) string
	Log         *zap.Logger
	Deliveries  *prometheus.CounterVec // by state
}

const (
	handPoll  = 500 * time.Millisecond // finds what other replicas queued and what a crash left
	tidyEvery = 30 * time.Second
	seekEvery = 5 * time.Second
	heartbeat = 2 * time.Second // of the queue; silent for twice as long, it is asked
	idleAfter = 5 * time.Second
	sorry     = time.Second // pause after a failure of ours
)

// Run delivers until ctx ends, then finishes the messages under way.
func (d *Dispatcher) Run(ctx context.Context) error {
	var g errgroup.Group
	g.Go(func() error { d.handOver(ctx); return nil })
	g.Go(func() error { d.work(ctx); return nil })
	g.Go(func() error { d.seek(ctx); return nil })
	g.Go(func() error { d.tidy(ctx); return nil })
	return g.Wait()
}

// handOver moves queued messages to the work queue. Since it looks for all that
// is queued and not handed over, what a crash left between commit and hand-over
// is found in the same way.
func (d *Dispatcher) handOver(ctx context.Context) {
	for ctx.Err() == nil {
		n, err := d.handRound(ctx)
		wait := handPoll
		switch {
		case err != nil && ctx.Err() == nil:
			d.Log.Warn("handing messages over failed, trying again", zap.Error(err))
			wait = sorry
		case n == mostJobs:
			continue
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-d.Ready:
		}
		timer.Stop()
	}
}

func (d *Dispatcher) handRound(ctx context.Context) (int, error) {
	jobs, err := d.Store.toHand(ctx, mostJobs)
	if err != nil || len(jobs) == 0 {
		return 0, err
	}
	// Between these two a crash hands the jobs over once more, nothing else.
	ctx = context.WithoutCancel(ctx)
	if err := d.Queue.put(ctx, jobs); err != nil {
		return 0, err
	}
	return len(jobs), d.Store.handed(ctx, jobs)
}

// work fetches jobs for the workers, one for each channel connection.
func (d *Dispatcher) work(ctx context.Context) {
	jobs := make(chan jetstream.Msg)
	var workers sync.WaitGroup
	for _, c := range d.Channels {
		workers.Go(func() { d.worker(ctx, c, jobs) })
	}
	for ctx.Err() == nil {
		if err := d.fetch(ctx, jobs); err != nil && ctx.Err() == nil {
			d.Log.Warn("fetching messages to send failed, trying again", zap.Error(err))
			pause(ctx, sorry)
		}
	}
	close(jobs)
	workers.Wait()
}

func (d *Dispatcher) fetch(ctx context.Context, jobs chan<- jetstream.Msg) error {
	consumer, err := d.Queue.consumer(ctx, d.Name)
	if err != nil {
		return err
	}
	// Few are fetched ahead: a job in our hands counts as under way.
	messages, err := consumer.Messages(jetstream.PullMaxMessages(2*len(d.Channels)), jetstream.PullHeartbeat(heartbeat))
	if err != nil {
		return err
	}
	defer messages.Stop()
	defer context.AfterFunc(ctx, messages.Drain)()
	for {
		m, err := messages.Next()
		switch {
		case errors.Is(err, jetstream.ErrNoHeartbeat):
			// It asks again by itself, also a consumer that is gone with the queue.
			if err := gone(ctx, consumer); err != nil {
				return err
			}
			continue
		case err != nil:
			return err
		case ctx.Err() != nil: // fetched ahead: somebody else's now
			_ = m.Nak()
			continue
		}
		select {
		case jobs <- m:
		case <-ctx.Done():
			_ = m.Nak()
		}
	}
}

// gone asks a silent queue whether it still has the consumer. No answer means that
// the connection is to blame, which comes back by itself.
func gone(ctx context.Context, consumer jetstream.Consumer) error {
	ctx, cancel := context.WithTimeout(ctx, queueTimeout)
	defer cancel()
	_, err := consumer.Info(ctx)
	if errors.Is(err, jetstream.ErrConsumerNotFound) || errors.Is(err, jetstream.ErrStreamNotFound) {
		return err
	}
	return nil
}

// seek looks for messages whose job the queue has lost.
func (d *Dispatcher) seek(ctx context.Context) {
	every := time.NewTicker(seekEvery)
	defer every.Stop()
	for {
		switch n, err := d.Store.missing(ctx, d.Queue.size); {
		case err != nil && ctx.Err() == nil:
			d.Log.Warn("looking for jobs that the work queue has lost failed, trying again", zap.Error(err))
		case n > 0:
			d.Log.Error("the work queue has lost jobs; messages are handed over again", zap.Int64("messages", n))
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

// tidy deletes what is to be forgotten.
func (d *Dispatcher) tidy(ctx context.Context) {
	every := time.NewTicker(tidyEvery)
	defer every.Stop()
	for {
		if err := d.unfile(ctx); err != nil && ctx.Err() == nil {
			d.Log.Warn("deleting erased people's mail failed, trying again", zap.Error(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		case <-d.Forgot:
		}
	}
}

// unfile deletes the files of messages whose words have been forgotten, and
// what was never finished.
func (d *Dispatcher) unfile(ctx context.Context) error {
	if d.Folder == nil {
		return nil
	}
	if err := d.Folder.Clean(10 * d.Store.lease); err != nil {
		return err
	}
	files, err := d.Store.toUnfile(ctx)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := d.Folder.Remove(f.ForumID, f.ID); err != nil {
			return err
		}
		if err := d.Store.unfiled(ctx, f.ID); err != nil {
			return err
		}
	}
	return nil
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
