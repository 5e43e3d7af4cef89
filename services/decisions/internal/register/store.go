package register

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/decision"
	"github.com/shanyraq/shanyraq/services/decisions/internal/edition"
	"github.com/shanyraq/shanyraq/services/decisions/internal/page"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/way"
)

// Register reads what the other slices keep.
type Register struct {
	db   *sqlx.DB
	ways *way.Store
	log  *zap.Logger
}

// New makes a register.
func New(db *sqlx.DB, ways *way.Store, log *zap.Logger) *Register { return &Register{db, ways, log} }

// forum reads one page of a forum's register.
func (r *Register) forum(ctx context.Context, id, after string) (ForumRegister, error) {
	of := ForumRegister{After: after}
	err := programme.CheckID(id)
	if err != nil {
		return of, err
	}
	if of.Forum, err = programme.FindForum(ctx, r.db, id); err != nil {
		return of, err
	}
	if of.Forum.State == "" || of.Forum.State == "draft" {
		return of, problem.NotFound("not_found")
	}
	lines, err := decision.List(ctx, r.db, id, decision.Filter{}, page.Query{After: after, Limit: decisionsOnPage})
	if err != nil {
		return of, err
	}
	of.Decisions, of.Next = lines.Items, lines.Next
	published, err := edition.Published(ctx, r.db, of.Forum, 0, of.Forum.Today(time.Now()))
	switch {
	case err == nil:
		of.Plan = &published
	case !errors.Is(err, problem.NotFound("plan_not_published")):
		return of, err
	}
	return of, r.complete(ctx, &of)
}

// complete adds what the decisions on the page refer to.
func (r *Register) complete(ctx context.Context, of *ForumRegister) error {
	var questions, related, bodies []string
	for _, d := range of.Decisions {
		questions = append(questions, d.QuestionID)
		for _, id := range []string{d.Corrects, d.CorrectedBy} {
			if id != "" {
				related = append(related, id)
			}
		}
		if d.ForwardedTo != "" {
			bodies = append(bodies, d.ForwardedTo)
		}
	}
	err := r.db.GetContext(ctx, &of.Figures, `
		SELECT count(*) AS all_of_them, count(*) FILTER (WHERE outcome IN ('adopted', 'adopted_with_changes')) AS adopted,
			count(*) FILTER (WHERE outcome = 'rejected') AS rejected
		FROM decisions d WHERE forum_id = $1 AND NOT EXISTS (SELECT FROM decisions WHERE corrects = d.id)`, of.Forum.ForumID)
	if err != nil {
		return fmt.Errorf("counting decisions: %w", err)
	}
	if of.Bodies, err = programme.BodyNames(ctx, r.db, of.Forum.Today(time.Now()), bodies...); err != nil {
		return err
	}
	if of.Questions, err = questionTexts(ctx, r.db, questions); err != nil {
		return err
	}
	of.Numbers = map[string]int64{}
	var numbers []struct {
		ID     string `db:"id"`
		Number int64  `db:"number"`
	}
	if err := r.db.SelectContext(ctx, &numbers, `SELECT id, number FROM decisions WHERE id = ANY($1::uuid[])`, pq.Array(related)); err != nil {
		return fmt.Errorf("loading numbers of decisions: %w", err)
	}
	for _, n := range numbers {
		of.Numbers[n.ID] = n.Number
	}
	return nil
}

func questionTexts(ctx context.Context, q sqlx.QueryerContext, ids []string) (map[string]events.Text, error) {
	var rows []struct {
		ID   string                     `db:"id"`
		Text database.JSON[events.Text] `db:"text"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `SELECT id, text FROM questions WHERE id = ANY($1::uuid[])`, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("loading texts of questions: %w", err)
	}
	texts := make(map[string]events.Text, len(rows))
	for _, r := range rows {
		texts[r.ID] = r.Text.V
	}
	return texts, nil
}
