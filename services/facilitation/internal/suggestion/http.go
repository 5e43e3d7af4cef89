package suggestion

import (
	"context"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
)

// Who may do what, always within one forum (see package access): a tablet
// changes only what was said in its own session, captured by itself or taken up
// by its session.

type routes struct {
	store *Store
	gate  *access.Gate
}

// Routes registers the routes of suggestions.
func Routes(api huma.API, s *Store, gate *access.Gate) {
	r := &routes{s, gate}
	huma.Get(api, "/forums/{forum}/suggestions", r.list, access.ReadForum)
	huma.Get(api, "/forums/{forum}/suggestions/{id}", r.get, access.ReadForum)
	huma.Post(api, "/forums/{forum}/suggestions/{id}/author", r.attribute, access.WriteForum)
	huma.Post(api, "/forums/{forum}/suggestions/{id}/withdraw", r.withdraw, access.WriteForum)
	huma.Post(api, "/forums/{forum}/suggestions/{id}/restore", r.restore, access.WriteForum)
	huma.Get(api, "/forums/{forum}/counts", r.counts, access.ReadForum)
}

type listInput struct {
	Forum   string                 `path:"forum" format:"uuid"`
	Session given.OptionalID       `query:"session_id" doc:"Said in the session or taken up by it"`
	Theme   given.OptionalID       `query:"theme_id"`
	State   events.SuggestionState `query:"state"`
	After   string                 `query:"after" maxLength:"20" doc:"The last page's next"`
	Tag     string                 `query:"tag" maxLength:"40" doc:"With this tag, in whatever case"`
	Offered string                 `query:"offered" enum:"somebody,nobody" doc:"Of those kept for later: offered to a session or theme, or to nobody yet"`
	Limit   int                    `query:"limit" minimum:"1" maximum:"500" default:"100"`
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
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	f, err := in.filter(v.Forum)
	if err != nil {
		return nil, err
	}
	f.Limit++ // one more tells whether there is a next page
	items, total, err := r.store.List(ctx, f)
	if err != nil {
		return nil, err
	}
	page := Page{Items: items, Total: total}
	if len(items) > in.Limit {
		page.Items = items[:in.Limit]
		page.Next = strconv.FormatInt(page.Items[in.Limit-1].Number, 10)
	}
	return &listOutput{page}, nil
}

func (in *listInput) filter(forum string) (Filter, error) {
	f := Filter{
		Forum: forum, Session: string(in.Session), Theme: string(in.Theme), State: in.State, Tag: in.Tag, Offered: in.Offered,
		Limit: in.Limit, Window: in.Window,
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

// OneOutput is one suggestion.
type OneOutput struct{ Body Suggestion }

func (r *routes) get(ctx context.Context, in *OneInput) (*OneOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	return Answer(r.store.Get(ctx, v.Forum, given.ID(in.ID)))
}

type countsInput struct {
	Forum string `path:"forum" format:"uuid"`
}

type countsOutput struct{ Body *Counts }

func (r *routes) counts(ctx context.Context, in *countsInput) (*countsOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	c, err := r.store.Counts(ctx, v.Forum)
	return &countsOutput{c}, err
}

type withdrawInput struct {
	OneInput
	Body *WithdrawRequest `required:"false"`
}

// WithdrawRequest may say why.
type WithdrawRequest struct {
	Reason string `json:"reason,omitempty" maxLength:"1000"`
}

func (r *routes) withdraw(ctx context.Context, in *withdrawInput) (*OneOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	reason := ""
	if in.Body != nil {
		reason = text.Shown(in.Body.Reason)
	}
	return Answer(r.store.Withdraw(ctx, v, given.ID(in.ID), reason))
}

func (r *routes) restore(ctx context.Context, in *OneInput) (*OneOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	return Answer(r.store.Restore(ctx, v, given.ID(in.ID)))
}

type authorInput struct {
	OneInput
	Body AuthorRequest
}

// AuthorRequest says whose words a suggestion is.
type AuthorRequest struct {
	AuthorID given.OptionalID `json:"author_id" doc:"Participant; empty for nobody's"`
}

func (r *routes) attribute(ctx context.Context, in *authorInput) (*OneOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	return Answer(r.store.Attribute(ctx, v, given.ID(in.ID), string(in.Body.AuthorID)))
}

// Answer answers with a suggestion, or with why not.
func Answer(s *Suggestion, err error) (*OneOutput, error) {
	if err != nil {
		return nil, err
	}
	return &OneOutput{*s}, nil
}
