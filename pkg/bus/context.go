package bus

import (
	"context"
	"sync/atomic"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

type (
	correlationKey struct{}
	emittedKey     struct{}
)

// WithCorrelation returns ctx with the id that Emit gives to its events. The
// web layer sets the request id; effects inherit it from the event.
func WithCorrelation(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, correlationKey{}, id)
}

// Correlation returns the id set by WithCorrelation, "" if there is none.
func Correlation(ctx context.Context) string {
	id, _ := ctx.Value(correlationKey{}).(string)
	return id
}

// watchEmit returns ctx and a flag that Emit raises in it.
func watchEmit(ctx context.Context) (context.Context, *atomic.Bool) {
	emitted := new(atomic.Bool)
	return context.WithValue(ctx, emittedKey{}, emitted), emitted
}

func markEmitted(ctx context.Context) {
	if emitted, ok := ctx.Value(emittedKey{}).(*atomic.Bool); ok {
		emitted.Store(true)
	}
}

// traceparent returns ctx's trace in W3C form, "" if there is none.
func traceparent(ctx context.Context) string {
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier["traceparent"]
}

// spanFrom is the inverse of traceparent; the result may be invalid.
func spanFrom(traceparent string) trace.SpanContext {
	ctx := propagation.TraceContext{}.Extract(context.Background(), propagation.MapCarrier{"traceparent": traceparent})
	return trace.SpanContextFromContext(ctx)
}
