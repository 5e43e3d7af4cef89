package sheet

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
)

type output struct{ Body PairingSheet }

type routes struct {
	store  *Store
	public string
}

// Routes registers the sheet's routes. A sheet lets anybody who sees it into every
// session, so only the organiser prints it and ends it.
func Routes(api huma.API, s *Store, publicURL string) {
	r := &routes{s, strings.TrimSuffix(publicURL, "/")}
	huma.Post(api, "/forums/{forum}/pairing-sheet", r.make, web.Created, web.Roles(access.Organiser))
	huma.Delete(api, "/forums/{forum}/pairing-sheet", r.end, web.NoContent, web.Roles(access.Organiser))
}

func (r *routes) make(ctx context.Context, in *forum.Path) (*output, error) {
	sheet, err := r.store.Make(ctx, in.ForumID(), token.Of(ctx).Subject, r.public)
	return &output{sheet}, err
}

func (r *routes) end(ctx context.Context, in *forum.Path) (*struct{}, error) {
	return nil, r.store.End(ctx, in.ForumID())
}
