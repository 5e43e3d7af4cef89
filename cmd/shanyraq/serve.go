package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/caarlos0/env/v11"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/embedded"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/decisions"
	"github.com/shanyraq/shanyraq/services/facilitation"
	"github.com/shanyraq/shanyraq/services/notifications"
	"github.com/shanyraq/shanyraq/services/sessions"
	app "github.com/shanyraq/shanyraq/web"
)

type serveCommand struct {
	DataDir       string        `help:"Where everything is kept (default: /var/lib/shanyraq as root, ~/.local/share/shanyraq else)." env:"SHANYRAQ_DATA_DIR" placeholder:"DIR"`
	Listen        string        `help:"Address to serve on: HOST:PORT, or :PORT for all addresses of this machine (default: 127.0.0.1:8080; with --tls :8443, with acme :443)." env:"SHANYRAQ_LISTEN" placeholder:"ADDRESS"`
	PublicURL     string        `help:"Where people reach us: http:// or https://, a name, a port (default: what --listen says, or this machine's number in its network)." env:"SHANYRAQ_PUBLIC_URL" placeholder:"URL"`
	TLS           string        `help:"How to encrypt: off; files (--tls-cert and --tls-key, which say so themselves); acme (a certificate is asked for and renewed, from Let's Encrypt or --acme-directory); local (an authority of our own, for a network without the internet: docs/field.md)." name:"tls" enum:"off,files,acme,local" default:"off" env:"SHANYRAQ_TLS"`
	TLSCert       string        `help:"File with the certificate of the public address, and of those who vouch for it (PEM). It is read again when it changes." name:"tls-cert" env:"SHANYRAQ_TLS_CERT" placeholder:"FILE"`
	TLSKey        string        `help:"File with the certificate's key (PEM)." name:"tls-key" env:"SHANYRAQ_TLS_KEY" placeholder:"FILE"`
	ACMEDirectory string        `help:"Where a certificate is asked for: the directory of an ACME authority, whose terms are agreed to by asking." name:"acme-directory" default:"https://acme-v02.api.letsencrypt.org/directory" env:"SHANYRAQ_ACME_DIRECTORY" placeholder:"URL"`
	ACMEEmail     string        `help:"Where that authority may write to when a certificate ends." name:"acme-email" env:"SHANYRAQ_ACME_EMAIL" placeholder:"ADDRESS"`
	PlainListen   string        `help:"Second address, in the clear, that leads people to the encrypted one (default: with --tls local :8080, with acme :80, else none)." env:"SHANYRAQ_PLAIN_LISTEN" placeholder:"ADDRESS"`
	DatabaseURL   string        `help:"Use this PostgreSQL instead of our own." env:"SHANYRAQ_DATABASE_URL" placeholder:"URL"`
	NATSURL       string        `help:"Use this NATS instead of our own." name:"nats-url" env:"SHANYRAQ_NATS_URL" placeholder:"URL"`
	Replicas      int           `help:"Copies of each stream of a NATS cluster (default: as many as they have, 1 when made)." name:"nats-replicas" env:"SHANYRAQ_NATS_REPLICAS" placeholder:"N"`
	EventsKept    time.Duration `help:"How long events are kept in the database that have been published: what the streams lose meanwhile is published again." default:"720h" env:"SHANYRAQ_EVENTS_KEPT" placeholder:"DURATION"`
	Proxies       web.Proxies   `help:"Reverse proxies before us: addresses and networks with commas between, or how many; their X-Forwarded-For is believed." env:"SHANYRAQ_PROXIES" placeholder:"LIST"`
	Metrics       string        `help:"Address for /metrics alone (default: at --listen, for callers of this machine only)." name:"metrics-listen" env:"SHANYRAQ_METRICS_LISTEN" placeholder:"ADDRESS"`
	Backups       backupFlags   `embed:""`
	Demo          bool          `help:"Set up a demonstration forum with well-known passwords."`
	LogLevel      string        `help:"How much is logged: debug, info, warn or error." default:"warn" env:"SHANYRAQ_LOG_LEVEL"`
}

