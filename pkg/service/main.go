package service

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/nats-io/nats.go"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/pkg/web/certificate"
)

// Environment is the configuration that every service binary reads. The
// all-in-one binary fills in the same things itself.
type Environment struct {
	// the PostgreSQL to use: postgres://user:password@host:port/database?sslmode=…; the service makes its own schema and role in it
	DatabaseURL string `env:"SHANYRAQ_DATABASE_URL,required"`
	// the NATS to use, JetStream switched on
	NATSURL string `env:"SHANYRAQ_NATS_URL" envDefault:"nats://127.0.0.1:4222"`
	// copies of each stream: 1, or 3 in a cluster; without it streams keep the copies they have, and new ones have 1
	Replicas int `env:"SHANYRAQ_NATS_REPLICAS"`
	// how long events are kept in the database that have been published: what the streams lose meanwhile is published again
	EventsKept time.Duration `env:"SHANYRAQ_EVENTS_KEPT" envDefault:"720h"`
	// keys of sessions that sign access tokens, each 32 bytes in base64, commas between: sessions prints its own in its log when it starts, and it is "x" at /api/sessions/.well-known/jwks.json; needed by every other service
	TokenKeys []string `env:"SHANYRAQ_TOKEN_PUBLIC_KEYS"`
	// where people reach us: http:// or https://, a name, a port
	PublicURL string `env:"SHANYRAQ_PUBLIC_URL" envDefault:"http://127.0.0.1:8080"`
	// folder of a service's own files: letters that no mail server took, and the key of the settings' secrets (notifications); the record of the last backup (sessions); photos of earlier versions are moved from it into the database (facilitation)
	DataDir string `env:"SHANYRAQ_DATA_DIR" envDefault:"data"`
	// reverse proxies that stand before the service: their addresses and networks with commas between, or how many; their entries of X-Forwarded-For are believed
	Proxies web.Proxies `env:"SHANYRAQ_PROXIES"`
	// file with a certificate, and of those who vouch for it (PEM), for services that are reached encrypted; it is read again when it changes
	TLSCert string `env:"SHANYRAQ_TLS_CERT"`
	// file with the certificate's key (PEM)
	TLSKey string `env:"SHANYRAQ_TLS_KEY"`
	// address for /metrics alone; without it they are answered at the service's address, to callers of the same machine only
	MetricsListen string `env:"SHANYRAQ_METRICS_LISTEN"`
	// how much is logged: debug, info, warn or error
	LogLevel string `env:"SHANYRAQ_LOG_LEVEL" envDefault:"info"`
}

// Main is the whole of a service binary: it reads flags and environment, builds
// the service, serves until a signal, and returns the exit status.
func Main(name string, build func(ctx context.Context, h *Host) (Service, error)) int {
	listen := flag.String("listen", "127.0.0.1:8080", "address to serve on")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, name, *listen, build); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %s\n", name, Explain(err))
		return 1
	}
	return 0
}

func run(ctx context.Context, name, listen string, build func(ctx context.Context, h *Host) (Service, error)) error {
	e, err := env.ParseAs[Environment]()
	if err != nil {
		return fmt.Errorf("reading the environment: %w", err)
	}
	if e.PublicURL, err = web.PublicURL(e.PublicURL); err != nil {
		return err
	}
	log, err := NewLog(e.LogLevel)
	if err != nil {
		return err
	}
	defer func() { _ = log.Sync() }()
	endTraces, err := StartTraces(ctx, name)
	if err != nil {
		return err
	}
	defer endTraces()
	keys, err := token.ParsePublicKeys(e.TokenKeys)
	if err != nil {
		return fmt.Errorf("SHANYRAQ_TOKEN_PUBLIC_KEYS: %w", err)
	}
	nc, err := ConnectNATS(e.NATSURL, name, log)
	if err != nil {
		return err
	}
	defer nc.Close()
	h := &Host{
		DatabaseURL: e.DatabaseURL, NATS: nc, Replicas: e.Replicas, EventsKept: e.EventsKept, Log: log, Metrics: NewMetrics(), Pressure: &bus.Pressure{},
		Verifier: token.NewVerifier(keys...), PublicURL: e.PublicURL, Mux: http.NewServeMux(), DataDir: e.DataDir, Env: Fixing(e.PublicURL), Proxies: e.Proxies, MetricsListen: e.MetricsListen,
	}
	defer h.Close()
	if e.TLSCert+e.TLSKey != "" {
		// Whether it fits the public address is for the proxy to know that has it.
		files, err := certificate.Open(e.TLSCert, e.TLSKey)
		if err != nil {
			return err
		}
		h.TLS = files.Config()
		go files.Watch(ctx, log)
	}
	s, err := build(ctx, h)
	if err != nil {
		return err
	}
	// Sessions trusts its own key; without any, every caller would be a stranger.
	if h.Verifier.Keys() == 0 {
		return errors.New("SHANYRAQ_TOKEN_PUBLIC_KEYS is needed: the key that sessions prints in its log when it starts, \"x\" at its /api/sessions/.well-known/jwks.json")
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	log.Info("serving", zap.String("service", name), zap.String("address", ln.Addr().String()), zap.String("believed about addresses", e.Proxies.Believed()))
	return h.Serve(ctx, ln, s)
}

// Fixing looks variables up where the public address is fixed, "" for where it is not:
// by a flag, or because services that run apart are all told it the same.
func Fixing(publicURL string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		if name == "SHANYRAQ_PUBLIC_URL" {
			return publicURL, publicURL != ""
		}
		return os.LookupEnv(name)
	}
}

// ConnectNATS connects and stays connected: it reconnects for ever, because
// what is committed meanwhile waits in the outbox.
func ConnectNATS(url, name string, log *zap.Logger) (*nats.Conn, error) {
	nc, err := nats.Connect(url, nats.Name(name), nats.MaxReconnects(-1), nats.ReconnectWait(500*time.Millisecond),
		// A link that is open at one end only is noticed within a quarter of a minute.
		nats.PingInterval(5*time.Second), nats.MaxPingsOutstanding(2),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				log.Warn("NATS is away", zap.Error(err))
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { log.Info("NATS is back") }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			if !errors.Is(err, nats.ErrConnectionClosed) {
				log.Warn("NATS", zap.Error(err))
			}
		}))
	if err != nil {
		return nil, fmt.Errorf("connecting to NATS at %s: %w", Redact(url), err)
	}
	return nc, nil
}

// NewMetrics is a registry with the process's own figures.
func NewMetrics() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}
