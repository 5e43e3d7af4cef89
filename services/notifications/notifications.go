// Package notifications tells people what became of what they said: one message
// to each participant about each fact, in their language, derived from the
// chain. Addresses live here and nowhere else.
package notifications

import (
	"context"
	"embed"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/jmoiron/sqlx"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/contact"
	"github.com/shanyraq/shanyraq/services/notifications/internal/delivery"
	"github.com/shanyraq/shanyraq/services/notifications/internal/message"
)

//go:embed migrations
var migrations embed.FS

//go:embed problems.json
var problems []byte

func init() { problem.Register(problems) }

// name is the service's schema, stream and path.
const name = "notifications"

// Service is the notifications service.
type Service struct {
	db         *sqlx.DB
	bus        *bus.Bus
	api        huma.API
	touched    chain.Bell // wakes the composer
	contacts   *contact.Store
	messages   *message.Store
	composer   *message.Composer
	dispatcher *delivery.Dispatcher
}

// New opens the service's schema, brings it up to date and registers its routes
// on h.Mux.
func New(ctx context.Context, h *service.Host, c Config) (_ *Service, err error) {
	s := &Service{touched: chain.NewBell()}
	if s.db, err = database.Open(ctx, h.DatabaseURL, name); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = s.db.Close()
		}
	}()
	err = database.Migrate(ctx, s.db,
		database.Migrations{Name: "bus", FS: bus.Migrations},
		database.Migrations{Name: name, FS: migrations})
	if err != nil {
		return nil, err
	}
	metrics := prometheus.WrapRegistererWith(prometheus.Labels{"service": name}, h.Metrics)
	h.Heed(events.Withdrawals())
	s.bus, err = bus.Open(ctx, h.Bus(name, s.db))
	if err != nil {
		return nil, err
	}
	if s.contacts, err = contact.NewStore(ctx, s.db, s.touched); err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	s.messages = &message.Store{DB: s.db}
	if err = s.assemble(h, c, metrics); err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	s.routes(h.Mux)
	return s, nil
}

// routes registers every route of the service; each slice lists its own.
func (s *Service) routes(mux *http.ServeMux) {
	s.api = web.NewAPI(mux, name, "How participants can be reached, the messages to them, and what became of each.")
	contact.Routes(s.api, s.contacts)
	message.Routes(s.api, s.messages, s.bus)
}

// subscriptions are all that the service hears.
func (s *Service) subscriptions() []bus.Subscription {
	return append(chain.Subscriptions(s.touched), contact.Subscriptions(s.contacts)...)
}

// Name is the service's name.
func (s *Service) Name() string { return name }

// Run hears what others say, composes and delivers messages until ctx ends; then
// it finishes the messages under way.
func (s *Service) Run(ctx context.Context) error {
	defer func() { _ = s.db.Close() }()
	// The bus is stopped last: it publishes what the deliveries recorded.
	work, working := errgroup.WithContext(ctx)
	speaking, silence := context.WithCancel(context.WithoutCancel(ctx))
	defer silence()
	work.Go(func() error { return s.composer.Run(working) })
	work.Go(func() error { return s.dispatcher.Run(working) })
	spoken := make(chan error, 1)
	go func() { spoken <- s.bus.Run(speaking, s.subscriptions()...) }()
	select {
	case <-working.Done():
		err := work.Wait()
		silence()
		if e := <-spoken; err == nil {
			err = e
		}
		return err
	case err := <-spoken:
		return err
	}
}

// Ready returns nil when the service can store and publish.
func (s *Service) Ready(ctx context.Context) error {
	if err := s.db.PingContext(ctx); err != nil {
		return fmt.Errorf("database: %w", err)
	}
	return s.bus.Ready(ctx)
}

// OpenAPI describes the service's routes.
func (s *Service) OpenAPI() ([]byte, error) { return web.OpenAPI(s.api) }
