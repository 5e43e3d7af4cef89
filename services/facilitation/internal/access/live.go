package access

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/web"
)

type liveInput struct {
	Forum string `path:"forum" format:"uuid"`
	web.Position
}

// Live registers the forum's stream of events.
func Live(api huma.API, b *bus.Bus, gate *Gate) {
	huma.Get(api, "/forums/{forum}/live", func(ctx context.Context, in *liveInput) (*huma.StreamResponse, error) {
		v, err := gate.Forum(ctx, in.Forum)
		if err != nil {
			return nil, err
		}
		return web.Raw(func(w http.ResponseWriter, req *http.Request) error {
			return b.Live(w, req, "facilitation."+v.Forum+".>")
		}), nil
	}, web.EventStream, ReadForum)
}
