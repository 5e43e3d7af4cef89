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
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/ballot"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/capture"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/clarification"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/group"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/hiding"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/intake"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/mark"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/offer"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/phone"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/photo"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/programme"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/report"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/tag"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/tally"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/vote"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/wording"
)

//go:embed migrations
var migrations embed.FS

// name is the service's schema, stream and path.
const name = "facilitation"

const about = "What is said in the sessions: suggestions and their wordings, marks, groups, photos and the confirmed reports; and suggestions from other channels."

// Config is what the service can be told: nothing yet.
type Config struct{}

// Service is the facilitation service.
type Service struct {
	*service.Frame
	gate        *access.Gate
	tags        *tag.Store
	suggestions *suggestion.Store
	captures    *capture.Store
	wordings    *wording.Store
	hidings     *hiding.Store
	offers      *offer.Store
	imports     *intake.Store

	reports        *report.Store
	clarifications *clarification.Store
	photos         *photo.Store
	tallies        *tally.Store
	marks          *mark.Store
	ballots        *ballot.Store
	votes          *vote.Store
	groups         *group.Store

	settings  *setting.Store
	publicURL string
}

// Settings are what an organiser decides here.
func Settings() []setting.Setting { return slices.Concat(photo.Settings, hiding.Settings) }

// New opens the service's schema, brings it up to date and registers its routes
// on h.Mux.
func New(ctx context.Context, h *service.Host, _ Config) (_ *Service, err error) {
	s := &Service{publicURL: h.PublicURL}
	if s.Frame, err = h.Open(ctx, name, about, setting.Migrations, database.Migrations{Name: name, FS: migrations}); err != nil {
		return nil, err
	}
	service.Heed(h, events.Withdrawals())
	if s.settings, err = setting.NewStore(s.DB, s.Bus, h.DataDir, h.Env, Settings()...); err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	if s.gate, err = access.NewGate(ctx, s.DB); err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	if s.captures, err = capture.NewStore(ctx, s.DB, s.Bus); err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	s.tags = tag.NewStore(s.DB)
	s.suggestions = suggestion.NewStore(s.DB, s.Bus, s.tags)
	s.wordings = wording.NewStore(s.suggestions)
	s.hidings = hiding.NewStore(s.DB, s.suggestions, s.settings)
	s.offers = offer.NewStore(s.DB, s.suggestions)
	s.imports = intake.NewStore(s.DB, s.Bus, s.captures, s.suggestions)
	s.clarifications = clarification.NewStore(s.DB, s.Bus, s.suggestions)
	s.reports = report.NewStore(s.DB, s.Bus)
	s.tallies = tally.NewStore(s.DB)
	s.marks = mark.NewStore(s.DB, s.Bus)
	s.ballots = ballot.NewStore(s.DB, s.Bus)
	s.votes = vote.NewStore(s.DB, s.Bus)
	s.groups = group.NewStore(s.DB, s.Bus)
	s.photos = photo.NewStore(s.DB, s.Bus, s.settings)
	if err = s.photos.Adopt(ctx, filepath.Join(h.DataDir, "photos"), s.Log); err != nil {
		return nil, err
	}
	s.routes(h.Mux)
	return s, nil
}

// routes registers every route of the service; each slice lists its own.
func (s *Service) routes(mux *http.ServeMux) {
	gate := s.gate
	api := huma.NewGroup(s.API)
	api.UseMiddleware(web.Guard(gate.RefuseRevoked))
	setting.Routes(s.API, s.settings, web.RolesEverywhere("organiser"))
	capture.Routes(s.API, s.captures, gate)
	audit.Routes(api, s.Audit, string(events.Organiser))
	suggestion.Routes(api, s.suggestions, gate)
	wording.Routes(api, s.wordings, gate)
	hiding.Routes(api, s.hidings, gate)
	offer.Routes(api, s.offers, gate)
	tag.Routes(api, s.tags, gate)
	intake.Routes(api, s.imports)
	clarification.Routes(api, s.clarifications, gate)
	report.Routes(api, s.reports, gate)
	photo.Routes(api, s.photos, gate)
	group.Routes(api, s.groups, gate)
	tally.Routes(api, s.tallies, gate)
	mark.Routes(api, s.marks, gate)
	slowly := vote.Slowly()
	ballot.Routes(api, s.ballots, ballot.Options{Gate: gate, PublicURL: s.publicURL, Slowly: slowly})
	vote.Routes(api, s.votes, slowly)
	access.Live(api, s.Bus, gate)
	phone.Routes(mux, phone.Options{Ballots: s.ballots, Votes: s.votes, PublicURL: s.publicURL})
}

// Subscriptions are all that the service hears.
func (s *Service) Subscriptions() []bus.Subscription {
	return slices.Concat(programme.Subscriptions(), suggestion.Subscriptions(), s.captures.Subscriptions())
}

// Run publishes what was captured and hears what others say until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	return service.Hourly(ctx, s.Log, func() error { return s.Bus.Run(ctx, s.Subscriptions()...) }, s.Sweep)
}

// Sweep removes hidden words that cannot be shown again.
func (s *Service) Sweep(ctx context.Context) error { return s.hidings.Sweep(ctx) }
