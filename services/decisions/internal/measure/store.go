package measure

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/page"
	"github.com/shanyraq/shanyraq/services/decisions/internal/report"
	"github.com/shanyraq/shanyraq/services/decisions/internal/term"
)

// Store reads measures.
type Store struct{ db *sqlx.DB }

// NewStore makes a store.
func NewStore(db *sqlx.DB) *Store { return &Store{db} }

type row struct {
	page.Numbered

	DecisionID       string                             `db:"decision_id"`
	ProposalID       string                             `db:"proposal_id"`
	Text             database.JSON[events.Text]         `db:"text"`
	LeadBodyID       string                             `db:"lead_body_id"`
	CoExecutors      database.JSON[[]events.CoExecutor] `db:"co_executors"`
	FormOfCompletion database.JSON[events.Text]         `db:"form_of_completion"`
	Deadline         database.JSON[term.Deadline]       `db:"deadline"`
	DueDate          string                             `db:"due_date"`
	FirstDue         string                             `db:"first_due"`
	ActBy            string                             `db:"act_by"`
	CostKZT          int64                              `db:"cost_kzt"`
	CostByYear       database.JSON[map[string]int64]    `db:"cost_by_year"`
	FundingSource    string                             `db:"funding_source"`
	State            State                              `db:"state"`
	AcceptedBy       string                             `db:"accepted_by"`
	SuggestionIDs    pq.StringArray                     `db:"suggestion_ids"`
	Version          int                                `db:"version"`
	CreatedAt        time.Time                          `db:"created_at"`
	PlannedAt        *time.Time                         `db:"planned_at"`
	OffControlAt     *time.Time                         `db:"off_control_at"`

	heard []*report.Report // the reports on it, where they matter, see hear
}

const columns = `m.id, m.forum_id, m.number, m.decision_id, m.proposal_id, m.text, COALESCE(m.lead_body_id::text, '') AS lead_body_id,
	m.co_executors, m.form_of_completion, m.deadline, COALESCE(m.due_date::text, '') AS due_date,
	COALESCE(m.first_due::text, '') AS first_due, COALESCE(m.act_by::text, '') AS act_by, m.cost_kzt, m.cost_by_year,
	m.funding_source, m.state, m.accepted_by, m.suggestion_ids, m.version, m.created_at, m.planned_at, m.off_control_at`

func (r row) measure() *Measure {
	return &Measure{
		ID: r.ID, ForumID: r.ForumID, Number: r.Number, DecisionID: r.DecisionID, ProposalID: r.ProposalID, Text: r.Text.V,
		LeadBodyID: r.LeadBodyID, CoExecutors: r.CoExecutors.V, FormOfCompletion: r.FormOfCompletion.V, Deadline: r.Deadline.V,
		DueDate: events.Day(r.DueDate), FirstDue: events.Day(r.FirstDue), ActBy: events.Day(r.ActBy), CostKZT: r.CostKZT,
		CostByYear: r.CostByYear.V, FundingSource: r.FundingSource, State: r.State, AcceptedBy: r.AcceptedBy,
		SuggestionIDs: r.SuggestionIDs, Version: r.Version, Reports: r.heard,
	}
}

// hear adds to measures the reports on them.
func hear(ctx context.Context, q sqlx.QueryerContext, measures []row) error {
	ids := make([]string, len(measures))
	for i, m := range measures {
		ids[i] = m.ID
	}
	on, err := report.On(ctx, q, ids...)
	for i, m := range measures {
		measures[i].heard = on[m.ID]
	}
	return err
}

// Lock loads a measure with its reports for change.
func Lock(ctx context.Context, tx *sqlx.Tx, forum, id string) (*Measure, error) {
	rows, err := load(ctx, tx, forum, id, " FOR NO KEY UPDATE")
	if err != nil {
		return nil, err
	}
	return rows[0].measure(), nil
}

// load loads one measure with its reports.
func load(ctx context.Context, q sqlx.QueryerContext, forum, id, lock string) ([]row, error) {
	var rows []row
	if err := sqlx.SelectContext(ctx, q, &rows, `SELECT `+columns+` FROM measures m WHERE m.forum_id = $1 AND m.id = $2`+lock, forum, id); err != nil {
		return nil, fmt.Errorf("loading measure: %w", err)
	}
	if len(rows) == 0 {
		return nil, problem.NotFound("measure_not_found").With("measure_id", id)
	}
	return rows, hear(ctx, q, rows)
}

// Drafts loads the drafts of decisions that stand adopted, in the order of the
// decisions.
func Drafts(ctx context.Context, q sqlx.QueryerContext, forum string) ([]*Measure, error) {
	return drafts(ctx, q, forum, "")
}

// LockDrafts loads them with their questions locked, so that no correction comes
// between.
func LockDrafts(ctx context.Context, tx *sqlx.Tx, forum string) ([]*Measure, error) {
	_, err := tx.ExecContext(ctx, `
		SELECT FROM questions WHERE id IN (SELECT d.question_id FROM measures m JOIN decisions d ON d.id = m.decision_id
			WHERE m.forum_id = $1 AND m.state = 'draft') ORDER BY id FOR SHARE`, forum)
	if err != nil {
		return nil, fmt.Errorf("locking questions of drafts: %w", err)
	}
	return drafts(ctx, tx, forum, "FOR NO KEY UPDATE OF m")
}

func drafts(ctx context.Context, q sqlx.QueryerContext, forum, lock string) ([]*Measure, error) {
	var rows []row
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT `+columns+` FROM measures m JOIN decisions d ON d.id = m.decision_id
		WHERE m.forum_id = $1 AND m.state = 'draft' AND EXISTS (
			SELECT FROM decisions now WHERE now.question_id = d.question_id AND now.outcome IN ('adopted', 'adopted_with_changes')
				AND NOT EXISTS (SELECT FROM decisions WHERE corrects = now.id))
		ORDER BY d.number, m.created_at, m.id `+lock, forum)
	if err != nil {
		return nil, fmt.Errorf("loading drafts: %w", err)
	}
	all := make([]*Measure, len(rows))
	for i, r := range rows {
		all[i] = r.measure()
	}
	return all, nil
}

// Save stores what the verbs changed, but not the reports.
func Save(ctx context.Context, tx *sqlx.Tx, m *Measure) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE measures SET number = $2, text = $3, lead_body_id = NULLIF($4, '')::uuid, co_executors = $5, form_of_completion = $6,
			deadline = $7, due_date = NULLIF($8, '')::date, cost_kzt = $9, cost_by_year = $10, funding_source = $11, state = $12,
			accepted_by = $13, version = $14, first_due = NULLIF($15, '')::date, act_by = NULLIF($16, '')::date,
			planned_at = CASE WHEN $12 = 'draft' THEN NULL ELSE COALESCE(planned_at, clock_timestamp()) END,
			off_control_at = CASE WHEN $12 = 'off_control' THEN COALESCE(off_control_at, clock_timestamp()) END
		WHERE id = $1`,
		m.ID, m.Number, database.AsJSON(m.Text), m.LeadBodyID, database.AsJSON(m.CoExecutors), database.AsJSON(m.FormOfCompletion),
		database.AsJSON(m.Deadline), m.DueDate, m.CostKZT, database.AsJSON(m.CostByYear), m.FundingSource, string(m.State),
		m.AcceptedBy, m.Version, m.FirstDue, m.ActBy)
	if err != nil {
		return fmt.Errorf("saving measure: %w", err)
	}
	return nil
}
