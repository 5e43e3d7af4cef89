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

// Decode reads the event's data, tolerantly: fields that are not known are those
// of a newer sender. JSON that does not fit the type will never fit it.
func (r Received) Decode(into any) error {
	if err := json.Unmarshal(r.Data, into); err != nil {
		return Permanent(fmt.Errorf("decoding %s %s: %w", r.Name, r.ID, err))
	}
	return nil
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

// Subscription names an effect and the events that cause it: who looks for an
// event's type finds all that hear it. On, OnBatch and OnAny make it.
//
// Effects of one subscription come in the order of the stream, except after a
// failure. Two subscriptions run at their own pace: an effect that needs to see
// several types in order hears them all by OnAny.
type Subscription struct {
	Effect string  // the durable consumer is "<service>-<effect>"; unique within a service
	Heard  []Event // all of one speaking service
	do     Effect
}

// On subscribes an effect to one type of event, one event at a time. Events
// that are at hand together share one transaction.
func On[E Event](effect string, do func(ctx context.Context, tx *sqlx.Tx, e E, r Received) error) Subscription {
	var heard E
	return OnAny(effect, func(ctx context.Context, tx *sqlx.Tx, received []Received) error {
		for _, r := range received {
			var e E
			if err := r.Decode(&e); err != nil {
				return err
			}
			if err := do(r.Context(ctx), tx, e, r); err != nil {
				return err
			}
		}
		return nil
	}, heard)
}

// OnBatch subscribes an effect to one type of event, as many events at a time
// as are at hand (1 to 512). es and rs have the same length and order.
func OnBatch[E Event](effect string, do func(ctx context.Context, tx *sqlx.Tx, es []E, rs []Received) error) Subscription {
	var heard E
	return OnAny(effect, func(ctx context.Context, tx *sqlx.Tx, received []Received) error {
		es := make([]E, len(received))
		for i, r := range received {
			if err := r.Decode(&es[i]); err != nil {
				return err
			}
		}
		return do(ctx, tx, es, received)
	}, heard)
}

// OnAny subscribes an effect to several types of events of one service, as many
// events at a time as are at hand, in the order of the stream.
func OnAny(effect string, do Effect, heard ...Event) Subscription {
	return Subscription{Effect: effect, Heard: heard, do: do}
}

// speaker is the service whose events are heard; its stream has its name.
func (s Subscription) speaker() string {
	speaker, _, _ := strings.Cut(s.Heard[0].Subject(), ".")
	return speaker
}

// filter are the subjects of the events in every forum.
func (s Subscription) filter() []string {
	subjects := make([]string, len(s.Heard))
	for i, e := range s.Heard {
		subjects[i] = Everywhere(e)
	}
	return subjects
}

// whole refuses a subscription that no consumer can be made of.
func (s Subscription) whole() error {
	if len(s.Heard) == 0 || s.do == nil {
		return fmt.Errorf("effect %q: %w", s.Effect, errHearsNothing)
	}
	for _, e := range s.Heard {
		if !strings.HasPrefix(e.Subject(), s.speaker()+".") {
			return fmt.Errorf("effect %q, %s: %w", s.Effect, e.Name(), errTwoSpeakers)
		}
	}
	return nil
}

// Everywhere is the subject of a type of event in every forum, given any value of
// it: "decisions.*.decision.recorded.v1".
func Everywhere(e Event) string {
	parts := strings.Split(e.Subject(), ".")
	if len(parts) > 1 {
		parts[1] = "*"
	}
	return strings.Join(parts, ".")
}
