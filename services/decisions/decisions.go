// Package decisions carries what people said to what was decided and done: it
// gathers suggestions into proposals, puts them to the plenary, keeps the
// decision log and the action plan, and shows everybody the way.
package decisions

import (
	"context"
	"embed"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/decisions/internal/decision"
	"github.com/shanyraq/shanyraq/services/decisions/internal/plan"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/proposal"
	"github.com/shanyraq/shanyraq/services/decisions/internal/question"
	"github.com/shanyraq/shanyraq/services/decisions/internal/register"
)

//go:embed migrations
var migrations embed.FS

//go:embed problems.json
var problems []byte

func init() { problem.Register(problems) }

// name is the service's schema, stream and path.
const name = "decisions"

// Config is what the service can be told: nothing yet.
type Config struct{}

// Service is the decisions service.
type Service struct {
	db        *sqlx.DB
	bus       *bus.Bus
	api       huma.API
	proposals *proposal.Store
	questions *question.Store
	decisions *decision.Store
	plans     *plan.Store
	register  *register.Register
}

// New opens the service's schema, brings it up to date and registers its routes
// on h.Mux.
func New(ctx context.Context, h *service.Host, _ Config) (_ *Service, err error) {
	s := &Service{}
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
		database.Migrations{Name: "text", FS: text.Migrations},
		database.Migrations{Name: name, FS: migrations})
	if err != nil {
		return nil, err
	}
	h.Heed(events.Withdrawals())
	s.bus, err = bus.Open(ctx, h.Bus(name, s.db))
	if err != nil {
		return nil, err
	}
	s.proposals = proposal.NewStore(s.db, s.bus)
	s.questions = question.NewStore(s.db, s.bus)
	s.decisions = decision.NewStore(s.db, s.bus)
	s.plans = plan.NewStore(s.db, s.bus)
	s.register = register.New(s.db, h.Log.Named(name))
	s.routes(h.Mux)
	return s, nil
}

// routes registers every route of the service; each slice lists its own.
func (s *Service) routes(mux *http.ServeMux) {
	s.api = web.NewAPI(mux, name, "Proposals, questions to the plenary, the decision log, the action plan and the way of every suggestion.")
	proposal.Routes(s.api, s.proposals)
	question.Routes(s.api, s.questions)
	decision.Routes(s.api, s.decisions)
	plan.Routes(s.api, s.plans)
	register.Routes(s.api, mux, s.register)
	huma.Get(s.api, "/forums/{forum}/live", s.live, web.EventStream, web.Roles(programme.Staff...))
}

// subscriptions lists everything that the service hears.
func (s *Service) subscriptions() []bus.Subscription {
	return append(programme.Subscriptions(), proposal.Subscriptions()...)
}

type liveInput struct {
	Forum string `path:"forum" format:"uuid"`
	web.Position
}

// live streams a forum's events. All staff of the forum may listen.
func (s *Service) live(ctx context.Context, in *liveInput) (*huma.StreamResponse, error) {
	if err := programme.CheckID(in.Forum); err != nil {
		return nil, err
	}
	return web.Raw(func(w http.ResponseWriter, r *http.Request) error {
		return s.bus.Live(w, r, fmt.Sprintf("%s.%s.>", name, in.Forum))
	}), nil
}

// Name implements service.Service.
func (s *Service) Name() string { return name }

// Run relays and hears events until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	defer func() { _ = s.db.Close() }()
	return s.bus.Run(ctx, s.subscriptions()...)
}

// Ready reports why the service cannot serve now.
func (s *Service) Ready(ctx context.Context) error {
	if err := s.db.PingContext(ctx); err != nil {
		return fmt.Errorf("reaching the database: %w", err)
	}
	return s.bus.Ready(ctx)
}

// OpenAPI describes the service's API.
func (s *Service) OpenAPI() ([]byte, error) { return web.OpenAPI(s.api) }

var _ service.Service = (*Service)(nil)
