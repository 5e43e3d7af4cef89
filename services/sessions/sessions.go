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
	"os"
	"slices"

	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/agenda"
	"github.com/shanyraq/shanyraq/services/sessions/internal/consent"
	"github.com/shanyraq/shanyraq/services/sessions/internal/device"
	"github.com/shanyraq/shanyraq/services/sessions/internal/district"
	"github.com/shanyraq/shanyraq/services/sessions/internal/enrol"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/institution"
	"github.com/shanyraq/shanyraq/services/sessions/internal/intake"
	"github.com/shanyraq/shanyraq/services/sessions/internal/invite"
	"github.com/shanyraq/shanyraq/services/sessions/internal/merge"
	"github.com/shanyraq/shanyraq/services/sessions/internal/method"
	"github.com/shanyraq/shanyraq/services/sessions/internal/organisation"
	"github.com/shanyraq/shanyraq/services/sessions/internal/participant"
	"github.com/shanyraq/shanyraq/services/sessions/internal/passkey"
	"github.com/shanyraq/shanyraq/services/sessions/internal/password"
	"github.com/shanyraq/shanyraq/services/sessions/internal/plan"
	"github.com/shanyraq/shanyraq/services/sessions/internal/programme"
	"github.com/shanyraq/shanyraq/services/sessions/internal/proposal"
	"github.com/shanyraq/shanyraq/services/sessions/internal/pulse"
	"github.com/shanyraq/shanyraq/services/sessions/internal/readiness"
	"github.com/shanyraq/shanyraq/services/sessions/internal/rehearsal"
	"github.com/shanyraq/shanyraq/services/sessions/internal/round"
	"github.com/shanyraq/shanyraq/services/sessions/internal/seat"
	"github.com/shanyraq/shanyraq/services/sessions/internal/secondstep"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
	"github.com/shanyraq/shanyraq/services/sessions/internal/setup"
	"github.com/shanyraq/shanyraq/services/sessions/internal/sheet"
	"github.com/shanyraq/shanyraq/services/sessions/internal/signin"
	"github.com/shanyraq/shanyraq/services/sessions/internal/speak"
	"github.com/shanyraq/shanyraq/services/sessions/internal/step"
	"github.com/shanyraq/shanyraq/services/sessions/internal/submission"
	"github.com/shanyraq/shanyraq/services/sessions/internal/theme"
	"github.com/shanyraq/shanyraq/services/sessions/internal/timer"
	"github.com/shanyraq/shanyraq/services/sessions/internal/use"
)

//go:embed migrations
var migrations embed.FS

// name is the service's schema, stream and path.
const name = "sessions"

const about = "Forums, programme, people, organisations, staff, tablets, and questions for the agenda."

// OIDC is the configuration of an identity provider.
type OIDC = signin.OIDC

// DemonstrationPassword is that of every account of a demonstration.
const DemonstrationPassword = password.WellKnown

// Config is what the service can be told.
type Config struct {
	// the seed, 32 random bytes in base64 ("shanyraq keys" makes them), of the key
	// that signs access tokens; needed where sessions runs on its own
	TokenKey string `env:"SHANYRAQ_TOKEN_KEY"`
	// login of the first account, an organiser of all forums, made where there is no account yet; without it the first organiser begins at the set-up address, which is printed at the start
	OrganiserLogin string `env:"SHANYRAQ_ORGANISER_LOGIN"`
	// its password
	OrganiserPassword string `env:"SHANYRAQ_ORGANISER_PASSWORD"`
	OIDC              OIDC
	// more identity providers: keys with commas between, such as akimat,ministry; each has variables of its own, SHANYRAQ_OIDC_AKIMAT_ISSUER, _CLIENT_ID, _CLIENT_SECRET and _NAME
	MoreOIDC []string `env:"SHANYRAQ_OIDC"`
	// Demonstration lets the well-known passwords of a demonstration sign in,
	// which they do nowhere else.
	Demonstration bool `env:"-"`
}

