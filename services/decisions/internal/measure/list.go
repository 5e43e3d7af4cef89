package measure

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/page"
)

// Filter chooses measures of a forum. Empty members choose all.
type Filter struct {
	State      []events.MeasureState `query:"state" doc:"One of these states."`
	DecisionID string                `query:"decision_id" maxLength:"36"`
	Overdue    bool                  `query:"overdue" doc:"Only those that are overdue today."`
	Words      string                `query:"q" maxLength:"200" doc:"A number, or words of the text or of the name of a body."`
}

func (f Filter) in(forum string, today events.Day) database.Conditions {
	c := database.Where("m.forum_id = ?", forum)
	if len(f.State) > 0 {
		c = c.And("m.state = ANY(?::text[])", database.StringsOf(f.State))
	}
	if f.DecisionID != "" {
		c = c.And("m.decision_id::text = ?", f.DecisionID)
	}
	if f.Overdue {
		c = c.And(overdue, today)
	}
	return page.Sought(f.Words).In(c, []string{"m.number = ?"}, "m.search LIKE ALL (?)",
		"m.lead_body_id IN (SELECT id FROM organisations WHERE search LIKE ALL (?))")
}

// overdue is Measure.Overdue in the database.
const overdue = `m.act_by < ?::date`

// listing is in the order of the plan; drafts, which have no place in it yet,
// come first, in the order in which they were drafted.
var listing = page.List[row]{
	Noun: "measures", Columns: columns, From: "measures m", Order: "m.number, m.created_at, m.id", After: after,
	Cursor: func(r row) string {
		return page.Key(strconv.FormatInt(r.Number, 10), r.CreatedAt.Format(time.RFC3339Nano), r.ID)
	},
}

func after(c database.Conditions, q page.Query) (database.Conditions, error) {
	place, err := q.AfterKey(3)
	if err != nil || place == nil {
		return c, err
	}
	number, err := strconv.ParseInt(place[0], 10, 64)
	at, wrong := time.Parse(time.RFC3339Nano, place[1])
	if err != nil || wrong != nil {
		return c, problem.InvalidField("query.after", "invalid_value")
	}
	return c.And("(m.number, m.created_at, m.id::text) > (?, ?, ?)", number, at, place[2]), nil
}

// count counts a forum's measures as of a day.
func (s *Store) count(ctx context.Context, forum string, today events.Day) (MeasureCounts, error) {
	c := MeasureCounts{ByState: map[string]int64{}}
	var rows []struct {
		State string `db:"state"`
		Count int64  `db:"count"`
	}
	if err := s.db.SelectContext(ctx, &rows, `SELECT state, count(*) AS count FROM measures WHERE forum_id = $1 GROUP BY state`, forum); err != nil {
		return c, fmt.Errorf("counting measures: %w", err)
	}
	for _, r := range rows {
		c.ByState[r.State], c.Total = r.Count, c.Total+r.Count
	}
	late := Filter{Overdue: true}.in(forum, today)
	if err := s.db.GetContext(ctx, &c.Overdue, `SELECT count(*) FROM measures m`+late.String(), late.Args()...); err != nil {
		return c, fmt.Errorf("counting measures that are overdue: %w", err)
	}
	var drafts []row
	if err := s.db.SelectContext(ctx, &drafts, `SELECT `+columns+` FROM measures m WHERE m.forum_id = $1 AND m.state = 'draft'`, forum); err != nil {
		return c, fmt.Errorf("loading drafts: %w", err)
	}
	for _, d := range drafts {
		if len(d.measure().Lacks()) > 0 {
			c.Incomplete++
		}
	}
	return c, nil
}
