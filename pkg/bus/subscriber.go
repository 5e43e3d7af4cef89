package bus

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"
)

const (
	inFlight      = 512              // messages of one durable that are handled at a time
	maxAckPending = 2048             // those, those fetched ahead and those waiting to be tried again
	pullHeartbeat = 2 * time.Second  // two missed ones mean that the server has forgotten us
	ackWait       = 10 * time.Second // what was delivered and not heard of again is delivered again
)

// An event that failed is delivered again after nakFirst, doubling up to
// nakMost. Variables, because tests are in a hurry.
var (
	nakFirst = time.Second
	nakMost  = 30 * time.Second
)

// subscriber is Watermill's way from JetStream: one durable pull consumer with
// explicit acknowledgement. Closing it leaves the connection alone.
type subscriber struct {
	*Bus
	Subscription
	durable string

	consumer jetstream.Consumer // nil while there is none
	slots    chan struct{}
	running  sync.WaitGroup // fetching, and every message until it is settled
	turn     chan struct{}  // closed when the message delivered last has joined its batch

	settled atomic.Uint64 // what the consumer was last seen to have settled
	behind  uint64        // where it was before it was set back

	closing context.Context
	close   context.CancelFunc
}

var _ message.Subscriber = (*subscriber)(nil)

// delivery is one message on its way through the router.
type delivery struct {
	Received
	invalid  error // why it is not an event
	attempts uint64
	aside    atomic.Bool // refused for good

	turn <-chan struct{} // closed when all messages before this one have joined a batch
	pass func()          // lets the next one join; may be called again
}

type deliveryKey struct{}

// Subscribe starts fetching. The channel is closed after Close, once what had
// been fetched by then has been taken from it.
func (s *subscriber) Subscribe(context.Context, string) (<-chan *message.Message, error) {
	out := make(chan *message.Message)
	s.running.Go(func() { //nolint:contextcheck // Close ends it; Watermill cancels ctx only after that
		defer close(out)
		for s.closing.Err() == nil {
			if s.consumer == nil {
				s.await()
			} else if err := s.fetch(out); err != nil {
				s.Log.Warn("fetching events failed, trying again", zap.String("consumer", s.durable), zap.Error(err))
				s.consumer = nil // it, or its stream, may have been deleted
				clearedAway(s.closing)
			}
		}
	})
	return out, nil
}

// Close stops fetching. It may be called again. What the server was sending at
// that very moment may not arrive; it is delivered again after ackWait.
func (s *subscriber) Close() error {
	s.close()
	return nil
}

// wait returns when the router has settled all messages.
func (s *subscriber) wait() { s.running.Wait() }

func (s *subscriber) fetch(out chan<- *message.Message) error {
	messages, err := s.consumer.Messages(jetstream.PullMaxMessages(inFlight), jetstream.PullHeartbeat(pullHeartbeat))
	if err != nil {
		return err
	}
	defer messages.Stop()
	defer context.AfterFunc(s.closing, messages.Drain)()
	for {
		m, err := messages.Next()
		switch {
		case err != nil && s.closing.Err() != nil:
			return nil
		case errors.Is(err, jetstream.ErrNoHeartbeat):
			if err := s.lost(); err != nil {
				return err
			}
			continue // it asks again by itself
		case err != nil:
			return err
		}
		s.slots <- struct{}{}
		out <- s.deliver(m)
	}
}

// lost asks a silent server whether it still has the consumer. No answer means
// that the connection is to blame, which comes back by itself.
func (s *subscriber) lost() error {
	ctx, cancel := context.WithTimeout(s.closing, natsTimeout)
	defer cancel()
	_, err := s.consumer.Info(ctx)
	if errors.Is(err, jetstream.ErrConsumerNotFound) || errors.Is(err, jetstream.ErrStreamNotFound) {
		return err
	}
	return nil
}

func (s *subscriber) deliver(m jetstream.Msg) *message.Message {
	next := make(chan struct{})
	d := &delivery{turn: s.turn, pass: sync.OnceFunc(func() { close(next) })}
	s.turn = next

	meta, err := m.Metadata()
	if err != nil {
		d.invalid = fmt.Errorf("reading metadata: %w", err)
	} else {
		d.attempts = meta.NumDelivered
		d.Received, d.invalid = receive(m.Subject(), meta.Sequence.Stream, m.Headers(), m.Data())
	}
	msg := message.NewMessageWithContext(context.WithValue(context.Background(), deliveryKey{}, d), m.Headers().Get(headerID), m.Data())
	for k := range m.Headers() {
		msg.Metadata[k] = m.Headers().Get(k)
	}
	s.running.Go(func() { s.settle(m, msg, d) })
	return msg
}

// settle waits for the router's verdict and passes it on. The acknowledgement
// follows the commit; when it is lost, the inbox knows the event.
func (s *subscriber) settle(m jetstream.Msg, msg *message.Message, d *delivery) {
	defer func() { <-s.slots }()
	defer d.pass()
	working := time.NewTicker(ackWait / 3)
	defer working.Stop()
	for {
		var err error
		select {
		case <-msg.Acked():
			if d.aside.Load() {
				s.passOver(d)
			}
			err = m.Ack()
		case <-msg.Nacked():
			err = m.NakWithDelay(nakDelay(d.attempts))
		case <-working.C:
			_ = m.InProgress()
			continue
		}
		if err != nil {
			s.Log.Debug("settling a message failed, it will be delivered again", zap.String("consumer", s.durable), zap.Error(err))
		}
		return
	}
}

// nakDelay is never quite the same for two messages, so that they do not come
// back as one crowd.
func nakDelay(attempts uint64) time.Duration {
	d := nakMost
	if attempts > 0 && attempts < 16 {
		d = min(nakFirst<<(attempts-1), nakMost)
	}
	return d*3/4 + rand.N(d/4) // #nosec G404 -- nobody gains by guessing a delay
}
