package plan

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/once"
)

type reportRow struct {
	ID            string                     `db:"id"`
	MeasureID     string                     `db:"measure_id"`
	Status        string                     `db:"status"`
	Text          database.JSON[events.Text] `db:"text"`
	AttachmentURL string                     `db:"attachment_url"`
	State         string                     `db:"state"`
	Reason        database.JSON[events.Text] `db:"reason"`
	ReportedBy    string                     `db:"reported_by"`
	Occurrence    string                     `db:"occurrence"`
	Deadline      database.JSON[Deadline]    `db:"deadline"` // of the measure
	ReportedAt    time.Time                  `db:"reported_at"`
	SettledAt     *time.Time                 `db:"settled_at"`
}

const reportColumns = `id, measure_id, status, text, attachment_url, state, reason, reported_by, reported_at, settled_at,
	COALESCE(occurrence::text, '') AS occurrence, (SELECT deadline FROM measures WHERE id = measure_id) AS deadline`

// hear adds to measures the reports on them.
func hear(ctx context.Context, q sqlx.QueryerContext, measures []row) error {
	at, ids := make(map[string]int, len(measures)), make([]string, len(measures))
	for i, m := range measures {
		at[m.ID], ids[i] = i, m.ID
	}
	reports, err := reportsOn(ctx, q, ids...)
	for _, r := range reports {
		m := &measures[at[r.MeasureID]]
		m.heard = append(m.heard, r)
	}
	return err
}

// tell shows the reports that were heard on a measure, those that are wanted, with
// what the reader may do with each.
func (m row) tell(v *MeasureView, reader actor, wanted func(r reportRow, last bool) bool) {
	v.ReportCount = len(m.heard)
	for i, r := range m.heard {
		if wanted(r, i == len(m.heard)-1) {
			seen := r.view()
			seen.May = reader.settles(*m.measure(), r.ID)
			v.Reports = append(v.Reports, seen)
		}
	}
}

// Report takes a report on a measure.
func (s *Store) Report(ctx context.Context, forum, measure string, report *Report, r once.Request, by string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if done, err := r.Done(ctx, tx, "reports"); err != nil || done {
			return err
		}
		m, err := lock(ctx, tx, forum, measure)
		if err != nil {
			return err
		}
		today, err := s.today(ctx, tx, forum)
		if err != nil {
			return err
		}
		if err := m.Report(report, today); err != nil {
			return err
		}
		err = tx.GetContext(ctx, &report.ReportedAt, `
			INSERT INTO reports (id, measure_id, forum_id, status, text, attachment_url, state, reason, reported_by, request, occurrence)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULLIF($11, '')::date) RETURNING reported_at`,
			r.ID, m.ID, forum, report.Status, database.AsJSON(report.Text), report.AttachmentURL, report.State,
			database.AsJSON(report.Reason), by, r.Fingerprint, report.Occurrence)
		if err != nil {
			return fmt.Errorf("storing report: %w", err)
		}
		if err := save(ctx, tx, m); err != nil {
			return err
		}
		report.ID = r.ID
		return bus.Emit(ctx, tx, events.MeasureReported{Measure: m.Public(), Report: report.public(m.Deadline)})
	})
}

// Accept accepts a report that waits. Accepted again, it stays accepted.
func (s *Store) Accept(ctx context.Context, forum, id, by string) error {
	return s.settle(ctx, forum, id, by, "accepted", func(m *Measure, r *Report) error { return m.Accept(r, by) })
}

// Return sends a report that waits back with a reason.
func (s *Store) Return(ctx context.Context, forum, id string, reason events.Text, by string) error {
	return s.settle(ctx, forum, id, by, "returned", func(m *Measure, r *Report) error { return m.Return(r, reason) })
}

func (s *Store) settle(ctx context.Context, forum, id, by, to string, verb func(*Measure, *Report) error) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		var measure string
		err := tx.GetContext(ctx, &measure, `SELECT measure_id FROM reports WHERE forum_id = $1 AND id = $2`, forum, id)
		if errors.Is(err, sql.ErrNoRows) {
			return problem.NotFound("report_not_found").With("report_id", id)
		}
		if err != nil {
			return fmt.Errorf("loading report: %w", err)
		}
		m, err := lock(ctx, tx, forum, measure)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(m.Reports, func(one *Report) bool { return one.ID == id })
		if at < 0 {
			return fmt.Errorf("settling report: %s is not among those of its measure", id)
		}
		r := m.Reports[at]
		if r.State == to { // asked again
			return nil
		}
		if err := verb(m, r); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE reports SET state = $2, reason = $3, settled_at = clock_timestamp(), settled_by = $4 WHERE id = $1`,
			id, r.State, database.AsJSON(r.Reason), by)
		if err != nil {
			return fmt.Errorf("settling report: %w", err)
		}
		if err := save(ctx, tx, m); err != nil {
			return err
		}
		if to == "accepted" {
			return bus.Emit(ctx, tx, events.ReportAccepted{Measure: m.Public(), Report: r.public(m.Deadline)})
		}
		return bus.Emit(ctx, tx, events.ReportReturned{Measure: m.Public(), Report: r.public(m.Deadline)})
	})
}

// TakeOffControl closes a measure. Closed again, it stays closed.
func (s *Store) TakeOffControl(ctx context.Context, forum, id, by string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		m, err := lock(ctx, tx, forum, id)
		if err != nil || m.State == OffControl {
			return err
		}
		if err := m.TakeOffControl(by); err != nil {
			return err
		}
		if err := save(ctx, tx, m); err != nil {
			return err
		}
		return bus.Emit(ctx, tx, events.MeasureOffControl{Measure: m.Public()})
	})
}

func (r reportRow) report() *Report {
	return &Report{ID: r.ID, Status: r.Status, Text: r.Text.V, AttachmentURL: r.AttachmentURL, State: r.State, Reason: r.Reason.V,
		ReportedBy: r.ReportedBy, Occurrence: events.Day(r.Occurrence), ReportedAt: r.ReportedAt}
}

func (r *Report) public(d Deadline) events.Report {
	told := events.Report{ReportID: r.ID, Status: r.Status, Text: r.Text, State: r.State, Reason: r.Reason, ReportedAt: r.ReportedAt.UTC()}
	if words := d.Occurrence(r.Occurrence); !words.Empty() {
		told.Occurrence = &events.Occurrence{DueDate: r.Occurrence, Phrase: words}
	}
	return told
}
