package plan

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
)

// Drafts are a part of what may enter the plan next, in the order in which it
// would be numbered.
type Drafts struct {
	Items []DraftView `json:"items" nullable:"false"`
	Total int         `json:"total"`
	Ready int         `json:"ready" doc:"How many of them lack nothing."`
	Mark  string      `json:"mark" doc:"Of all of them as they are now. Publishing with it refuses what nobody has seen."`
}

// DraftView is what is read of a measure before it enters the plan.
type DraftView struct {
	ID    string      `json:"id"`
	Text  events.Text `json:"text"`
	Lacks []string    `json:"lacks" nullable:"false" doc:"What it still needs before it may be published."`
}

type draftsAsked struct {
	programme.InForum
	Offset int      `query:"offset" minimum:"0" maximum:"10000000" doc:"how many to skip"`
	Limit  int      `query:"limit" minimum:"1" maximum:"100" default:"50"`
	IDs    []string `query:"ids" maxItems:"100" doc:"only these, wherever they stand"`
}

func (s *Store) drafts(ctx context.Context, in *draftsAsked) (*struct{ Body Drafts }, error) {
	if _, err := web.IDs("query.ids", in.IDs); err != nil {
		return nil, err
	}
	all, err := loadDrafts(ctx, s.db, in.Forum, "")
	if err != nil {
		return nil, err
	}
	d := Drafts{Items: []DraftView{}, Total: len(all), Mark: mark(all)}
	for i, m := range all {
		lacks := m.Lacks()
		if len(lacks) == 0 {
			d.Ready++
		}
		wanted := i >= in.Offset && i < in.Offset+in.Limit
		if len(in.IDs) > 0 {
			wanted = slices.Contains(in.IDs, m.ID)
		}
		if wanted {
			d.Items = append(d.Items, DraftView{m.ID, m.Text, append([]string{}, lacks...)})
		}
	}
	return &struct{ Body Drafts }{d}, nil
}

// mark is another one as soon as a draft came, went or was changed.
func mark(drafts []*Measure) string {
	sum := sha256.New()
	for _, m := range drafts {
		_, _ = fmt.Fprintf(sum, "%s %d\n", m.ID, m.Version)
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// loadDrafts loads the drafts of decisions that stand adopted, in the order of
// the decisions.
func loadDrafts(ctx context.Context, q sqlx.QueryerContext, forum, lock string) ([]*Measure, error) {
	var rows []row
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT `+columns+` FROM measures m JOIN decisions d ON d.id = m.decision_id
		WHERE m.forum_id = $1 AND m.state = 'draft' AND EXISTS (
			SELECT FROM decisions now WHERE now.question_id = d.question_id AND now.outcome IN ('adopted', 'adopted_with_changes')
				AND NOT EXISTS (SELECT FROM decisions WHERE corrects = now.id))
		ORDER BY d.number, m.created_at, m.id `+lock, forum)
	if err != nil {
		return nil, fmt.Errorf("loading drafts: %w", err)
	}
	drafts := make([]*Measure, len(rows))
	for i, r := range rows {
		drafts[i] = r.measure()
	}
	return drafts, nil
}
