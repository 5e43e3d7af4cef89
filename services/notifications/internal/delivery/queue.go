package delivery

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"

	"github.com/shanyraq/shanyraq/pkg/bus"
)

// The work queue is a stream of its own: a job is a message's id and is gone
// when it has been acknowledged. It carries nothing that the database does not
// know, so it may be lost without losing a message.
const (
	queueStream = "notices"
	// knownFor is how long the queue recognises a job that is handed over
	// again, because the note that it was handed over got lost.
	knownFor = 2 * time.Minute
	// mostJobs is how many go in one batch; JetStream takes up to 1000.
	mostJobs     = 500
	queueTimeout = 5 * time.Second
)

func subject(channel string) string { return queueStream + "." + channel }

// Queue is the work queue.
type Queue struct {
	JS       jetstream.JetStream
	Replicas int
	AckWait  time.Duration // after which a job that a dead worker had is delivered again
}

func (q *Queue) provision(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, queueTimeout)
	defer cancel()
	_, err := bus.Provision(ctx, q.JS, jetstream.StreamConfig{
		Name: queueStream, Subjects: []string{queueStream + ".>"}, Retention: jetstream.WorkQueuePolicy,
		Storage: jetstream.FileStorage, Replicas: q.Replicas, Duplicates: knownFor, AllowAtomicPublish: true,
	})
	return err
}

// consumer makes the durable consumer of a channel. The number of jobs that wait
// for another attempt is not limited: a thousand full mailboxes must not stop
// the others.
func (q *Queue) consumer(ctx context.Context, channel string) (jetstream.Consumer, error) {
	if err := q.provision(ctx); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, queueTimeout)
	defer cancel()
	c, err := q.JS.CreateOrUpdateConsumer(ctx, queueStream, jetstream.ConsumerConfig{
		Durable: queueStream + "-" + channel, FilterSubject: subject(channel), AckPolicy: jetstream.AckExplicitPolicy,
		AckWait: q.AckWait, MaxDeliver: -1, MaxAckPending: -1,
	})
	if err != nil {
		return nil, fmt.Errorf("provisioning consumer of %s: %w", channel, err)
	}
	return c, nil
}

// size is how many jobs there are: waiting, under way, or put off.
func (q *Queue) size(ctx context.Context) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, queueTimeout)
	defer cancel()
	s, err := q.JS.Stream(ctx, queueStream)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("%w: %w", errQueueAway, err)
	}
	return s.CachedInfo().State.Msgs, nil
}

// put hands jobs over and returns when all are acknowledged.
func (q *Queue) put(ctx context.Context, jobs []job) error {
	ctx, cancel := context.WithTimeout(ctx, queueTimeout)
	defer cancel()
	if len(jobs) > 1 {
		_, err := jetstreamext.PublishMsgBatch(ctx, q.JS, jobMessages(jobs))
		if err == nil {
			return nil
		}
		var api *jetstream.APIError
		if !errors.As(err, &api) && !errors.Is(err, jetstreamext.ErrInvalidBatchAck) {
			return q.mend(ctx, fmt.Errorf("%w: %w", errQueueAway, err))
		}
		// A batch with a job that the queue knows already is refused whole.
	}
	acks := make([]jetstream.PubAckFuture, 0, len(jobs))
	for _, m := range jobMessages(jobs) {
		ack, err := q.JS.PublishMsgAsync(m)
		if err != nil {
			return q.mend(ctx, fmt.Errorf("%w: %w", errQueueAway, err))
		}
		acks = append(acks, ack)
	}
	for _, ack := range acks {
		select {
		case <-ack.Ok():
		case err := <-ack.Err():
			return q.mend(ctx, fmt.Errorf("%w: %w", errQueueAway, err))
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", errQueueAway, ctx.Err())
		}
	}
	return nil
}

// mend brings the stream back when somebody has deleted it.
func (q *Queue) mend(ctx context.Context, err error) error {
	if errors.Is(err, nats.ErrNoResponders) || errors.Is(err, jetstream.ErrNoStreamResponse) {
		return errors.Join(err, q.provision(ctx))
	}
	return err
}

func jobMessages(jobs []job) []*nats.Msg {
	ms := make([]*nats.Msg, len(jobs))
	for i, j := range jobs {
		ms[i] = &nats.Msg{Subject: subject(j.Channel), Data: []byte(j.ID.String()), Header: nats.Header{
			// The version: a message taken back and queued again is a new job.
			jetstream.MsgIDHeader: {fmt.Sprintf("%s.%d", j.ID, j.Version)},
		}}
	}
	return ms
}
