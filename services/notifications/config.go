package notifications

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
	"github.com/shanyraq/shanyraq/services/notifications/internal/channel/email"
	"github.com/shanyraq/shanyraq/services/notifications/internal/composer"
	"github.com/shanyraq/shanyraq/services/notifications/internal/contact"
	"github.com/shanyraq/shanyraq/services/notifications/internal/delivery"
	"github.com/shanyraq/shanyraq/services/notifications/internal/held"
	"github.com/shanyraq/shanyraq/services/notifications/internal/message"
	"github.com/shanyraq/shanyraq/services/notifications/internal/story"
	"github.com/shanyraq/shanyraq/services/notifications/internal/trial"
	"github.com/shanyraq/shanyraq/services/notifications/internal/unsubscribe"
)

// Config is what the service can be told. The zero value works: messages go to
// the mail folder.
type Config struct {
	Email email.Config

	Attempts   int           `env:"SHANYRAQ_NOTICE_ATTEMPTS"` // how often a message is tried before it is given up, 12 if not given
	FirstRetry time.Duration `env:"SHANYRAQ_NOTICE_RETRY"`    // pause after the first failure, doubling up to an hour; 10s if not given
	// how long a letter waits for the names it would like to give (forum, theme,
	// bodies), 1m if not given
	Patience time.Duration `env:"SHANYRAQ_NOTICE_PATIENCE"`
}

// appeals is where an appeal in the sense of the law is made.
var appeals = setting.Setting{Key: "letter.appeals_url", Kind: setting.Line, Default: "https://eotinish.kz", Env: "SHANYRAQ_APPEALS_URL"}

// Settings are what an organiser decides here.
func Settings() []setting.Setting { return append(slices.Clone(email.Settings), appeals) }

// channels are the ways to people. A new one gets a package of its own beside
// channel/email, its name in events.Channels, its configuration above, and a line
// here; words too, unless it is called the same in every language.
func (c Config) channels(ctx context.Context, h *service.Host, settings *setting.Store) (channel.Channels, *email.Post, error) {
	mail := email.NewPost(ctx, h.PublicURL, h.DataDir, h.Log.Named(name), func(ctx context.Context) (email.Config, error) { return c.Email.Decided(ctx, settings) })
	all, err := channel.NewChannels(events.Channels, mail)
	return all, mail, err
}

// holding keeps back what may have been sent before the database was restored.
func holding(ctx context.Context, s *Service, channels channel.Channels) (*held.Store, error) {
	restored, err := database.RestoredAt(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	h := &held.Store{DB: s.DB, Bus: s.Bus, Rule: held.Rule{Restored: restored}}
	for _, one := range channels {
		if !channel.KnowsAgain(ctx, one) {
			h.Rule.Channels = append(h.Rule.Channels, one.Name())
		}
	}
	n, err := h.Hold(ctx)
	if n > 0 {
		s.Log.Warn("messages that may have been sent before the restore wait for an organiser's word", zap.Int64("messages", n))
	}
	return h, err
}

func (c Config) withDefaults() Config {
	c.Attempts = cmp.Or(c.Attempts, 12)
	c.FirstRetry = cmp.Or(c.FirstRetry, 10*time.Second)
	c.Patience = cmp.Or(c.Patience, time.Minute)
	return c
}

// assemble builds the stores, the composer and the dispatchers.
func (s *Service) assemble(ctx context.Context, h *service.Host, c Config) error {
	c = c.withDefaults()
	var err error
	if s.settings, err = setting.NewStore(s.DB, s.Bus, h.DataDir, h.Env, Settings()...); err != nil {
		return err
	}
	channels, post, err := c.channels(ctx, h, s.settings)
	if err != nil {
		return err
	}
	s.trial = trial.New(post)
	s.contacts = &contact.Store{DB: s.DB, Ring: s.touched, Channels: channels}
	s.messages = &message.Store{DB: s.DB}
	if s.held, err = holding(ctx, s, channels); err != nil {
		return err
	}
	if s.links, err = unsubscribe.New(ctx, s.DB, s.contacts, h.PublicURL); err != nil {
		return err
	}
	deliveries := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "shanyraq_notice_attempts_total", Help: "Attempts to hand a message to its channel, by what became of it.",
	}, []string{"state"})
	metrics := prometheus.WrapRegistererWith(prometheus.Labels{"service": name}, h.Metrics)
	if err := metrics.Register(deliveries); err != nil {
		return fmt.Errorf("registering metrics: %w", err)
	}
	s.composer = &composer.Composer{
		DB: s.DB, Bus: s.Bus, Log: s.Log, Patience: c.Patience,
		Links: func(ctx context.Context) story.Links {
			return story.Links{Public: h.PublicURL, Appeals: s.settings.Line(ctx, appeals)}
		}, Touched: s.touched, Held: s.held.Rule,
	}
	for _, one := range channels {
		ready, forgot := chain.NewBell(), chain.NewBell()
		s.composer.Ready, s.composer.Forgot = append(s.composer.Ready, ready), append(s.composer.Forgot, forgot)
		s.dispatchers = append(s.dispatchers, &delivery.Dispatcher{
			Channel: one, Store: delivery.NewStore(s.DB, s.Bus, s.touched, one), Unsubscribe: s.links.To,
			Policy: delivery.Policy{Attempts: c.Attempts, First: c.FirstRetry, Most: time.Hour},
			Ready:  ready, Forgot: forgot, Log: s.Log, Deliveries: deliveries,
		})
	}
	return nil
}
