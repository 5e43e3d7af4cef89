package report

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// Store keeps reports.
type Store struct {
	db  *sqlx.DB
	bus *bus.Bus
}

// NewStore makes the store.
func NewStore(db *sqlx.DB, b *bus.Bus) *Store { return &Store{db, b} }

// row is a report in its table.
type row struct {
	ForumID         string                                     `db:"forum_id"`
	SessionID       string                                     `db:"session_id"`
	Version         int                                        `db:"version"`
	Edition         int                                        `db:"edition"`
	State           events.ReportEditionState                  `db:"state"`
	Recommendations database.JSON[events.List[Recommendation]] `db:"recommendations"`
	Present         int                                        `db:"present"`
	Agreed          int                                        `db:"agreed"`
	Reason          string                                     `db:"reason"`
	ConfirmedAt     *time.Time                                 `db:"confirmed_at"`
	ConfirmedBy     string                                     `db:"confirmed_by"`
}

func (r *row) report() *Report {
	one := &Report{
		ForumID: r.ForumID, SessionID: r.SessionID, Version: r.Version, Edition: r.Edition, State: r.State,
		Recommendations: r.Recommendations.V, Present: r.Present, Agreed: r.Agreed, Reason: r.Reason, ConfirmedBy: r.ConfirmedBy,
	}
	if r.ConfirmedAt != nil {
		at := r.ConfirmedAt.UTC()
		one.ConfirmedAt = &at
	}
	return one
}

const columns = `forum_id, session_id, version, edition, state, recommendations, present, agreed, reason, confirmed_at, confirmed_by`

// Get returns a session's report; one that nobody has begun is empty, of
// version 0. Error: session_not_found.
func (s *Store) Get(ctx context.Context, forum, session string) (*Report, error) {
	return get(ctx, s.db, forum, session, "")
}

func get(ctx context.Context, q sqlx.QueryerContext, forum, session, lock string) (*Report, error) {
	var r row
	err := sqlx.GetContext(ctx, q, &r, `SELECT `+columns+` FROM reports WHERE session_id = $1 `+lock, session)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return &Report{ForumID: forum, SessionID: session, Edition: 1, State: Draft}, nil
	case err != nil:
		return nil, fmt.Errorf("loading report: %w", err)
	case r.ForumID != forum:
		return nil, problem.NotFound("session_not_found")
	}
	return r.report(), nil
}

// Editions returns what a session has confirmed so far, the first first.
func (s *Store) Editions(ctx context.Context, forum, session string) ([]*Report, error) {
	var rows []row
	err := s.db.SelectContext(ctx, &rows, `
		SELECT r.forum_id, e.session_id, e.version, e.edition, 'confirmed' AS state, e.recommendations, e.present, e.agreed,
		       e.reason, e.confirmed_at, e.confirmed_by
		FROM report_editions e JOIN reports r ON r.session_id = e.session_id
		WHERE e.session_id = $1 AND r.forum_id = $2 ORDER BY e.edition`, session, forum)
	if err != nil {
		return nil, fmt.Errorf("loading editions of report: %w", err)
	}
	all := make([]*Report, len(rows))
	for i := range rows {
		all[i] = rows[i].report()
	}
	return all, nil
}

// Draft writes a session's recommendations. Errors: those of Report.Draft.
func (s *Store) Draft(ctx context.Context, forum, session, by string, recommendations []Recommendation, base int) (*Report, error) {
	return s.change(ctx, forum, session, by, func(_ *sqlx.Tx, r *Report) (bus.Event, error) {
		if changed, err := r.Draft(recommendations, base); err != nil || !changed {
			return nil, err
		}
		return events.ReportDrafted{SessionReport: r.public()}, nil
	})
}

// Confirm locks a session's report and keeps it for ever. Errors: those of
// Report.Confirm.
func (s *Store) Confirm(ctx context.Context, forum, session, by string, version, present, agreed int) (*Report, error) {
	return s.change(ctx, forum, session, by, func(tx *sqlx.Tx, r *Report) (bus.Event, error) {
		if changed, err := r.Confirm(version, present, agreed, by, database.Now()); err != nil || !changed {
			return nil, err
		}
		_, err := tx.ExecContext(ctx, `
			INSERT INTO report_editions (session_id, edition, version, recommendations, present, agreed, reason, confirmed_at, confirmed_by)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			r.SessionID, r.Edition, r.Version, database.AsJSON(r.Recommendations), r.Present, r.Agreed, r.Reason, r.ConfirmedAt, r.ConfirmedBy)
		if err != nil {
			return nil, fmt.Errorf("keeping confirmed report: %w", err)
		}
		return events.ReportConfirmed{SessionReport: r.public()}, nil
	})
}

// Reopen begins the next edition. Errors: those of Report.Reopen.
func (s *Store) Reopen(ctx context.Context, forum, session, by string, version int, reason string) (*Report, error) {
	return s.change(ctx, forum, session, by, func(_ *sqlx.Tx, r *Report) (bus.Event, error) {
		if changed, err := r.Reopen(version, reason); err != nil || !changed {
			return nil, err
		}
		return events.ReportDrafted{SessionReport: r.public()}, nil
	})
}

// change loads a report, lets do change it, and saves it with its event in one
// transaction. Without an event nothing has changed.
func (s *Store) change(ctx context.Context, forum, session, by string, do func(*sqlx.Tx, *Report) (bus.Event, error)) (*Report, error) {
	var r *Report
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) (err error) {
		// A row to lock, before the first word is written.
		_, err = tx.ExecContext(ctx, `INSERT INTO reports (session_id, forum_id) VALUES ($1, $2) ON CONFLICT (session_id) DO NOTHING`, session, forum)
		if err != nil {
			return fmt.Errorf("beginning report: %w", err)
		}
		if r, err = get(ctx, tx, forum, session, `FOR UPDATE`); err != nil {
			return err
		}
		event, err := do(tx, r)
		if err != nil || event == nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			UPDATE reports SET version = $2, edition = $3, state = $4, recommendations = $5, present = $6, agreed = $7, reason = $8,
			                   confirmed_at = $9, confirmed_by = $10, changed_at = $11, changed_by = $12
			WHERE session_id = $1`,
			r.SessionID, r.Version, r.Edition, r.State, database.AsJSON(r.Recommendations), r.Present, r.Agreed, r.Reason,
			r.ConfirmedAt, r.ConfirmedBy, database.Now(), by)
		if err != nil {
			return fmt.Errorf("saving report: %w", err)
		}
		return bus.Emit(ctx, tx, event)
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}
