// Package service hosts services: what they are built from, one HTTP server,
// health, logs, traces, and an orderly start and stop. The four binaries and
// the all-in-one binary run the same code; only the Host differs.
package service

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/nats-io/nats.go"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
)

// Host is what a service is built from.
type Host struct {
	DatabaseURL string // each service opens its own schema in it
	NATS        *nats.Conn
	Replicas    int           // of JetStream streams: 1, or 3 in a cluster; 0 leaves them as they are
	EventsKept  time.Duration // after they have been published, 0 for 30 days
	Log         *zap.Logger
	Metrics     *prometheus.Registry
	Verifier    *token.Verifier
	PublicURL   string // where people reach us, without a trailing slash
	// Answers says why we could not answer at another public address, nil for none that
	// we know of.
	Answers  func(publicURL string) error
	Mux      *http.ServeMux
	Pressure *bus.Pressure // one for all services of the process, nil for none
	Proxies  web.Proxies   // whose word about a client's address is taken
	// DataDir is for a service's own files (mail folder, key of the settings).
	DataDir string
	// Env looks up the variables by which an operator fixes settings, nil for none.
	Env func(string) (string, bool)
	// MetricsListen is an address for /metrics alone, "" for ours and callers of
	// this machine.
	MetricsListen string
	// TLS encrypts what comes to the listener, nil for nothing.
	TLS *tls.Config
	// Plain is a second listener, in the clear, beside an encrypted one, and Pages
	// what is answered there, nil for both.
	Plain net.Listener
	Pages http.Handler
	// Inside is where this process itself comes in, nil if it does not.
	Inside *Inside
	// Parts are what else has to be ready, by name.
	Parts map[string]func(context.Context) error

	withdrawals map[string]string // by the subject in every forum
	databases   []*sqlx.DB        // of the services, see Open
}

// Heed ends the tokens of whoever an event names, at the moment that it is told:
// withdrawals has, for each type of such an event, the field of its data with the
// tokens' subject. Services call it while they are made.
func Heed[E interface {
	comparable
	bus.Event
}](h *Host, withdrawals map[E]string) {
	if h.withdrawals == nil {
		h.withdrawals = map[string]string{}
	}
	for e, field := range withdrawals {
		h.withdrawals[bus.Everywhere(e)] = field
	}
}

// Heeds reports that events of this type end tokens here.
func (h *Host) Heeds(e bus.Event) bool {
	_, ends := h.withdrawals[bus.Everywhere(e)]
	return ends
}

// bus is what the bus of a service on this host is made of.
func (h *Host) bus(service string, db *sqlx.DB) bus.Options {
	return bus.Options{
		Service: service, DB: db, NATS: h.NATS, Log: h.Log.Named(service), Metrics: h.Metrics,
		Replicas: h.Replicas, Retention: h.EventsKept, Pressure: h.Pressure,
	}
}

// Service is one of the services.
type Service interface {
	Name() string
	// Run works (relay, consumers) until the context ends, drains, returns.
	Run(ctx context.Context) error
	// Ready reports why the service cannot serve now, nil when it can.
	Ready(ctx context.Context) error
	// Subscriptions are all that it hears of the other services.
	Subscriptions() []bus.Subscription
	// OpenAPI is the service's API document as JSON.
	OpenAPI() ([]byte, error)
}

// garbage is GOGC where the environment does not set itself. With 100, collecting
// took up to a fifth of a capture's time; 400 saved that and tripled the memory
// of the whole process (120 to 358 MB). 200 is between (218 MB).
const garbage = 200

// drainTime is how long open requests may take to finish after a stop signal.
const drainTime = 10 * time.Second

