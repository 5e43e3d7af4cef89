package readiness

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
)

type output struct{ Body Readiness }

type routes struct {
	store  *Store
	forums *forum.Store
}

// Routes registers the route, for those who prepare the day.
func Routes(api huma.API, s *Store, forums *forum.Store) {
	r := &routes{s, forums}
	huma.Get(api, "/forums/{forum}/readiness", r.show, web.Roles(access.Desk...))
}

func (r *routes) show(ctx context.Context, in *forum.Path) (*output, error) {
	if _, err := r.forums.Load(ctx, in.ForumID()); err != nil {
		return nil, err
	}
	ready, err := r.store.Of(ctx, in.ForumID())
	return &output{ready}, err
}
