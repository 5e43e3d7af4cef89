// Package decisions carries what people said to what was decided and done: it
// gathers suggestions into proposals, puts them to the plenary, keeps the
// decision log and the action plan, and shows everybody the way.
package decisions

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/decisions/internal/carrying"
	"github.com/shanyraq/shanyraq/services/decisions/internal/decision"
	"github.com/shanyraq/shanyraq/services/decisions/internal/draft"
	"github.com/shanyraq/shanyraq/services/decisions/internal/edition"
	"github.com/shanyraq/shanyraq/services/decisions/internal/execution"
	"github.com/shanyraq/shanyraq/services/decisions/internal/gathering"
	"github.com/shanyraq/shanyraq/services/decisions/internal/measure"
	"github.com/shanyraq/shanyraq/services/decisions/internal/merge"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/proposal"
	"github.com/shanyraq/shanyraq/services/decisions/internal/question"
	"github.com/shanyraq/shanyraq/services/decisions/internal/register"
	"github.com/shanyraq/shanyraq/services/decisions/internal/suggestion"
	"github.com/shanyraq/shanyraq/services/decisions/internal/way"
)

//go:embed migrations
var migrations embed.FS

// name is the service's schema, stream and path.
const name = "decisions"

const about = "Proposals, questions to the plenary, the decision log, the action plan and the way of every suggestion."

// Config is what the service can be told: nothing yet.
type Config struct{}

// Service is the decisions service.
type Service struct {
	*service.Frame
	settings *setting.Store
}

// Settings are what an organiser decides here.
func Settings() []setting.Setting { return question.Settings }

// New opens the service's schema, brings it up to date and registers its routes
// on h.Mux.
func New(ctx context.Context, h *service.Host, _ Config) (_ *Service, err error) {
	s := &Service{}
	if s.Frame, err = h.Open(ctx, name, about, database.Migrations{Name: "text", FS: text.Migrations}, setting.Migrations, database.Migrations{Name: name, FS: migrations}); err != nil {
		return nil, err
	}
	service.Heed(h, events.Withdrawals())
	if s.settings, err = setting.NewStore(s.DB, s.Bus, h.DataDir, h.Env, Settings()...); err != nil {
		return nil, err
	}
	s.routes(h.Mux)
	return s, nil
}

// routes registers every route of the service; each slice lists its own.
func (s *Service) routes(mux *http.ServeMux) {
	setting.Routes(s.API, s.settings, web.RolesEverywhere("organiser"))
	proposals := proposal.NewStore(s.DB, s.Bus)
	proposal.Routes(s.API, proposals)
	merge.Routes(s.API, merge.NewStore(s.Bus, proposals))
	question.Routes(s.API, question.NewStore(s.DB, s.Bus, s.settings))
	decision.Routes(s.API, decision.NewStore(s.DB, s.Bus))
	measures := measure.NewStore(s.DB)
	measure.Routes(s.API, measures)
	draft.Routes(s.API, draft.NewStore(s.Bus, measures))
	edition.Routes(s.API, edition.NewStore(s.DB, s.Bus))
	execution.Routes(s.API, execution.NewStore(s.Bus, measures))
	ways := way.NewStore(s.DB)
	way.Routes(s.API, ways)
	register.Routes(mux, register.New(s.DB, ways, s.Log))
	audit.Routes(s.API, s.Audit, string(events.Organiser))
	huma.Get(s.API, "/forums/{forum}/live", s.live, web.EventStream, web.Roles(programme.Staff...))
}

// Subscriptions lists everything that the service hears.
func (s *Service) Subscriptions() []bus.Subscription {
	return slices.Concat(programme.Subscriptions(), suggestion.Subscriptions(), carrying.Subscriptions(), gathering.Subscriptions())
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
		return s.Bus.Live(w, r, fmt.Sprintf("%s.%s.>", name, in.Forum))
	}), nil
}

// Run relays and hears events until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	return s.Bus.Run(ctx, s.Subscriptions()...)
}

var _ service.Service = (*Service)(nil)