// Serve answers on the listener and runs the services until the context ends
// or one of them fails; then it stops in order: not ready any more, no new
// requests, open ones finished, consumers and relays drained.
func (h *Host) Serve(ctx context.Context, ln net.Listener, services ...Service) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	var stopping atomic.Bool
	h.Mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintln(w, "ok") })
	answer := h.readiness(services)
	h.Mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if stopping.Load() {
			http.Error(w, "stopping", http.StatusServiceUnavailable)
			return
		}
		answer.ServeHTTP(w, r)
	})
	stopMetrics, err := h.serveMetrics(ctx)
	if err != nil {
		return err
	}
	defer stopMetrics()
	if err := h.describe(services); err != nil {
		return err
	}

	// Live streams end with requests' base context, before Shutdown waits.
	requests, endRequests := context.WithCancel(context.WithoutCancel(ctx))
	defer endRequests()
	server := h.server(requests)
	stopHeeding, err := h.heed()
	if err != nil {
		return err
	}
	defer stopHeeding()
	// The services outlive the HTTP server, so that what its last requests
	// committed is still published.
	working, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	work, working := errgroup.WithContext(working)
	for _, s := range services {
		work.Go(func() error {
			if err := s.Run(working); err != nil && !errors.Is(err, context.Canceled) {
				return fmt.Errorf("running %s: %w", s.Name(), err)
			}
			return nil
		})
	}
	failed := h.listen(server, ln)

	select {
	case <-ctx.Done():
	case <-working.Done():
	case err = <-failed:
	}
	stopping.Store(true)
	endRequests()
	drain, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	if e := server.Shutdown(drain); e != nil {
		_ = server.Close()
		h.Log.Warn("some requests were cut off", zap.Error(e))
	}
	stopWork()
	if e := work.Wait(); e != nil {
		return e
	}
	if err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving: %w", err)
	}
	return nil
}

// server answers all who come in, wherever.
func (h *Host) server(requests context.Context) *http.Server {
	handler := h.Pressure.Watch(web.Handler(h.Mux, h.Verifier, h.Log, h.Metrics, h.Proxies, bus.WithCorrelation))
	encryption := h.TLS
	if encryption != nil {
		handler = web.Encrypted(handler, h.Pages)
		// Named here, because net/http looks for h2 when the first listener of a
		// server is served, and that may be the plain one.
		encryption = encryption.Clone()
		encryption.NextProtos = append([]string{"h2", "http/1.1"}, encryption.NextProtos...)
	}
	return &http.Server{
		Handler:           handler,
		TLSConfig:         encryption,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		BaseContext:       func(net.Listener) context.Context { return requests },
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			if _, ours := c.(own); ours {
				return web.Own(ctx)
			}
			return ctx
		},
		ErrorLog: zap.NewStdLog(h.Log.Named("http")),
	}
}

// listen serves at every listener; what comes out is why one of them ended.
func (h *Host) listen(server *http.Server, ln net.Listener) <-chan error {
	crowd := web.NewCrowd(h.Proxies, h.Log, h.Metrics)
	failed := make(chan error, 3)
	go func() {
		if h.TLS == nil {
			failed <- server.Serve(crowd.At(ln))
			return
		}
		failed <- server.ServeTLS(crowd.At(ln), "", "")
	}()
	if h.Plain != nil {
		go func() { failed <- server.Serve(crowd.At(h.Plain)) }()
	}
	if h.Inside != nil {
		go func() { failed <- server.Serve(h.Inside) }()
	}
	return failed
}

// describe serves the API documents: one of each service and all merged.
func (h *Host) describe(services []Service) error {
	var all []web.Described
	for _, s := range services {
		doc, err := s.OpenAPI()
		if err != nil {
			return fmt.Errorf("describing %s: %w", s.Name(), err)
		}
		all = append(all, web.Described{Service: s.Name(), OpenAPI: doc})
		h.Mux.HandleFunc("GET /api/"+s.Name()+"/openapi.json", web.ServeJSON(doc))
	}
	merged, err := web.MergeOpenAPI("Shanyraq", all...)
	if err != nil {
		return err
	}
	h.Mux.HandleFunc("GET /api/openapi.json", web.ServeJSON(merged))
	page, err := web.DocsPage(merged)
	if err != nil {
		return err
	}
	h.Mux.Handle("GET /api/docs", page)
	return nil
}
