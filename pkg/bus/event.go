package bus

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"go.opentelemetry.io/otel/trace"
)

// Event is a fact that a service tells the others. Events are values, not
// pointers, and their zero value must answer Subject and Name too.
type Event interface {
	// Subject is "<service>.<forum id>.<noun>.<past participle>.v<N>".
	Subject() string
	// Name is the Go type's name, "TeaPoured".
	Name() string
}

// Received is an event as it arrived, with what its sender's headers say.
type Received struct {
	ID          uuid.UUID // the same however often the event is delivered
	Name        string
	Subject     string
	Sequence    uint64    // position in the speaking service's stream
	Time        time.Time // when the sender's transaction began
	Source      string    // "/shanyraq/<service>"
	Correlation string    // of the request that started the chain of events
	Data        json.RawMessage

	span trace.SpanContext
}

// Context returns ctx carrying the event's correlation id and trace, so that
// what is emitted and logged because of the event can be followed back to it.
// On does this by itself; an effect that has many events at a time emits what
// each of them Causes.
func (r Received) Context(ctx context.Context) context.Context {
	ctx = WithCorrelation(ctx, r.Correlation)
	if r.span.IsValid() {
		ctx = trace.ContextWithSpanContext(ctx, r.span)
	}
	return ctx
}

// Causes is an event that follows from this one, for EmitEach.
func (r Received) Causes(ctx context.Context, e Event) Outgoing {
	return Outgoing{Context: r.Context(ctx), Event: e}
}

// Effect applies events in the transaction that also records their receipt: it
// is committed once for each event, however often the event is delivered.
// received is in stream order and has no event twice. It may be run again when
// the transaction fails, with fewer or other events, so everything it does must
// be undone by a rollback: no mail, no HTTP.
//
// An error is tried again for as long as it takes; wrap it with Permanent when
// trying again cannot help.
type Effect func(ctx context.Context, tx *sqlx.Tx, received []Received) error

// Subscription names an effect and the events that cause it.
type Subscription struct {
	Effect string   // the durable consumer is "<service>-<effect>"; unique within a service
	Stream string   // the speaking service
	Filter []string // subjects, wildcards allowed: "facilitation.*.suggestion.captured.v1"
	Do     Effect
}

// On subscribes an effect to one type of event, one event at a time. Events
// that are at hand together share one transaction.
//
// Effects of one subscription come in the order of the stream, except after a
// failure. Two subscriptions run at their own pace: where an effect needs to
// see several types in order, write one Subscription with several filters.
func On[E Event](effect string, do func(ctx context.Context, tx *sqlx.Tx, e E, r Received) error) Subscription {
	return subscription[E](effect, func(ctx context.Context, tx *sqlx.Tx, received []Received) error {
		for _, r := range received {
			e, err := decode[E](r)
			if err != nil {
				return err
			}
			if err := do(r.Context(ctx), tx, e, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// OnBatch subscribes an effect to one type of event, as many events at a time
// as are at hand (1 to 256). es and rs have the same length and order.
func OnBatch[E Event](effect string, do func(ctx context.Context, tx *sqlx.Tx, es []E, rs []Received) error) Subscription {
	return subscription[E](effect, func(ctx context.Context, tx *sqlx.Tx, received []Received) error {
		es := make([]E, len(received))
		for i, r := range received {
			e, err := decode[E](r)
			if err != nil {
				return err
			}
			es[i] = e
		}
		return do(ctx, tx, es, received)
	})
}

func subscription[E Event](effect string, do Effect) Subscription {
	var zero E
	subject := strings.Split(zero.Subject(), ".")
	stream := subject[0]
	if len(subject) > 1 {
		subject[1] = "*" // every forum
	}
	return Subscription{Effect: effect, Stream: stream, Filter: []string{strings.Join(subject, ".")}, Do: do}
}

// decode is a tolerant reader: fields it does not know are those of a newer
// sender. JSON that does not fit the type will never fit it.
func decode[E Event](r Received) (E, error) {
	var e E
	if err := json.Unmarshal(r.Data, &e); err != nil {
		return e, Permanent(fmt.Errorf("decoding %s %s: %w", r.Name, r.ID, err))
	}
	return e, nil
}
