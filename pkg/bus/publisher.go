package bus

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"
)

// atomicFrom is how many rows make an atomic batch, which is synced to disk
// once, cheaper than single messages.
const atomicFrom = 32

// publish hands rows to JetStream and returns what was acknowledged, which may
// be some although there is an error.
func (r *relay) publish(ctx context.Context, rows []outboxRow) ([]receipt, error) {
	if !r.NATS.IsConnected() {
		return nil, fmt.Errorf("publishing %d events: NATS is %s", len(rows), r.NATS.Status())
	}
	ctx, cancel := context.WithTimeout(ctx, natsTimeout)
	defer cancel()
	if len(rows) >= atomicFrom {
		ack, err := jetstreamext.PublishMsgBatch(ctx, r.js, r.messages(rows))
		if err == nil {
			return inARow(rows, ack.Sequence), nil
		}
		if !refused(err) {
			return nil, r.mend(ctx, fmt.Errorf("publishing a batch of %d events: %w", len(rows), err))
		}
		// Most likely some of them are in the stream since before a crash: a
		// batch with a known event id is refused as a whole.
	}
	receipts, err := r.publishSingly(ctx, rows)
	return receipts, r.mend(ctx, err)
}

// inARow are the receipts of a batch: it has the places up to last.
func inARow(rows []outboxRow, last uint64) []receipt {
	receipts := make([]receipt, len(rows))
	for i, row := range rows {
		receipts[i] = receipt{id: row.ID, sequence: last - uint64(len(rows)-1-i)} // #nosec G115 -- not negative
	}
	return receipts
}

// publishSingly sends all messages and then waits for each acknowledgement.
// When one fails between two that succeed, it is published after its
// successors next time; the aggregate's version in the event tells.
func (r *relay) publishSingly(ctx context.Context, rows []outboxRow) ([]receipt, error) {
	var (
		acks     = make([]jetstream.PubAckFuture, 0, len(rows))
		receipts = make([]receipt, 0, len(rows))
		errs     []error
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
		sequence, known, err := r.acknowledged(ctx, ack, rows[i])
		if err != nil {
			errs = append(errs, fmt.Errorf("publishing %s %s: %w", rows[i].Name, rows[i].EventID, err))
			continue
		}
		receipts = append(receipts, receipt{rows[i].ID, sequence, known})
	}
	if len(errs) == 0 {
		return receipts, nil
	}
	return receipts, fmt.Errorf("%d of %d events not published: %w", len(rows)-len(receipts), len(rows), errs[0])
}

// acknowledged waits for an event's place in the stream. JetStream remembers ids
// apart from what it has stored: one that it says it knows is looked for, and
// published without an id when it is not there.
func (r *relay) acknowledged(ctx context.Context, f jetstream.PubAckFuture, row outboxRow) (sequence uint64, known bool, err error) {
	var ack *jetstream.PubAck
	select {
	case ack = <-f.Ok():
	case err := <-f.Err():
		return 0, false, err
	case <-ctx.Done():
		return 0, false, ctx.Err()
	}
	if !ack.Duplicate {
		return ack.Sequence, false, nil
	}
	there, err := r.eventAt(ctx, r.Service, ack.Sequence)
	if err != nil || there == row.EventID {
		return ack.Sequence, true, err
	}
	m := cloudEvent(r.Service, row)
	m.Header.Del(jetstream.MsgIDHeader)
	again, err := r.js.PublishMsg(ctx, m)
	if err != nil {
		return 0, false, err
	}
	return again.Sequence, false, nil
}

// messages are made anew for each attempt: publishing writes into them.
func (r *relay) messages(rows []outboxRow) []*nats.Msg {
	ms := make([]*nats.Msg, len(rows))
	for i, row := range rows {
		ms[i] = cloudEvent(r.Service, row)
	}
	return ms
}

// mend brings the stream back when somebody has deleted it. Whatever else went
// wrong, the ends are compared before the next attempt.
func (r *relay) mend(ctx context.Context, err error) error {
	if err != nil {
		r.compared = time.Time{}
	}
	if errors.Is(err, nats.ErrNoResponders) || errors.Is(err, jetstream.ErrNoStreamResponse) {
		clearedAway(ctx)
		_, again := r.ownStream(ctx)
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
