package clarification

import (
	"context"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
)

// The secretariat and the organisers ask. Who works in the session answers; a
// tablet answers for its own session only. All of them, the chair and the
// controller read.

// Routes registers the routes of clarifications.
func Routes(api huma.API, s *Store, gate *access.Gate) {
	r := &routes{s, gate}
	huma.Post(api, "/forums/{forum}/suggestions/{id}/clarifications", r.ask, web.Created, web.Roles(access.Desk...))
	huma.Get(api, "/forums/{forum}/clarifications", r.list, access.ReadForum)
	huma.Get(api, "/forums/{forum}/clarification-counts", r.counts, access.ReadForum)
	huma.Post(api, "/forums/{forum}/clarifications/{clarification}/answer", r.answer, access.WriteForum)
}

type routes struct {
	store *Store
	gate  *access.Gate
}

type askInput struct {
	Forum string `path:"forum" format:"uuid"`
	ID    string `path:"id" format:"uuid"`
	Body  AskRequest
}

// AskRequest is a question to the yurt.
type AskRequest struct {
	ID       string `json:"id,omitempty" format:"uuid" doc:"Made by the client; sending it again is harmless"`
	Text     string `json:"text" minLength:"1" maxLength:"1000"`
	Language string `json:"language" format:"language"`
}

type output struct{ Body Clarification }

func (r *routes) ask(ctx context.Context, in *askInput) (*output, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	if given.Blank(in.Body.Text) {
		return nil, problem.InvalidField("/text", "text_empty")
	}
	return answer(r.store.Ask(ctx, &Clarification{
		ID: given.NewID(in.Body.ID), ForumID: v.Forum, SuggestionID: given.ID(in.ID),
		Text: in.Body.Text, Language: in.Body.Language, AskedAt: database.Now(), AskedBy: v.By,
	}))
}

type listInput struct {
	Forum      string                    `path:"forum" format:"uuid"`
	Session    given.OptionalID          `query:"session_id"`
	Suggestion []string                  `query:"suggestion_id" maxItems:"200" doc:"About one of these"`
	State      events.ClarificationState `query:"state"`
	After      string                    `query:"after" maxLength:"20" doc:"The last page's next"`
	Limit      int                       `query:"limit" minimum:"1" maximum:"500" default:"100"`
	Order      string                    `query:"order" enum:"asked,latest" default:"asked" doc:"latest = those answered last first; a screen's, without a next page"`
	web.Window
}

type listOutput struct{ Body AskedPage }

// AskedPage is a part of a list of clarifications, in the order in which
// they were asked.
type AskedPage struct {
	Items []Clarification `json:"items" nullable:"false"`
	Next  string          `json:"next" doc:"Empty on the last page"`
}

func (r *routes) list(ctx context.Context, in *listInput) (*listOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	f := Filter{Forum: v.Forum, Session: string(in.Session), Suggestions: in.Suggestion, State: in.State, LastFirst: in.Order == "latest", Limit: in.Limit + 1, Window: in.Window}
	if in.After != "" {
		if f.After, err = strconv.ParseInt(in.After, 10, 64); err != nil {
			return nil, problem.InvalidField("query.after", "invalid_value")
		}
	}
	items, err := r.store.List(ctx, f)
	if err != nil {
		return nil, err
	}
	page := AskedPage{Items: items}
	if len(items) > in.Limit { // one more told that there is a next page
		page.Items = items[:in.Limit]
	}
	if len(items) > in.Limit && !f.LastFirst {
		page.Next = strconv.FormatInt(page.Items[in.Limit-1].Place, 10)
	}
	return &listOutput{page}, nil
}

type answerInput struct {
	Forum         string `path:"forum" format:"uuid"`
	Clarification string `path:"clarification" format:"uuid"`
	Body          AnswerRequest
}

// AnswerRequest is the yurt's answer.
type AnswerRequest struct {
	AnswerID string `json:"answer_id" format:"uuid" doc:"Made by the client; sending it again is harmless"`
	Text     string `json:"text" minLength:"1" maxLength:"2000"`
	Language string `json:"language" format:"speech"`
}

// answer answers 409 newer_version, with the clarification in the member
// "newer", when somebody else has answered otherwise.
func (r *routes) answer(ctx context.Context, in *answerInput) (*output, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	return answer(r.store.Answer(ctx, v.Forum, given.ID(in.Clarification), v.WritesTo, Reply{
		ID: given.ID(in.Body.AnswerID), Text: in.Body.Text, Language: in.Body.Language, By: v.By, At: database.Now(),
	}))
}

func answer(c *Clarification, err error) (*output, error) {
	if err != nil {
		return nil, err
	}
	return &output{*c}, nil
}
