package question

import (
	"context"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/decisions/internal/page"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
)

// Filter chooses questions of a forum. Empty members choose all.
type Filter struct {
	State      []events.QuestionState `query:"state" doc:"One of these states."`
	ProposalID string                 `query:"proposal_id" maxLength:"36"`
	SessionID  string                 `query:"session_id" maxLength:"36" doc:"On the agenda of this plenary session."`
	Words      string                 `query:"q" maxLength:"200" doc:"A number, or words of the text."`
}

func (f Filter) in(forum string) database.Conditions {
	c := database.Where("q.forum_id = ?", forum)
	if len(f.State) > 0 {
		c = c.And("q.state = ANY(?::text[])", database.StringsOf(f.State))
	}
	if f.ProposalID != "" {
		c = c.And("q.proposal_id::text = ?", f.ProposalID)
	}
	if f.SessionID != "" {
		c = c.And("q.session_id::text = ?", f.SessionID)
	}
	return page.Sought(f.Words).In(c, []string{"q.number = ?"}, "q.search LIKE ALL (?)")
}

var listing = page.List[row]{
	Noun: "questions", Columns: columns, From: tables, Order: "q.number", After: page.AfterNumberOf("q.number"),
	Cursor: func(r row) string { return page.Number(r.Number) },
}

// agenda is the order in which the plenary takes the questions, session by session.
var agenda = func() page.List[row] {
	l := listing
	l.From += ` LEFT JOIN sessions p ON p.id = q.session_id`
	l.Order = "p.starts_at NULLS LAST, q.session_id NULLS LAST, q.place, q.number"
	l.After = func(c database.Conditions, q page.Query) (database.Conditions, error) {
		if q.After != "" {
			return c, problem.InvalidField("query.after", "invalid_value")
		}
		return c, nil
	}
	l.Cursor = func(row) string { return "" }
	return l
}()

func (s *Store) list(ctx context.Context, in *struct {
	programme.InForum
	page.Query
	web.Window
	Filter
	Order string `query:"order" enum:"number,agenda" default:"number" doc:"agenda = as the plenary takes them; to be read by offset."`
}) (*struct{ Body page.Of[QuestionView] }, error) {
	fits, err := in.Within(in.in(in.Forum), "q.id")
	if err != nil {
		return nil, err
	}
	l := listing
	if in.Order == "agenda" {
		l = agenda
	}
	of, err := l.Read(ctx, s.db, fits, in.Query, in.Window)
	views := make([]QuestionView, len(of.Items))
	for i, r := range of.Items {
		views[i] = r.view()
	}
	return &struct{ Body page.Of[QuestionView] }{page.Views(of, views)}, err
}
