package decision

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/decisions/internal/page"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
)

// Filter chooses lines of a forum's log. Empty members choose all.
type Filter struct {
	Outcome    []events.Outcome `query:"outcome" doc:"One of these outcomes."`
	QuestionID string           `query:"question_id" maxLength:"36"`
	Words      string           `query:"q" maxLength:"200" doc:"A number, or words of what was decided, voted on or given as the reason."`
	Standing   bool             `query:"standing" doc:"Without those that have been corrected."`
}

func (f Filter) in(forum string) database.Conditions {
	c := database.Where("d.forum_id = ?", forum)
	if len(f.Outcome) > 0 {
		c = c.And("d.outcome = ANY(?::text[])", database.StringsOf(f.Outcome))
	}
	if f.QuestionID != "" {
		c = c.And("d.question_id::text = ?", f.QuestionID)
	}
	if f.Standing {
		c = c.And("c.id IS NULL")
	}
	return page.Sought(f.Words).In(c, []string{"d.number = ?"}, "d.search LIKE ALL (?)", "q.search LIKE ALL (?)")
}

// listing is the log from its first line, latest from its last.
var (
	listing = page.List[row]{
		Noun: "decisions", Columns: columns, From: tables, Order: "d.number", After: page.AfterNumberOf("d.number"),
		Cursor: func(r row) string { return page.Number(r.Number) },
	}
	latest = func() page.List[row] {
		l := listing
		l.Order, l.After = "d.number DESC", page.BeforeNumberOf("d.number")
		return l
	}()
)

// List returns a page of a forum's log in the order of the numbers.
func List(ctx context.Context, q sqlx.QueryerContext, forum string, f Filter, p page.Query) (page.Of[DecisionView], error) {
	return read(ctx, q, listing, f.in(forum), p, web.Window{})
}

func read(ctx context.Context, q sqlx.QueryerContext, l page.List[row], fits database.Conditions, p page.Query, w web.Window) (page.Of[DecisionView], error) {
	of, err := l.Read(ctx, q, fits, p, w)
	views := make([]DecisionView, len(of.Items))
	for i, r := range of.Items {
		views[i] = r.view()
		if w.Brief {
			views[i].SuggestionIDs = []string{}
		}
	}
	return page.Views(of, views), err
}

func (s *Store) list(ctx context.Context, in *struct {
	programme.InForum
	page.Query
	web.Window
	Filter
	Order string `query:"order" enum:"number,latest" default:"number" doc:"latest = the last line first."`
}) (*struct{ Body page.Of[DecisionView] }, error) {
	fits, err := in.Within(in.in(in.Forum), "d.id")
	if err != nil {
		return nil, err
	}
	l := listing
	if in.Order == "latest" {
		l = latest
	}
	of, err := read(ctx, s.db, l, fits, in.Query, in.Window)
	return &struct{ Body page.Of[DecisionView] }{of}, err
}