// Settings are what an organiser decides here.
func Settings() []setting.Setting {
	return slices.Concat(institution.Settings, secondstep.Settings, forum.Settings, device.Settings, intake.Settings)
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
	*service.Frame

	forums        *forum.Store
	themes        *theme.Store
	sessions      *session.Store
	rounds        *round.Store
	plans         *plan.Store
	methods       *method.Store
	organisations *organisation.Store
	proposals     *proposal.Store
	consents      *consent.Store
	participants  *participant.Store
	imports       *intake.Store
	accounts      *account.Store
	publicURL     string
	dataDir       string
	settings      *setting.Store
	institution   *institution.Desk
	signIns       *signin.Store
	passkeys      *passkey.Store
	secondSteps   *secondstep.Store
	staff         *signin.Desk
	own           *enrol.Desk
	setUp         *setup.Desk
	invites       *invite.Store
	links         *invite.Desk
	devices       *device.Store
	tablets       *device.Desk
	agenda        *agenda.Store
	districts     *district.Store
	submissions   *submission.Store
	signer        *token.Signer
}

// New opens the service's schema, brings it up to date, makes the first account
// and registers the service's routes on h.Mux.
func New(ctx context.Context, h *service.Host, c Config) (_ *Service, err error) {
	signer, err := c.Signer()
	if err != nil {
		return nil, err
	}
	h.Verifier.Trust(signer.PublicKey())
	s := &Service{dataDir: h.DataDir}
	if s.Frame, err = h.Open(ctx, name, about, database.Migrations{Name: "text", FS: text.Migrations}, setting.Migrations, database.Migrations{Name: name, FS: migrations}); err != nil {
		return nil, err
	}
	service.Heed(h, events.Withdrawals())
	if s.settings, err = setting.NewStore(s.DB, s.Bus, h.DataDir, h.Env, Settings()...); err != nil {
		return nil, err
	}
	s.settleAddress(ctx, h)
	more, err := signin.MoreOIDC(c.MoreOIDC, os.Getenv)
	if err != nil {
		return nil, err
	}
	s.open(signer, h.PublicURL, c, more)
	if s.setUp, err = setup.NewDesk(s.accounts, s.staff, c.TokenKey, h.PublicURL); err != nil {
		return nil, err
	}
	if c.OrganiserLogin != "" {
		first := account.Account{Login: c.OrganiserLogin, Name: c.OrganiserLogin, Language: "kk"}
		if _, _, err = s.accounts.First(ctx, first, c.OrganiserPassword); err != nil {
			return nil, fmt.Errorf("the first organiser: %w", err)
		}
	}
	if err = s.institution.Tell(ctx, s.Bus); err != nil {
		return nil, err
	}
	s.routes(h.Mux)
	return s, nil
}

// settleAddress takes the public address that an organiser has chosen, unless we
// could not answer there. It is the address of all services that are made after us.
func (s *Service) settleAddress(ctx context.Context, h *service.Host) {
	chosen, err := web.PublicURL(s.settings.Line(ctx, institution.Address))
	if err != nil { // none
		return
	}
	if h.Answers != nil {
		err = h.Answers(chosen)
	}
	if err != nil {
		s.Log.Warn("the public address on the page of settings is not used", zap.String("address", chosen), zap.String("instead", h.PublicURL), zap.Error(err))
		return
	}
	h.PublicURL = chosen
}

