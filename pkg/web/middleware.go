package web

import (
	"context"
	"errors"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/token"
)

// request is what the middleware keeps of one request while it is served.
type request struct {
	id      string
	address string // see Address
	agent   string // see Agent
	failed  error  // why it failed, for the log
	code    string // of its problem document
	caller  token.Caller
	denied  error // why the token was refused
	signed  bool
}

type requestKey struct{}

func current(ctx context.Context) *request {
	r, _ := ctx.Value(requestKey{}).(*request)
	return r
}

// RequestID returns the request's id, "" outside of a request. It is also the
// correlation id of the events that the request emits.
func RequestID(ctx context.Context) string {
	if r := current(ctx); r != nil {
		return r.id
	}
	return ""
}

func note(ctx context.Context, d *Document) {
	if r := current(ctx); r != nil {
		r.failed, r.code = d, d.Code
		if d.cause != nil {
			r.failed = d.cause
		}
	}
}

// Refused is the code of the problem that a request was answered with, "" for none.
func Refused(ctx context.Context) string {
	if r := current(ctx); r != nil {
		return r.code
	}
	return ""
}

// Correlate puts a request's id into its context, for what it causes elsewhere.
type Correlate func(ctx context.Context, id string) context.Context

// Handler wraps a mux of APIs and pages with what every request gets: a request
// id, its caller, recovery from panics, protection against cross-origin writes,
// a trace, a log line, metrics. The log has the route, never the query, body or
// address: those can name a person.
func Handler(mux *http.ServeMux, v *token.Verifier, log *zap.Logger, metrics prometheus.Registerer, proxies Proxies, correlate Correlate) http.Handler {
	seconds := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "shanyraq_http_request_seconds", Help: "Time to answer a request, by route and status.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
	}, []string{"route", "status"})
	metrics.MustRegister(seconds)
	guarded := http.NewCrossOriginProtection().Handler(api(mux, mux))
	known := &handler{proxies: proxies, log: log}
	inner := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		known.unnamed(r)
		st := &request{id: requestID(r), address: place(proxies.client(r)), agent: shortened(r.UserAgent())}
		st.caller, st.signed, st.denied = callerOf(r, v)
		ctx := correlate(context.WithValue(r.Context(), requestKey{}, st), st.id)
		if st.signed {
			ctx = token.Into(ctx, st.caller)
		}
		r = r.WithContext(ctx)
		w.Header().Set("X-Request-Id", st.id)
		secure(w.Header(), proxies.encrypted(r))
		if strings.HasPrefix(r.URL.Path, "/api/") {
			w.Header().Set("Cache-Control", "no-store")
		}
		rec := &recorder{ResponseWriter: w}
		if r.Body != nil && r.Body != http.NoBody {
			rec.body = newBody(w, r)
			r.Body = rec.body
		}
		defer func() {
			if p := recover(); p != nil {
				log.Error("request panicked", zap.String("request_id", st.id), zap.Any("panic", p), zap.ByteString("stack", debug.Stack()))
				if rec.status == 0 {
					Fail(rec, r, errors.New("panic"))
				}
			}
			route, status := routeOf(r), rec.status
			if st.failed != nil && r.Context().Err() != nil { // whatever they call it that was broken off
				status = callerGone
			}
			// The mux matched a copy of the request that the span's maker has not seen.
			span := trace.SpanFromContext(r.Context())
			span.SetName(route)
			if _, path, ok := strings.Cut(r.Pattern, " "); ok {
				span.SetAttributes(attribute.String("http.route", path))
			}
			seconds.WithLabelValues(route, strconv.Itoa(status)).Observe(time.Since(started).Seconds())
			logRequest(log, r, st, status, route, time.Since(started))
		}()
		guarded.ServeHTTP(rec, r)
	})
	if _, exported := otel.GetTracerProvider().(*sdktrace.TracerProvider); !exported {
		return continueTrace(inner)
	}
	return otelhttp.NewHandler(inner, "http", otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string {
		return routeOf(r)
	}))
}

// handler is what all requests share.
type handler struct {
	proxies Proxies
	log     *zap.Logger
	warned  sync.Once
}

// continueTrace only carries a caller's trace on. Where nothing is exported there
// is nothing to record, and recording nothing cost a tenth of a capture's time.
func continueTrace(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Traceparent") != "" {
			r = r.WithContext(otel.GetTextMapPropagator().Extract(r.Context(), propagation.HeaderCarrier(r.Header)))
		}
		next.ServeHTTP(w, r)
	})
}

// callerGone is told to the log and the metrics in place of a failure that is
// none: the caller left before the answer, as browsers do when a page is closed.
const callerGone = 499

func logRequest(log *zap.Logger, r *http.Request, st *request, status int, route string, took time.Duration) {
	fields := func() []zap.Field {
		fs := []zap.Field{zap.String("request_id", st.id), zap.String("route", route), zap.Int("status", status), zap.Duration("took", took)}
		if sc := trace.SpanContextFromContext(r.Context()); sc.HasTraceID() {
			fs = append(fs, zap.String("trace_id", sc.TraceID().String()))
		}
		return fs
	}
	switch {
	case status >= 500 && r.URL.Path != "/readyz": // "not ready" is what was asked for
		log.Error("request failed", append(fields(), zap.Error(st.failed))...)
	case log.Core().Enabled(zap.DebugLevel):
		log.Debug("request", fields()...)
	}
}

func requestID(r *http.Request) string {
	// A client's own id is kept when it is harmless to print.
	if id := r.Header.Get("X-Request-Id"); id != "" && len(id) <= 64 && strings.Trim(id, "0123456789abcdefABCDEF-") == "" {
		return id
	}
	return uuid.NewString()
}

func callerOf(r *http.Request, v *token.Verifier) (token.Caller, bool, error) {
	signed, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || v == nil {
		return token.Caller{}, false, nil
	}
	c, err := v.Verify(signed)
	return c, err == nil, err
}

// routeOf is the pattern that matched, so that ids never reach logs or metrics.
func routeOf(r *http.Request) string {
	if r.Pattern == "" {
		return r.Method + " (no route)"
	}
	return r.Pattern
}

// recorder remembers the status, and reads on before a refusal is sent. Unwrap
// lets http.ResponseController through.
type recorder struct {
	http.ResponseWriter
	status int
	body   *body // nil without one
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
		if w.body != nil && status >= http.StatusBadRequest {
			w.body.drain()
		}
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

// SetReadDeadline leaves it to newBody how long a body may take: huma gives each
// five seconds, too few for a tablet in a field.
func (w *recorder) SetReadDeadline(time.Time) error { return nil }

func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
