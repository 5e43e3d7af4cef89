package tag

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
)

// Whoever reads suggestions reads their tags.

// Routes registers the route of tags.
func Routes(api huma.API, s *Store, gate *access.Gate) {
	r := &routes{s, gate}
	huma.Get(api, "/forums/{forum}/tags", r.tags, access.ReadForum)
}

type routes struct {
	store *Store
	gate  *access.Gate
}

type tagsOutput struct {
	Body struct {
		Items []TagCount `json:"items" nullable:"false"`
	}
}

type tagsInput struct {
	Forum string `path:"forum" format:"uuid"`
	Limit int    `query:"limit" minimum:"0" maximum:"500" doc:"Only so many of the most frequent; 0 = all"`
}

func (r *routes) tags(ctx context.Context, in *tagsInput) (*tagsOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	out := &tagsOutput{}
	out.Body.Items, err = r.store.Tags(ctx, v.Forum)
	if in.Limit > 0 && len(out.Body.Items) > in.Limit {
		out.Body.Items = out.Body.Items[:in.Limit]
	}
	return out, err
}
