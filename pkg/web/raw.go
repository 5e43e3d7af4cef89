package web

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// Raw lets a handler answer an operation that has been admitted: a live stream,
// a page. Its error is answered as a problem; it must not have written before.
func Raw(serve func(http.ResponseWriter, *http.Request) error) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		r, w := humago.Unwrap(ctx)
		if err := serve(w, r); err != nil {
			Fail(w, r, err)
		}
	}}
}

// Position is where a live stream is taken up again, see bus.Live. It is read
// from the request; here it is described.
type Position struct {
	LastEventID string `header:"Last-Event-ID" maxLength:"20" doc:"id of the last event that was read; what came after it follows"`
	LastID      string `query:"last_event_id" maxLength:"20" doc:"the same for those who cannot set headers"`
	Told        string `query:"told" maxLength:"400" pattern:"^[a-z_]+(,[a-z_]+)*$" doc:"members of the events: instead of these comes \"changed\" with the ids that the members held, once a second at most"`
	From        string `query:"from" enum:"start" doc:"start = every event from the first; without it those from now on"`
}

// EventStream describes an operation that answers with server-sent events.
func EventStream(op *huma.Operation) {
	answersWith(op, "text/event-stream", "events as they happen; the first is ready, and id: is the position to go on from")
}

// Page describes an operation that answers with a page for people.
func Page(op *huma.Operation) {
	answersWith(op, "text/html", "a page")
	AnyQuery(op) // mail programmes add their own
}

func answersWith(op *huma.Operation, media, description string) {
	op.Responses = map[string]*huma.Response{"200": {
		Description: description,
		Content:     map[string]*huma.MediaType{media: {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
}
