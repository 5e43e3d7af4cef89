// Package notifications tells people what became of what they said: one message
// to each participant about each fact, in their language, derived from the
// chain. Addresses live here and nowhere else.
package notifications

import (
	"context"
	"embed"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/composer"
	"github.com/shanyraq/shanyraq/services/notifications/internal/contact"
	"github.com/shanyraq/shanyraq/services/notifications/internal/delivery"
	"github.com/shanyraq/shanyraq/services/notifications/internal/held"
	"github.com/shanyraq/shanyraq/services/notifications/internal/message"
	"github.com/shanyraq/shanyraq/services/notifications/internal/own"
	"github.com/shanyraq/shanyraq/services/notifications/internal/trial"
	"github.com/shanyraq/shanyraq/services/notifications/internal/unsubscribe"
)

//go:embed migrations
var migrations embed.FS

// name is the service's schema, stream and path.
const name = "notifications"

const about = "How participants can be reached, the messages to them, and what became of each."

// Service is the notifications service.
type Service struct {
	*service.Frame
	touched     chain.Bell // wakes the composer
	contacts    *contact.Store
	settings    *setting.Store
	trial       *trial.Desk
	links       *unsubscribe.Links
	messages    *message.Store
	held        *held.Store
	verifier    *token.Verifier // of tickets of the public form
	composer    *composer.Composer
	dispatchers []*delivery.Dispatcher // one for each channel
}

// New opens the service's schema, brings it up to date and registers its routes
// on h.Mux.
func New(ctx context.Context, h *service.Host, c Config) (_ *Service, err error) {
	s := &Service{touched: chain.NewBell(), verifier: h.Verifier}
	if s.Frame, err = h.Open(ctx, name, about, setting.Migrations, database.Migrations{Name: name, FS: migrations}); err != nil {
		return nil, err
	}
	service.Heed(h, events.Withdrawals())
	if err = s.assemble(ctx, h, c); err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	if err = delivery.DropWorkQueue(ctx, h.NATS); err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	s.routes()
	return s, nil
}

// routes registers every route of the service; each slice lists its own.
func (s *Service) routes() {
	setting.Routes(s.API, s.settings, web.RolesEverywhere("organiser"))
	trial.Routes(s.API, s.trial)
	contact.Routes(s.API, s.contacts)
	unsubscribe.Routes(s.API, s.links)
	audit.Routes(s.API, s.Audit, string(events.Organiser))
	message.Routes(s.API, s.messages, s.Bus)
	held.Routes(s.API, s.held)
	own.Routes(s.API, &own.Desk{Contacts: s.contacts, Verifier: s.verifier})
}

// Subscriptions are all that the service hears.
func (s *Service) Subscriptions() []bus.Subscription {
	return append(chain.Subscriptions(s.touched), contact.Subscriptions(s.contacts)...)
}

// Run hears what others say, composes and delivers messages until ctx ends; then
// it finishes the messages under way.
func (s *Service) Run(ctx context.Context) error {
	// The bus is stopped last: it publishes what the deliveries recorded.
	work, working := errgroup.WithContext(ctx)
	speaking, silence := context.WithCancel(context.WithoutCancel(ctx))
	defer silence()
	work.Go(func() error { return s.composer.Run(working) })
	for _, d := range s.dispatchers {
		work.Go(func() error { return d.Run(working) })
	}
	spoken := make(chan error, 1)
	go func() { spoken <- s.Bus.Run(speaking, s.Subscriptions()...) }()
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
