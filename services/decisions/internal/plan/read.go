package plan

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
)

// Published returns a version of a forum's plan, 0 being the last one, with its
// measures as they stand now. Bodies are named as of the day of publication,
// or as of the day given. The problem plan_not_published if there is none.
func Published(ctx context.Context, q sqlx.QueryerContext, forum programme.Forum, version int, named events.Day, now time.Time) (PlanView, error) {
	var p struct {
		ID          string                     `db:"id"`
		Version     int                        `db:"version"`
		Title       database.JSON[events.Text] `db:"title"`
		MeasureIDs  pq.StringArray             `db:"measure_ids"`
		PublishedAt time.Time                  `db:"published_at"`
	}
	err := sqlx.GetContext(ctx, q, &p, `SELECT id, version, title, measure_ids, published_at FROM plans
		WHERE forum_id = $1 AND ($2 = 0 OR version = $2) ORDER BY version DESC LIMIT 1`, forum.ForumID, version)
	if errors.Is(err, sql.ErrNoRows) {
		return PlanView{}, problem.NotFound("plan_not_published")
	}
	if err != nil {
		return PlanView{}, fmt.Errorf("loading plan: %w", err)
	}
	var rows []row
	err = sqlx.SelectContext(ctx, q, &rows, `SELECT `+columns+` FROM measures m WHERE m.id = ANY($1::uuid[]) ORDER BY m.number`, p.MeasureIDs)
	if err != nil {
		return PlanView{}, fmt.Errorf("loading measures of a plan: %w", err)
	}
	if named == "" {
		named = forum.Today(p.PublishedAt)
	}
	measures, err := view(ctx, q, rows, named, forum.Today(now), actor{})
	return PlanView{ID: p.ID, ForumID: forum.ForumID, Version: p.Version, Title: p.Title.V, PublishedAt: p.PublishedAt, Measures: measures}, err
}

// find returns one measure with its reports.
func (s *Store) find(ctx context.Context, forum, id string, reader actor) (MeasureView, error) {
	var r row
	err := s.db.GetContext(ctx, &r, `SELECT `+columns+` FROM measures m WHERE m.forum_id = $1 AND m.id = $2`, forum, id)
	if errors.Is(err, sql.ErrNoRows) {
		return MeasureView{}, problem.NotFound("measure_not_found").With("measure_id", id)
	}
	if err != nil {
		return MeasureView{}, fmt.Errorf("loading measure: %w", err)
	}
	today, err := s.today(ctx, s.db, forum)
	if err != nil {
		return MeasureView{}, err
	}
	rows := []row{r}
	if err := hear(ctx, s.db, rows); err != nil {
		return MeasureView{}, err
	}
	views, err := view(ctx, s.db, rows, today, today, reader)
	if err != nil {
		return MeasureView{}, err
	}
	rows[0].tell(&views[0], reader, func(reportRow, bool) bool { return true })
	return views[0], nil
}

// Following returns the measures that follow from decisions, drafts left out.
func Following(ctx context.Context, q sqlx.QueryerContext, decisions []string, today events.Day) ([]MeasureView, error) {
	var rows []row
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT `+columns+` FROM measures m
		WHERE m.decision_id = ANY($1::uuid[]) AND m.state <> 'draft' ORDER BY m.number`, pq.Array(decisions))
	if err != nil {
		return nil, fmt.Errorf("loading measures that follow decisions: %w", err)
	}
	return view(ctx, q, rows, today, today, actor{})
}

// Reports returns the reports on measures in order of time.
func Reports(ctx context.Context, q sqlx.QueryerContext, measures ...string) ([]ReportView, error) {
	rows, err := reportsOn(ctx, q, measures...)
	views := make([]ReportView, len(rows))
	for i, r := range rows {
		views[i] = r.view()
	}
	return views, err
}

func reportsOn(ctx context.Context, q sqlx.QueryerContext, measures ...string) ([]reportRow, error) {
	var rows []reportRow
	err := sqlx.SelectContext(ctx, q, &rows, `SELECT `+reportColumns+` FROM reports
		WHERE measure_id = ANY($1::uuid[]) ORDER BY reported_at, id`, pq.Array(measures))
	if err != nil {
		return nil, fmt.Errorf("loading reports: %w", err)
	}
	return rows, nil
}

func (s *Store) findReport(ctx context.Context, forum, id string) (reportRow, error) {
	var r reportRow
	err := s.db.GetContext(ctx, &r, `SELECT `+reportColumns+` FROM reports WHERE forum_id = $1 AND id = $2`, forum, id)
	if errors.Is(err, sql.ErrNoRows) {
		return r, problem.NotFound("report_not_found").With("report_id", id)
	}
	if err != nil {
		return r, fmt.Errorf("loading report: %w", err)
	}
	return r, nil
}

func (r reportRow) view() ReportView {
	return ReportView{
		ID: r.ID, MeasureID: r.MeasureID, Status: r.Status, Text: r.Text.V, AttachmentURL: r.AttachmentURL, State: r.State,
		Reason: r.Reason.V, Occurrence: occurrence(r.Deadline.V, events.Day(r.Occurrence)), May: []string{}, ReportedAt: r.ReportedAt,
		SettledAt: r.SettledAt,
	}
}