func (s *Service) open(signer *token.Signer, publicURL string, c Config, more []OIDC) {
	s.publicURL = publicURL
	s.institution = institution.NewDesk(s.settings, publicURL)
	s.forums = forum.NewStore(s.DB, s.Bus, s.settings)
	s.themes = theme.NewStore(s.DB, s.Bus, s.forums)
	s.sessions = session.NewStore(s.DB, s.Bus, s.forums)
	s.rounds = round.NewStore(s.DB, s.forums)
	s.plans = plan.NewStore(s.Bus, s.sessions)
	s.methods = method.NewStore(s.Bus, s.plans, s.rounds)
	s.organisations = organisation.NewStore(s.DB, s.Bus)
	s.proposals = proposal.NewStore(s.DB, s.Bus)
	s.consents = consent.NewStore(s.DB, s.forums)
	s.participants = participant.NewStore(s.DB, s.Bus)
	s.imports = intake.NewStore(s.DB, s.Bus, s.settings)
	s.accounts = account.NewStore(s.DB, s.Bus, c.Demonstration)
	s.signIns = signin.NewStore(s.DB, s.Bus)
	s.settings.May = secondstep.MayRequire
	s.passkeys = passkey.NewStore(s.DB, publicURL)
	s.secondSteps = secondstep.NewStore(s.DB, s.settings)
	s.staff = signin.NewDesk(s.accounts, s.signIns, s.passkeys, s.secondSteps, signer, publicURL, c.Demonstration, append([]OIDC{c.OIDC}, more...)...)
	s.own = enrol.NewDesk(s.DB, s.Bus, s.accounts, s.passkeys, s.secondSteps, s.staff)
	s.invites = invite.NewStore(s.DB, s.Bus, s.accounts)
	s.links = invite.NewDesk(s.invites, s.accounts, publicURL)
	s.devices = device.NewStore(s.DB, s.Bus, s.settings)
	s.tablets = device.NewDesk(s.devices, s.forums, s.themes, s.sessions, s.rounds, signer, publicURL)
	s.agenda = agenda.NewStore(s.DB, s.Bus, s.forums)
	s.districts = district.NewStore(s.DB, s.forums)
	s.submissions = submission.NewStore(s.DB, s.Bus)
	s.signer = signer
}

// SetUpURL is the address at which the first organiser begins; "" once there is an
// account.
func (s *Service) SetUpURL(ctx context.Context) (string, error) { return s.setUp.URL(ctx) }

// routes registers every route of the service; each slice lists its own.
func (s *Service) routes(mux *http.ServeMux) {
	s.API.UseMiddleware(web.Guard(s.tablets.RefuseRevoked))
	setting.Routes(s.API, s.settings, web.RolesEverywhere(access.Organiser))
	institution.Routes(s.API, s.institution)
	forum.Routes(s.API, s.forums)
	theme.Routes(s.API, s.themes)
	session.Routes(s.API, s.sessions)
	step.Routes(s.API)
	round.Routes(s.API, s.rounds)
	plan.Routes(s.API, s.plans)
	timer.Routes(s.API, timer.NewStore(s.Bus))
	method.Routes(s.API, s.methods)
	programme.Routes(s.API, programme.NewStore(s.Bus, s.forums))
	rehearsal.Routes(s.API, rehearsal.NewStore(s.Bus))
	organisation.Routes(s.API, s.organisations)
	proposal.Routes(s.API, s.proposals)
	merge.Routes(s.API, merge.NewStore(s.DB, s.Bus))
	consent.Routes(s.API, s.consents)
	participant.Routes(s.API, s.participants)
	seat.Routes(s.API, seat.NewStore(s.DB, s.participants))
	intake.Routes(s.API, s.imports)
	account.Routes(s.API, s.accounts)
	signin.Routes(s.API, s.staff)
	enrol.Routes(s.API, s.own)
	setup.Routes(s.API, s.setUp)
	invite.Routes(s.API, s.links)
	device.Routes(s.API, s.tablets)
	pulse.Routes(s.API, pulse.NewStore(s.DB))
	readiness.Routes(s.API, readiness.NewStore(s.DB, s.dataDir), s.forums)
	sheet.Routes(s.API, sheet.NewStore(s.Bus), s.publicURL)
	agenda.Routes(s.API, s.agenda)
	audit.Routes(s.API, s.Audit, access.Organiser)
	district.Routes(s.API, s.districts)
	submission.Routes(s.API, s.submissions)
	speak.Routes(mux, speak.Options{
		Forums: s.forums, Themes: s.themes, Districts: s.districts, Consents: s.consents, Submissions: s.submissions, Agenda: s.agenda, Signer: s.signer,
	})
}

// Subscriptions are all that the service hears: that there are suggestions, so that
// nothing is deleted that they are about. Else it speaks first.
func (s *Service) Subscriptions() []bus.Subscription { return use.Subscriptions() }

// Run publishes what happened, and drops what may not be kept, until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	// Dropped are codes and tokens that have run out, files that nobody applied, and
	// names whose owners withdrew their consent.
	return service.Hourly(ctx, s.Log, func() error { return s.Bus.Run(ctx, s.Subscriptions()...) },
		s.participants.Sweep, s.imports.Sweep, s.signIns.Sweep, s.passkeys.Sweep, s.invites.Sweep, s.devices.Sweep)
}
