package bus

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"
)

// atomicFrom is how many rows make an atomic batch, which is synced to disk
// once, cheaper than single messages.
const atomicFrom = 32

// publish hands rows to JetStream and returns the ids of those acknowledged,
// which may be some although there is an error.
func (r *relay) publish(ctx context.Context, rows []outboxRow) ([]int64, error) {
	if !r.NATS.IsConnected() {
		return nil, fmt.Errorf("publishing %d events: NATS is %s", len(rows), r.NATS.Status())
	}
	ctx, cancel := context.WithTimeout(ctx, natsTimeout)
	defer cancel()
	if len(rows) >= atomicFrom {
		_, err := jetstreamext.PublishMsgBatch(ctx, r.js, r.messages(rows))
		if err == nil {
			return rowIDs(rows), nil
		}
		if !refused(err) {
			return nil, r.reprovision(ctx, fmt.Errorf("publishing a batch of %d events: %w", len(rows), err))
		}
		// Most likely some of them are in the stream since before a crash: a
		// batch with a known event id is refused as a whole.
	}
	sent, err := r.publishSingly(ctx, rows)
	return sent, r.reprovision(ctx, err)
}

// publishSingly sends all messages and then waits for each acknowledgement.
// When one fails between two that succeed, it is published after its
// successors next time; the aggregate's version in the event tells.
func (r *relay) publishSingly(ctx context.Context, rows []outboxRow) ([]int64, error) {
	var (
		acks = make([]jetstream.PubAckFuture, 0, len(rows))
		sent = make([]int64, 0, len(rows))
		errs []error
	)
	for _, m := range r.messages(rows) {
		ack, err := r.js.PublishMsgAsync(m)
		if err != nil {
			errs = append(errs, fmt.Errorf("publishing an event: %w", err))
			break // and none after it, for the order's sake
		}
		acks = append(acks, ack)
	}
	for i, ack := range acks {
		select {
		case <-ack.Ok():
			sent = append(sent, rows[i].ID)
		case err := <-ack.Err():
			errs = append(errs, fmt.Errorf("publishing %s %s: %w", rows[i].Name, rows[i].EventID, err))
		case <-ctx.Done():
			errs = append(errs, fmt.Errorf("publishing %s %s: %w", rows[i].Name, rows[i].EventID, ctx.Err()))
		}
	}
	if len(errs) == 0 {
		return sent, nil
	}
	return sent, fmt.Errorf("%d of %d events not published: %w", len(rows)-len(sent), len(rows), errs[0])
}

// messages are made anew for each attempt: publishing writes into them.
func (r *relay) messages(rows []outboxRow) []*nats.Msg {
	ms := make([]*nats.Msg, len(rows))
	for i, row := range rows {
		ms[i] = cloudEvent(r.Service, row)
	}
	return ms
}

// reprovision brings the stream back when somebody has deleted it.
func (r *relay) reprovision(ctx context.Context, err error) error {
	if errors.Is(err, nats.ErrNoResponders) || errors.Is(err, jetstream.ErrNoStreamResponse) {
		clearedAway(ctx)
		_, again := Provision(ctx, r.js, streamConfig(r.Service, r.Replicas))
		return errors.Join(err, again)
	}
	return err
}

// refused reports that the server has answered and will not have the batch, as
// opposed to not having answered.
func refused(err error) bool {
	var api *jetstream.APIError
	return errors.As(err, &api) || errors.Is(err, jetstreamext.ErrInvalidBatchAck)
}

func rowIDs(rows []outboxRow) []int64 {
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	return ids
}

// publisher is Watermill's way to JetStream, used for the poison stream. The
// topic is the subject; Publish returns after the acknowledgement.
type publisher struct{ js jetstream.JetStream }

var _ message.Publisher = publisher{}

func (p publisher) Publish(topic string, messages ...*message.Message) error {
	for _, m := range messages {
		msg := &nats.Msg{Subject: topic, Data: m.Payload, Header: nats.Header{}}
		for k, v := range m.Metadata {
			// Nats- headers are orders to the server, given for another stream.
			if !strings.HasPrefix(k, "Nats-") {
				msg.Header[k] = []string{headerSafe.Replace(v)}
			}
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(m.Context()), natsTimeout)
		_, err := p.js.PublishMsg(ctx, msg, jetstream.WithMsgID(topic+":"+m.UUID))
		cancel()
		if err != nil {
			return fmt.Errorf("publishing to %s: %w", topic, err)
		}
	}
	return nil
}

var headerSafe = strings.NewReplacer("\r", " ", "\n", " ")

// Close does nothing: the connection is its owner's.
func (publisher) Close() error { return nil }
