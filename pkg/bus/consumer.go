package bus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
)

// awaitPause is between two looks for a stream that is not there.
const awaitPause = 500 * time.Millisecond

// subscribe makes the durable consumer, so that from now on no event passes it.
// Where the stream is not there yet, its owner has not started: it is waited for.
func (b *Bus) subscribe(ctx context.Context, s Subscription) (*subscriber, error) {
	sub := &subscriber{
		Bus: b, Subscription: s, durable: b.Service + "-" + s.Effect,
		slots: make(chan struct{}, inFlight),
		turn:  make(chan struct{}),
	}
	close(sub.turn)
	sub.closing, sub.close = context.WithCancel(context.Background())
	err := sub.provision(ctx)
	if err == nil {
		err = sub.check(ctx)
	}
	if err != nil && !errors.Is(err, jetstream.ErrStreamNotFound) {
		sub.close()
		return nil, err
	}
	return sub, nil
}

func (s *subscriber) provision(ctx context.Context) error {
	stream, err := s.js.Stream(ctx, s.speaker())
	if err != nil {
		return fmt.Errorf("looking for stream %s: %w", s.speaker(), err)
	}
	consumer, err := stream.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{
		Durable:        s.durable,
		FilterSubjects: s.filter(),
		DeliverPolicy:  jetstream.DeliverAllPolicy,
		AckPolicy:      jetstream.AckExplicitPolicy,
		AckWait:        ackWait,
		MaxAckPending:  maxAckPending,
		MaxDeliver:     -1, // nothing is given up silently
	})
	if err != nil {
		return fmt.Errorf("provisioning consumer %s of stream %s: %w", s.durable, s.speaker(), err)
	}
	s.consumer = consumer
	return nil
}

// await tries once to make the consumer, and says what it waits for. Making the
// stream is its owner's: who listens does not know how it shall be.
func (s *subscriber) await() {
	what := "waiting for stream " + s.speaker()
	ctx, cancel := context.WithTimeout(s.closing, natsTimeout)
	defer cancel()
	err := s.provision(ctx)
	switch {
	case err == nil:
		s.trouble.over(what)
		return
	case errors.Is(err, jetstream.ErrStreamNotFound):
		s.trouble.stands(what, fmt.Errorf("waiting for stream %s, which the service %s makes when it starts", s.speaker(), s.speaker()))
	case s.closing.Err() == nil:
		s.Log.Warn("making a consumer failed, trying again", zap.String("consumer", s.durable), zap.Error(err))
	}
	pause(s.closing, awaitPause)
}
