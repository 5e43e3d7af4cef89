package bus

import (
	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/zap"
)

const scope = "github.com/shanyraq/shanyraq/pkg/bus"

// traced continues the sender's trace and correlation id. The effect runs on
// another goroutine, for several messages at a time, so the delivery carries
// the span there.
func (s *subscriber) traced(h message.HandlerFunc) message.HandlerFunc {
	return func(msg *message.Message) ([]*message.Message, error) {
		d := deliveryOf(msg)
		ctx := WithCorrelation(trace.ContextWithRemoteSpanContext(msg.Context(), d.span), d.Correlation)
		ctx, span := otel.Tracer(scope).Start(ctx, "process "+d.Name,
			trace.WithSpanKind(trace.SpanKindConsumer),
			trace.WithAttributes(
				attribute.String("messaging.system", "nats"),
				attribute.String("messaging.destination.name", d.Subject),
				attribute.String("messaging.consumer.group.name", s.durable),
				attribute.String("messaging.message.id", d.ID.String()),
				attribute.String("messaging.message.conversation_id", d.Correlation),
			))
		defer span.End()
		if sc := span.SpanContext(); sc.IsValid() {
			d.span = sc
		}
		msg.SetContext(ctx)
		out, err := h(msg)
		if err != nil {
			span.RecordError(err)
			span.SetStatus(codes.Error, "")
		}
		return out, err
	}
}

// watermillLog passes on Watermill's log. What it calls information is about
// its own workings.
type watermillLog struct{ log *zap.Logger }

var _ watermill.LoggerAdapter = watermillLog{}

func (l watermillLog) Error(msg string, err error, fields watermill.LogFields) {
	if msg == "Handler returned error" {
		return // said by judged, with more about the event
	}
	l.log.Error(msg, append(zapFields(fields), zap.Error(err))...)
}

func (l watermillLog) Info(msg string, fields watermill.LogFields) { l.Debug(msg, fields) }
func (l watermillLog) Trace(string, watermill.LogFields)           {}
func (l watermillLog) Debug(msg string, fields watermill.LogFields) {
	l.log.Debug(msg, zapFields(fields)...)
}

func (l watermillLog) With(fields watermill.LogFields) watermill.LoggerAdapter {
	return watermillLog{l.log.With(zapFields(fields)...)}
}

func zapFields(fields watermill.LogFields) []zap.Field {
	out := make([]zap.Field, 0, len(fields)+1)
	for k, v := range fields {
		out = append(out, zap.Any(k, v))
	}
	return out
}
