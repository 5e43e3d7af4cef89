package held

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/web"
)

// Routes of the held messages.
//
// Whether people are written to once more is the organisers' word: they answer for
// the forum, and they know whether its letters went out.
func Routes(api huma.API, s *Store) {
	huma.Post(api, "/forums/{forum}/held-messages", s.decide, web.Roles("organiser"))
}

type decideInput struct {
	Forum string `path:"forum" format:"uuid"`
	Body  struct {
		Send bool `json:"send" doc:"Whether they are sent; else they never are."`
	}
}

// HeldSettled is what became of the held messages.
type HeldSettled struct {
	Settled int `json:"settled" doc:"How many messages waited. Repeated, it finds none."`
}

type decideAnswer struct{ Body HeldSettled }

func (s *Store) decide(ctx context.Context, in *decideInput) (*decideAnswer, error) {
	n, err := s.settle(ctx, in.Forum, in.Body.Send)
	if err != nil {
		return nil, err
	}
	return &decideAnswer{HeldSettled{n}}, nil
}
