// Package sessions prepares and runs the forum's day: forums, their programme of
// themes, sessions and timed rounds, the people and organisations who take part,
// the staff who sign in, the tablets in the yurts, and the questions sent in
// before. It issues the tokens by which all services know their callers.
package sessions

import (
	"context"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/jmoiron/sqlx"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/agenda"
	"github.com/shanyraq/shanyraq/services/sessions/internal/consent"
	"github.com/shanyraq/shanyraq/services/sessions/internal/device"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/intake"
	"github.com/shanyraq/shanyraq/services/sessions/internal/method"
	"github.com/shanyraq/shanyraq/services/sessions/internal/organisation"
	"github.com/shanyraq/shanyraq/services/sessions/internal/participant"
	"github.com/shanyraq/shanyraq/services/sessions/internal/proposal"
	"github.com/shanyraq/shanyraq/services/sessions/internal/round"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
	"github.com/shanyraq/shanyraq/services/sessions/internal/theme"
)

//go:embed migrations
var migrations embed.FS

//go:embed problems.json
var problems []byte

func init() { problem.Register(problems) }

// name is the service's schema, stream and path.
const name = "sessions"

// OIDC is the configuration of an identity provider.
type OIDC = account.OIDC

// DemonstrationPassword is that of every account of a demonstration.
const DemonstrationPassword = account.WellKnown

// Config is what the service can be told.
type Config struct {
	// TokenKey is the seed, 32 random bytes in base64 ("openssl rand -base64 32"
	// prints them), of the key that signs access tokens. Needed.
	TokenKey string `env:"SHANYRAQ_TOKEN_KEY"`
	// OrganiserLogin and OrganiserPassword make the first account, an organiser
	// of all forums, where there is no account yet.
	OrganiserLogin    string `env:"SHANYRAQ_ORGANISER_LOGIN"`
	OrganiserPassword string `env:"SHANYRAQ_ORGANISER_PASSWORD"`
	OIDC              OIDC
	// Demonstration lets the well-known passwords of a demonstration sign in,
	// which they do nowhere else.
	Demonstration bool `env:"-"`
}

// Signer is the key that signs access tokens.
func (c Config) Signer() (*token.Signer, error) {
	if c.TokenKey == "" {
		return nil, errors.New("SHANYRAQ_TOKEN_KEY is needed: 32 random bytes in base64, as \"openssl rand -base64 32\" prints them")
	}
	seed, err := base64.StdEncoding.DecodeString(c.TokenKey)
	if err != nil {
		return nil, errors.New("SHANYRAQ_TOKEN_KEY: want 32 bytes in base64")
	}
	signer, err := token.NewSigner(seed)
	if err != nil {
		return nil, fmt.Errorf("SHANYRAQ_TOKEN_KEY: %w", err)
	}
	return signer, nil
}

// Service is the sessions service.
type Service struct {
	db  *sqlx.DB
	bus *bus.Bus
	api huma.API
	log *zap.Logger

	forums        *forum.Store
	themes        *theme.Store
	sessions      *session.Store
	rounds        *round.Store
	methods       *method.Store
	organisations *organisation.Store
	proposals     *proposal.Store
	consents      *consent.Store
	participants  *participant.Store
	imports       *intake.Store
	accounts      *account.Store
	staff         *account.Desk
	devices       *device.Store
	tablets       *device.Desk
	agenda        *agenda.Store
}

// New opens the service's schema, brings it up to date, makes the first account
// and registers the service's routes on h.Mux.
func New(ctx context.Context, h *service.Host, c Config) (_ *Service, err error) {
	signer, err := c.Signer()
	if err != nil {
		return nil, err
	}
	h.Verifier.Trust(signer.PublicKey())
	s := &Service{log: h.Log.Named(name)}
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
	s.open(signer, h.PublicURL, c)
	if c.OrganiserLogin != "" {
		if err = s.accounts.First(ctx, c.OrganiserLogin, c.OrganiserPassword); err != nil {
			return nil, err
		}
	}
	s.routes(h.Mux)
	return s, nil
}

func (s *Service) open(signer *token.Signer, publicURL string, c Config) {
	s.forums = forum.NewStore(s.db, s.bus)
	s.themes = theme.NewStore(s.db, s.bus, s.forums)
	s.sessions = session.NewStore(s.db, s.bus, s.forums)
	s.rounds = round.NewStore(s.db, s.bus, s.forums, s.sessions)
	s.methods = method.NewStore(s.db, s.bus, s.rounds)
	s.organisations = organisation.NewStore(s.db, s.bus)
	s.proposals = proposal.NewStore(s.db, s.bus)
	s.consents = consent.NewStore(s.db, s.forums)
	s.participants = participant.NewStore(s.db, s.bus)
	s.imports = intake.NewStore(s.db, s.bus)
	s.accounts = account.NewStore(s.db, s.bus, c.Demonstration)
	s.staff = account.NewDesk(s.accounts, signer, publicURL, c.OIDC)
	s.devices = device.NewStore(s.db, s.bus)
	s.tablets = device.NewDesk(s.devices, s.forums, s.themes, s.sessions, s.rounds, signer, publicURL)
	s.agenda = agenda.NewStore(s.db, s.bus, s.forums)
}

// routes registers every route of the service; each slice lists its own.
func (s *Service) routes(mux *http.ServeMux) {
	s.api = web.NewAPI(mux, name, "Forums, programme, people, organisations, staff, tablets, and questions for the agenda.")
	s.api.(*huma.Group).UseMiddleware(web.Guard(s.tablets.RefuseRevoked))
	forum.Routes(s.api, s.forums)
	theme.Routes(s.api, s.themes)
	session.Routes(s.api, s.sessions)
	round.Routes(s.api, s.rounds)
	method.Routes(s.api, s.methods)
	organisation.Routes(s.api, s.organisations)
	proposal.Routes(s.api, s.proposals)
	consent.Routes(s.api, s.consents)
	participant.Routes(s.api, s.participants)
	participant.SeatRoutes(s.api, s.participants)
	intake.Routes(s.api, s.imports)
	account.Routes(s.api, s.accounts, s.staff)
	device.Routes(s.api, s.tablets)
	agenda.Routes(s.api, s.agenda)
}

// subscriptions are all that the service hears: nothing. It speaks first.
func (s *Service) subscriptions() []bus.Subscription { return nil }

// Name is the service's name.
func (s *Service) Name() string { return name }

// Run publishes what happened, and drops what may not be kept, until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	defer func() { _ = s.db.Close() }()
	// Dropped are codes and tokens that have run out, files that nobody applied, and
	// names whose owners withdrew their consent.
	return service.Hourly(ctx, s.log, func() error { return s.bus.Run(ctx, s.subscriptions()...) },
		s.participants.Sweep, s.imports.Sweep, s.accounts.Sweep, s.devices.Sweep)
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
