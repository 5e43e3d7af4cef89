package rehearsal

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
)

// Routes registers the routes of rehearsals.
//
// As any forum, a rehearsal is begun by an organiser of all forums; who works for the
// forum works for its rehearsal, too. It ends by being archived.
func Routes(api huma.API, s *Store) {
	huma.Post(api, "/forums/{forum}/rehearsal", s.begin, web.Created, web.RolesEverywhere(access.Organiser))
}

func (s *Store) begin(ctx context.Context, in *forum.Path) (*forum.Output, error) {
	r, err := s.Begin(ctx, in.ForumID())
	return &forum.Output{Body: r}, err
}
