package suggestion

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
)

// Who may do what, always within one forum (see package access): a tablet
// captures for any session of its forum, because its queue may be older than its
// pairing; it changes only what was said in its own session, captured by itself
// or taken up by its session. Personal data are hidden in the words, and shown
// again, by the secretariat and the organisers, who answer for what is public.

type routes struct {
	store *Store
	api   huma.API
}

// Routes registers the routes of suggestions; open is the API without the gate
// that refuses revoked tablets, see captureQuickly.
func Routes(open, api huma.API, s *Store, gate *access.Gate) {
	r := &routes{s, open}
	huma.Post(open, "/forums/{forum}/suggestions", r.capture, web.Roles(access.Writers...), func(op *huma.Operation) {
		op.Middlewares = append(op.Middlewares, r.captureQuickly, web.Guard(gate.RefuseRevoked))
	})
	huma.Get(api, "/forums/{forum}/suggestions", r.list, web.Roles(access.Readers...))
	huma.Get(api, "/forums/{forum}/suggestions/{id}", r.get, web.Roles(access.Readers...))
	huma.Post(api, "/forums/{forum}/suggestions/{id}/reword", r.reword, web.Roles(access.Writers...))
	huma.Post(api, "/forums/{forum}/suggestions/{id}/author", r.attribute, web.Roles(access.Writers...))
	huma.Post(api, "/forums/{forum}/suggestions/{id}/withdraw", r.withdraw, web.Roles(access.Writers...))
	huma.Post(api, "/forums/{forum}/suggestions/{id}/restore", r.restore, web.Roles(access.Writers...))
	huma.Post(api, "/forums/{forum}/suggestions/{id}/hide", r.hide, web.Roles(access.Desk...))
	huma.Post(api, "/forums/{forum}/suggestions/{id}/show", r.showAgain, web.Roles(access.Desk...))
	huma.Post(api, "/forums/{forum}/suggestions/{id}/park", r.park, web.Roles(access.Writers...))
	huma.Post(api, "/forums/{forum}/suggestions/{id}/unpark", r.unpark, web.Roles(access.Writers...))
	huma.Post(api, "/forums/{forum}/suggestions/{id}/take", r.takeUp, web.Roles(access.Writers...))
	huma.Post(api, "/forums/{forum}/suggestions/{id}/decline", r.decline, web.Roles(access.Writers...))
	huma.Get(api, "/forums/{forum}/counts", r.counts, web.Roles(access.Readers...))
	huma.Get(api, "/forums/{forum}/tags", r.tags, web.Roles(access.Readers...))
}

type liveInput struct {
	Forum string `path:"forum" format:"uuid"`
	web.Position
}

// Live registers the forum's stream of events.
func Live(api huma.API, b *bus.Bus) {
	huma.Get(api, "/forums/{forum}/live", func(ctx context.Context, in *liveInput) (*huma.StreamResponse, error) {
		forum, _, err := admit(ctx, in.Forum)
		if err != nil {
			return nil, err
		}
		return web.Raw(func(w http.ResponseWriter, req *http.Request) error {
			return b.Live(w, req, "facilitation."+forum+".>")
		}), nil
	}, web.EventStream, web.Roles(access.Readers...))
}

// admit returns the forum's canonical id, and who calls.
func admit(ctx context.Context, forum string) (string, token.Caller, error) {
	forum, err := id(forum, "path.forum")
	return forum, token.Of(ctx), err
}

type listInput struct {
	Forum   string     `path:"forum" format:"uuid"`
	Session OptionalID `query:"session_id" doc:"Said in the session or taken up by it"`
	Theme   OptionalID `query:"theme_id"`
	State   string     `query:"state" enum:"received,withdrawn,parked"`
	After   string     `query:"after" maxLength:"20" doc:"The last page's next"`
	Tag     string     `query:"tag" maxLength:"40" doc:"With this tag, in whatever case"`
	Offered string     `query:"offered" enum:"somebody,nobody" doc:"Of those kept for later: offered to a session or theme, or to nobody yet"`
	Limit   int        `query:"limit" minimum:"1" maximum:"500" default:"100"`
	web.Window
}

type listOutput struct{ Body Page }

// Page is a part of a list of suggestions, in the order of their numbers.
type Page struct {
	Items []Suggestion `json:"items" nullable:"false"`
	Next  string       `json:"next" doc:"Empty on the last page"`
	Total *int64       `json:"total,omitempty" doc:"How many the filters let pass; only when asked for"`
}

func (r *routes) list(ctx context.Context, in *listInput) (*listOutput, error) {
	forum, _, err := admit(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	f, err := in.filter(forum)
	if err != nil {
		return nil, err
	}
	f.Limit++ // one more tells whether there is a next page
	items, total, err := r.store.List(ctx, f)
	if err != nil {
		return nil, away(err)
	}
	page := Page{Items: items, Total: total}
	if len(items) > in.Limit {
		page.Items = items[:in.Limit]
		page.Next = strconv.FormatInt(page.Items[in.Limit-1].Number, 10)
	}
	return &listOutput{page}, nil
}

func (in *listInput) filter(forum string) (Filter, error) {
	f := Filter{Forum: forum, State: in.State, Tag: in.Tag, Offered: in.Offered, Limit: in.Limit, Window: in.Window}
	var ok bool
	if f.Session, ok = canonical(string(in.Session)); !ok {
		return f, problem.InvalidField("query.session_id", "want_uuid")
	}
	if f.Theme, ok = canonical(string(in.Theme)); !ok {
		return f, problem.InvalidField("query.theme_id", "want_uuid")
	}
	if in.After != "" {
		var err error
		if f.After, err = strconv.ParseInt(in.After, 10, 64); err != nil {
			return f, problem.InvalidField("query.after", "invalid_value")
		}
	}
	return f, nil
}

// OneInput names one suggestion.
type OneInput struct {
	Forum string `path:"forum" format:"uuid"`
	ID    string `path:"id" format:"uuid"`
}

type oneOutput struct{ Body Suggestion }

func (r *routes) get(ctx context.Context, in *OneInput) (*oneOutput, error) {
	forum, _, err := admit(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	return answer(r.store.Get(ctx, forum, lower(in.ID)))
}

type countsInput struct {
	Forum string `path:"forum" format:"uuid"`
}

type countsOutput struct{ Body *Counts }

func (r *routes) counts(ctx context.Context, in *countsInput) (*countsOutput, error) {
	forum, _, err := admit(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	c, err := r.store.Counts(ctx, forum)
	return &countsOutput{c}, away(err)
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
	forum, _, err := admit(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	out := &tagsOutput{}
	out.Body.Items, err = r.store.Tags(ctx, forum)
	if in.Limit > 0 && len(out.Body.Items) > in.Limit {
		out.Body.Items = out.Body.Items[:in.Limit]
	}
	return out, away(err)
}

func answer(s *Suggestion, err error) (*oneOutput, error) {
	if err != nil {
		return nil, away(err)
	}
	return &oneOutput{*s}, nil
}

// lower is the canonical form of an id that the API has checked.
func lower(s string) string {
	c, _ := canonical(s)
	return c
}
