package report

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/once"
)

type row struct {
	ID            string                     `db:"id"`
	MeasureID     string                     `db:"measure_id"`
	Status        events.ReportStatus        `db:"status"`
	Text          database.JSON[events.Text] `db:"text"`
	AttachmentURL string                     `db:"attachment_url"`
	State         events.ReportState         `db:"state"`
	Reason        database.JSON[events.Text] `db:"reason"`
	ReportedBy    string                     `db:"reported_by"`
	Occurrence    string                     `db:"occurrence"`
	ReportedAt    time.Time                  `db:"reported_at"`
	SettledAt     *time.Time                 `db:"settled_at"`
}

func (r row) report() *Report {
	return &Report{
		ID: r.ID, MeasureID: r.MeasureID, Status: r.Status, Text: r.Text.V, AttachmentURL: r.AttachmentURL, State: r.State, Reason: r.Reason.V,
		ReportedBy: r.ReportedBy, Occurrence: events.Day(r.Occurrence), ReportedAt: r.ReportedAt, SettledAt: r.SettledAt,
	}
}

// On returns the reports on measures, in order of time, by measure.
func On(ctx context.Context, q sqlx.QueryerContext, measures ...string) (map[string][]*Report, error) {
	var rows []row
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT id, measure_id, status, text, attachment_url, state, reason, reported_by, reported_at, settled_at,
			COALESCE(occurrence::text, '') AS occurrence
		FROM reports WHERE measure_id = ANY($1::uuid[]) ORDER BY reported_at, id`, pq.Array(measures))
	if err != nil {
		return nil, fmt.Errorf("loading reports: %w", err)
	}
	on := make(map[string][]*Report, len(measures))
	for _, r := range rows {
		on[r.MeasureID] = append(on[r.MeasureID], r.report())
	}
	return on, nil
}

// Measure is the measure that a report of a forum is about. The problem
// report_not_found if there is none.
func Measure(ctx context.Context, q sqlx.QueryerContext, forum, id string) (string, error) {
	var measures []string
	if err := sqlx.SelectContext(ctx, q, &measures, `SELECT measure_id FROM reports WHERE forum_id = $1 AND id = $2`, forum, id); err != nil {
		return "", fmt.Errorf("loading report: %w", err)
	}
	if len(measures) == 0 {
		return "", problem.NotFound("report_not_found").With("report_id", id)
	}
	return measures[0], nil
}

// Insert stores a new report.
func Insert(ctx context.Context, tx *sqlx.Tx, forum string, r *Report, request once.Request) error {
	r.ID = request.ID
	err := tx.GetContext(ctx, &r.ReportedAt, `
		INSERT INTO reports (id, measure_id, forum_id, status, text, attachment_url, state, reason, reported_by, request, occurrence)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULLIF($11, '')::date) RETURNING reported_at`,
		r.ID, r.MeasureID, forum, r.Status, database.AsJSON(r.Text), r.AttachmentURL, r.State,
		database.AsJSON(r.Reason), r.ReportedBy, request.Fingerprint, r.Occurrence)
	if err != nil {
		return fmt.Errorf("storing report: %w", err)
	}
	return nil
}

// Settle stores how a report was settled.
func Settle(ctx context.Context, tx *sqlx.Tx, r *Report, by string) error {
	_, err := tx.ExecContext(ctx, `UPDATE reports SET state = $2, reason = $3, settled_at = clock_timestamp(), settled_by = $4 WHERE id = $1`,
		r.ID, r.State, database.AsJSON(r.Reason), by)
	if err != nil {
		return fmt.Errorf("settling report: %w", err)
	}
	return nil
}
