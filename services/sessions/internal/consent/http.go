package consent

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
)

// NewConsentText is a request to change what people are asked to agree to; the
// words are written around it.
type NewConsentText struct {
	Seen     string      `json:"seen" minLength:"1" maxLength:"60" doc:"version on the ground of which it was changed"`
	Operator events.Text `json:"operator" doc:"who collects and processes the data, with its BIN; in Kazakh and in Russian"`
	Until    events.Day  `json:"until,omitempty" maxLength:"10" doc:"last day of the consent; empty = until its purpose is reached"`
	Address  string      `json:"address,omitempty" maxLength:"300" doc:"where a consent is withdrawn; empty = at the registration desk"`
}

type (
	writeInput struct {
		forum.Path
		Body NewConsentText
	}
	output struct{ Body ConsentText }
)

// Routes registers the routes of consent texts.
//
// Whoever sees the forum reads what people are asked to agree to. The forum's
// organiser, who answers for the data, changes it.
func Routes(api huma.API, s *Store) {
	huma.Get(api, "/forums/{forum}/consent-text", s.show, access.Read)
	huma.Put(api, "/forums/{forum}/consent-text", s.write, web.Roles(access.Organiser))
}

func (s *Store) show(ctx context.Context, in *forum.Path) (*output, error) {
	if _, err := s.forums.Visible(ctx, in.ForumID()); err != nil {
		return nil, err
	}
	t, err := s.Now(ctx, in.ForumID())
	return &output{t}, err
}

func (s *Store) write(ctx context.Context, in *writeInput) (*output, error) {
	t := ConsentText{Operator: in.Body.Operator, Until: in.Body.Until, Address: in.Body.Address, MadeBy: token.Of(ctx).Subject}
	if err := t.Check(); err != nil {
		return nil, err
	}
	t, err := s.Write(ctx, in.ForumID(), in.Body.Seen, t)
	return &output{t}, err
}