// Run starts everything, prints where to look, and returns after an orderly
// stop: requests drained, outboxes emptied, NATS and PostgreSQL shut down.
func (c *serveCommand) Run(ctx context.Context) error {
	log, err := service.NewLog(c.LogLevel)
	if err != nil {
		return err
	}
	defer func() { _ = log.Sync() }()
	endTraces, err := service.StartTraces(ctx, "shanyraq")
	if err != nil {
		return err
	}
	defer endTraces()
	if err := c.settleAddresses(); err != nil {
		return err
	}
	if err := c.Backups.check(); err != nil {
		return err
	}
	fixed := c.PublicURL
	ln, plain, err := c.listen(ctx)
	if err != nil {
		return err
	}
	defer closeListeners(ln, plain)
	dir, err := openDataDir(c.DataDir, c.Demo)
	if err != nil {
		return err
	}
	defer dir.Close()
	keeper, err := c.openKeeper(ln.Addr(), dir.Path)
	if err != nil {
		dir.Unmake()
		return err
	}

	parts, err := embedded.Start(ctx, embedded.Options{
		DataDir: dir.Path, DatabaseURL: c.DatabaseURL, NATSURL: c.NATSURL, Log: log,
	})
	if err != nil {
		dir.Unmake()
		return advice(err, dir.Path)
	}
	defer parts.Stop()

	source := backupSource(dir.Path, parts)
	stopControl, err := control(ctx, dir.Path, parts.DatabaseURL, log, source)
	if err != nil {
		return advice(err, dir.Path)
	}
	defer stopControl()
	signer, err := token.NewSigner(dir.TokenSeed)
	if err != nil {
		return err
	}
	host := &service.Host{
		DatabaseURL: parts.DatabaseURL, NATS: parts.NATS, Replicas: c.Replicas, EventsKept: c.EventsKept, Log: log, Metrics: service.NewMetrics(), Pressure: &bus.Pressure{},
		Verifier: token.NewVerifier(signer.PublicKey()), PublicURL: c.PublicURL, Mux: http.NewServeMux(), DataDir: dir.Path, Env: service.Fixing(fixed), Answers: c.answers(keeper), Proxies: c.Proxies, MetricsListen: c.Metrics, Parts: parts.Ready(),
		Inside: service.NewInside(),
	}
	defer host.Close()
	services, setUpURL, err := newServices(ctx, host, dir.TokenSeed, c.Demo)
	if err != nil {
		return advice(err, dir.Path)
	}
	c.PublicURL = host.PublicURL // an organiser may have chosen it
	host.Mux.Handle("/", app.Handler())

	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	// A database that has given up for good cannot be served around.
	go func() {
		select {
		case <-parts.Failed():
			stop(parts.Err())
		case <-ctx.Done():
		}
	}()
	go c.Backups.run(ctx, c.Demo, log, source)
	c.encrypt(ctx, host, keeper, ln, plain)
	go c.welcome(ctx, stop, dir, host.Inside, setUpURL, func() { printInstallation(os.Stdout, keeper, plain) })
	if err := host.Serve(ctx, ln, services...); err != nil {
		return err
	}
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return cause
	}
	return nil
}

// newServices builds the four services; what each can be told comes from the
// environment, what only this binary knows is put in here.
func newServices(ctx context.Context, host *service.Host, seed []byte, demo bool) (all []service.Service, setUpURL string, err error) {
	var (
		forSessions      sessions.Config
		forFacilitation  facilitation.Config
		forDecisions     decisions.Config
		forNotifications notifications.Config
	)
	for _, c := range []any{&forSessions, &forFacilitation, &forDecisions, &forNotifications} {
		if err := env.Parse(c); err != nil {
			return nil, "", fmt.Errorf("reading the environment: %w", err)
		}
	}
	forSessions.TokenKey = base64.StdEncoding.EncodeToString(seed)
	if demo {
		forSessions.Demonstration = true
		forSessions.OrganiserLogin, forSessions.OrganiserPassword = demoCredentials.Login, demoCredentials.Password
	}
	for _, build := range []func() (service.Service, error){
		func() (service.Service, error) {
			s, err := sessions.New(ctx, host, forSessions)
			if err == nil {
				setUpURL, err = s.SetUpURL(ctx)
			}
			return s, err
		},
		func() (service.Service, error) { return facilitation.New(ctx, host, forFacilitation) },
		func() (service.Service, error) { return decisions.New(ctx, host, forDecisions) },
		func() (service.Service, error) { return notifications.New(ctx, host, forNotifications) },
	} {
		s, err := build()
		if err != nil {
			return nil, "", err
		}
		all = append(all, s)
	}
	return all, setUpURL, nil
}

// welcome waits until the services are ready, sets up the demonstration, and
// prints the addresses.
func (c *serveCommand) welcome(ctx context.Context, stop context.CancelCauseFunc, dir *dataDir, inside *service.Inside, setUpURL string, more func()) {
	if err := waitReady(ctx, inside); err != nil {
		return // stopping already
	}
	if c.Demo {
		if err := setUpDemo(ctx, inside); err != nil && ctx.Err() == nil {
			stop(fmt.Errorf("setting up the demonstration in %s, where no real forum may be: %w", dir.Path, err))
			return
		}
		if err := dir.MarkDemonstration(); err != nil {
			stop(err)
			return
		}
	}
	printAddresses(os.Stdout, c.PublicURL, c.Demo, setUpURL)
	more()
}
