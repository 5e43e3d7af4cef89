package clarification

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/web"
)

// Filter chooses clarifications of a forum; empty members choose all.
type Filter struct {
	Forum, Session string
	State          events.ClarificationState
	Suggestions    []string // about one of these
	After          int64
	LastFirst      bool
	Limit          int
	web.Window
}

// List returns clarifications in the order in which they were asked, or those
// answered last first.
func (s *Store) List(ctx context.Context, f Filter) ([]Clarification, error) {
	c, err := f.Within(database.Where("c.forum_id = ?", f.Forum).And("c.place > ?", f.After), "c.id")
	if err != nil {
		return nil, err
	}
	if f.Session != "" {
		c = c.And("c.session_id = ?", f.Session)
	}
	if f.State != "" {
		c = c.And("c.state = ?", f.State)
	}
	if len(f.Suggestions) > 0 {
		ids, err := web.IDs("query.suggestion_id", f.Suggestions)
		if err != nil {
			return nil, err
		}
		c = c.And("c.suggestion_id = ANY(?::uuid[])", ids)
	}
	order := "c.place"
	if f.LastFirst {
		order = "c.answered_at DESC NULLS LAST, c.place DESC"
	}
	found := []Clarification{}
	err = s.db.SelectContext(ctx, &found, selectAll+c.String()+fmt.Sprintf("ORDER BY %s LIMIT $%d", order, c.N()), c.Args(f.Limit)...)
	if err != nil {
		return nil, fmt.Errorf("listing clarifications: %w", err)
	}
	return found, nil
}

// AskedCounts is how many questions of a forum wait in the yurts and how many
// came back.
type AskedCounts struct {
	Open          int64    `json:"open"`
	Answered      int64    `json:"answered"`
	SuggestionIDs []string `json:"suggestion_ids" nullable:"false" doc:"What they are about, the last asked first; at most 200"`
}

func (r *routes) counts(ctx context.Context, in *struct {
	Forum string `path:"forum" format:"uuid"`
}) (*struct{ Body AskedCounts }, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	var row struct {
		Open     int64          `db:"open"`
		Answered int64          `db:"answered"`
		About    pq.StringArray `db:"about"`
	}
	err = r.store.db.GetContext(ctx, &row, `
		SELECT count(*) FILTER (WHERE state = 'open') AS open, count(*) FILTER (WHERE state = 'answered') AS answered,
			ARRAY(SELECT suggestion_id FROM clarifications WHERE forum_id = $1 GROUP BY suggestion_id ORDER BY max(place) DESC LIMIT 200) AS about
		FROM clarifications WHERE forum_id = $1`, v.Forum)
	if err != nil {
		return nil, fmt.Errorf("counting clarifications: %w", err)
	}
	return &struct{ Body AskedCounts }{AskedCounts{row.Open, row.Answered, append([]string{}, row.About...)}}, nil
}
