// Package facilitation takes down what people say: suggestions as captured in
// the yurts, with every later wording beside the first, how the group weighs
// and groups them, and the report that it confirms; and suggestions that came
// through other channels.
package facilitation

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"path/filepath"

	"github.com/danielgtaylor/huma/v2"
	"github.com/jmoiron/sqlx"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/clarification"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/group"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/intake"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/mark"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/phone"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/photo"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/report"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
)

//go:embed migrations
var migrations embed.FS

//go:embed problems.json
var problems []byte

func init() { problem.Register(problems) }

// name is the service's schema, stream and path.
const name = "facilitation"

// Config is what the service can be told: nothing yet.
type Config struct{}

// Service is the facilitation service.
type Service struct {
	db          *sqlx.DB
	bus         *bus.Bus
	log         *zap.Logger
	api         huma.API
	suggestions *suggestion.Store
	imports     *intake.Store

	reports        *report.Store
	clarifications *clarification.Store
	photos         *photo.Store
	marks          *mark.Store
	groups         *group.Store

	publicURL string
}

// New opens the service's schema, brings it up to date and registers its routes
// on h.Mux.
func New(ctx context.Context, h *service.Host, _ Config) (_ *Service, err error) {
	s := &Service{publicURL: h.PublicURL, log: h.Log.Named(name)}
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
	h.Heed(events.Withdrawals())
	s.bus, err = bus.Open(ctx, h.Bus(name, s.db))
	if err != nil {
		return nil, err
	}
	if s.suggestions, err = suggestion.NewStore(ctx, s.db, s.bus); err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	s.imports = intake.NewStore(s.db, s.bus, s.suggestions)
	s.clarifications = clarification.NewStore(s.db, s.bus, s.suggestions)
	s.reports = report.NewStore(s.db, s.bus)
	s.marks = mark.NewStore(s.db, s.bus)
	s.groups = group.NewStore(s.db, s.bus)
	s.photos = photo.NewStore(s.db, s.bus)
	if err = s.photos.Adopt(ctx, filepath.Join(h.DataDir, "photos"), h.Log.Named(name)); err != nil {
		return nil, err
	}
	s.routes(h.Mux)
	return s, nil
}

// routes registers every route of the service; each slice lists its own.
func (s *Service) routes(mux *http.ServeMux) {
	s.api = web.NewAPI(mux, name, "What is said in the sessions: suggestions and their wordings, marks, groups, photos and the confirmed reports; and suggestions from other channels.")
	gate := access.NewGate(s.db)
	api := huma.NewGroup(s.api)
	api.UseMiddleware(web.Guard(gate.RefuseRevoked))
	suggestion.Routes(s.api, api, s.suggestions, gate)
	suggestion.Live(api, s.bus)
	intake.Routes(api, s.imports)
	clarification.Routes(api, s.clarifications, gate)
	report.Routes(api, s.reports, gate)
	photo.Routes(api, s.photos, gate)
	group.Routes(api, s.groups, gate)
	mark.Routes(api, s.marks, mark.Options{Gate: gate, PublicURL: s.publicURL})
	phone.Routes(mux, phone.Options{Marks: s.marks, PublicURL: s.publicURL})
}

// subscriptions are all that the service hears.
func (s *Service) subscriptions() []bus.Subscription {
	return suggestion.Subscriptions(s.suggestions)
}

// Name is the service's name.
func (s *Service) Name() string { return name }

// Run publishes what was captured and hears what others say until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	defer func() { _ = s.db.Close() }()
	return service.Hourly(ctx, s.log, func() error { return s.bus.Run(ctx, s.subscriptions()...) }, s.Sweep)
}

// Sweep removes hidden words that cannot be shown again.
func (s *Service) Sweep(ctx context.Context) error { return s.suggestions.Sweep(ctx) }

// Ready returns nil when the service can store and publish.
func (s *Service) Ready(ctx context.Context) error {
	if err := s.db.PingContext(ctx); err != nil {
		return fmt.Errorf("database: %w", err)
	}
	return s.bus.Ready(ctx)
}

// OpenAPI describes the service's routes.
func (s *Service) OpenAPI() ([]byte, error) { return web.OpenAPI(s.api) }
