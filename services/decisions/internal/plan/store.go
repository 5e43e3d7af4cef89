package plan

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/decision"
	"github.com/shanyraq/shanyraq/services/decisions/internal/once"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
)

// Store keeps measures, plans and reports.
type Store struct {
	db  *sqlx.DB
	bus *bus.Bus
	now func() time.Time // tests move it
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus) *Store { return &Store{db: db, bus: b, now: time.Now} }

type row struct {
	ID               string                             `db:"id"`
	ForumID          string                             `db:"forum_id"`
	Number           int64                              `db:"number"`
	DecisionID       string                             `db:"decision_id"`
	ProposalID       string                             `db:"proposal_id"`
	Text             database.JSON[events.Text]         `db:"text"`
	LeadBodyID       string                             `db:"lead_body_id"`
	CoExecutors      database.JSON[[]events.CoExecutor] `db:"co_executors"`
	FormOfCompletion database.JSON[events.Text]         `db:"form_of_completion"`
	Deadline         database.JSON[Deadline]            `db:"deadline"`
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

	heard []reportRow // the reports on it, where they matter, see hear
}

const columns = `m.id, m.forum_id, m.number, m.decision_id, m.proposal_id, m.text, COALESCE(m.lead_body_id::text, '') AS lead_body_id,
	m.co_executors, m.form_of_completion, m.deadline, COALESCE(m.due_date::text, '') AS due_date,
	COALESCE(m.first_due::text, '') AS first_due, COALESCE(m.act_by::text, '') AS act_by, m.cost_kzt, m.cost_by_year,
	m.funding_source, m.state, m.accepted_by, m.suggestion_ids, m.version, m.created_at, m.planned_at, m.off_control_at`

func (r row) measure() *Measure {
	m := &Measure{
		ID: r.ID, ForumID: r.ForumID, Number: r.Number, DecisionID: r.DecisionID, ProposalID: r.ProposalID, Text: r.Text.V,
		LeadBodyID: r.LeadBodyID, CoExecutors: r.CoExecutors.V, FormOfCompletion: r.FormOfCompletion.V, Deadline: r.Deadline.V,
		DueDate: events.Day(r.DueDate), FirstDue: events.Day(r.FirstDue), ActBy: events.Day(r.ActBy), CostKZT: r.CostKZT,
		CostByYear: r.CostByYear.V, FundingSource: r.FundingSource, State: r.State, AcceptedBy: r.AcceptedBy,
		SuggestionIDs: r.SuggestionIDs, Version: r.Version,
	}
	for _, one := range r.heard {
		m.Reports = append(m.Reports, one.report())
	}
	return m
}

// lock loads a measure with its reports for change.
func lock(ctx context.Context, tx *sqlx.Tx, forum, id string) (*Measure, error) {
	var r row
	err := tx.GetContext(ctx, &r, `SELECT `+columns+` FROM measures m WHERE m.forum_id = $1 AND m.id = $2 FOR NO KEY UPDATE`, forum, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, problem.NotFound("measure_not_found").With("measure_id", id)
	}
	if err != nil {
		return nil, fmt.Errorf("loading measure: %w", err)
	}
	rows := []row{r}
	if err := hear(ctx, tx, rows); err != nil {
		return nil, err
	}
	return rows[0].measure(), nil
}

func save(ctx context.Context, tx *sqlx.Tx, m *Measure) error {
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

// Draft prepares a measure that follows from an adopted decision. claimed is
// the due date as the caller has worked it out, "" if it leaves that to us.
func (s *Store) Draft(ctx context.Context, m *Measure, claimed events.Day, r once.Request) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if done, err := r.Done(ctx, tx, "measures"); err != nil || done {
			return err
		}
		d, err := decision.Standing(ctx, tx, m.ForumID, m.DecisionID)
		if err != nil {
			return err
		}
		m.ID, m.ProposalID, m.SuggestionIDs, m.State, m.Version = r.ID, d.ProposalID, d.SuggestionIDs, Draft, 1
		if m.Text.Empty() {
			m.Text = d.Text
		}
		if err := s.check(ctx, tx, m, claimed); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO measures (id, forum_id, decision_id, proposal_id, text, lead_body_id, co_executors, form_of_completion, deadline,
				due_date, first_due, cost_kzt, cost_by_year, funding_source, state, suggestion_ids, request)
			VALUES ($1, $2, $3, $4, $5, NULLIF($6, '')::uuid, $7, $8, $9, NULLIF($10, '')::date, NULLIF($10, '')::date, $11, $12, $13, $14, $15, $16)`,
			m.ID, m.ForumID, m.DecisionID, m.ProposalID, database.AsJSON(m.Text), m.LeadBodyID, database.AsJSON(m.CoExecutors),
			database.AsJSON(m.FormOfCompletion), database.AsJSON(m.Deadline), m.DueDate, m.CostKZT, database.AsJSON(m.CostByYear),
			m.FundingSource, m.State, pq.Array(m.SuggestionIDs), r.Fingerprint)
		if err != nil {
			return fmt.Errorf("storing measure: %w", err)
		}
		return bus.Emit(ctx, tx, events.MeasureDrafted{Measure: m.Public()})
	})
}

// Change changes a draft. base is the version that the writer has seen, 0 if
// that does not matter.
func (s *Store) Change(ctx context.Context, forum, id string, base int, claimed events.Day, change func(*Measure)) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		m, err := lock(ctx, tx, forum, id)
		if err != nil {
			return err
		}
		if err := m.mustBeDraft(); err != nil {
			return err
		}
		if err := m.unseen(base); err != nil {
			return err
		}
		change(m)
		m.Version++
		if err := s.check(ctx, tx, m, claimed); err != nil {
			return err
		}
		if err := save(ctx, tx, m); err != nil {
			return err
		}
		return bus.Emit(ctx, tx, events.MeasureDrafted{Measure: m.Public()})
	})
}

// unseen refuses a change by somebody who has not seen what it would replace.
func (m *Measure) unseen(base int) error {
	if base != 0 && base != m.Version {
		return problem.Conflict("newer_version").With("version", m.Version)
	}
	return nil
}

// Remove takes a draft away. base is as in Change.
func (s *Store) Remove(ctx context.Context, forum, id string, base int) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		m, err := lock(ctx, tx, forum, id)
		if err != nil {
			return err
		}
		if err := m.unseen(base); err != nil {
			return err
		}
		if err := m.Remove(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM measures WHERE id = $1`, id); err != nil {
			return fmt.Errorf("removing a draft: %w", err)
		}
		return bus.Emit(ctx, tx, events.MeasureRemoved{Measure: m.Public()})
	})
}

// check works out the due date and refuses bodies that nobody knows, twice the
// same body, and costs of no year.
func (s *Store) check(ctx context.Context, tx *sqlx.Tx, m *Measure, claimed events.Day) error {
	today, err := s.today(ctx, tx, m.ForumID)
	if err != nil {
		return err
	}
	if err := m.Set(m.Deadline, claimed, today); err != nil {
		return err
	}
	for year := range m.CostByYear {
		if _, ok := parseYear(year); !ok {
			return problem.InvalidField("/cost_by_year/"+year, "not_a_year")
		}
	}
	pointers, ids := []string{"/lead_body_id"}, []string{m.LeadBodyID}
	for i, c := range m.CoExecutors {
		pointer := fmt.Sprintf("/co_executors/%d/organisation_id", i)
		if slices.Contains(ids, c.OrganisationID) {
			return problem.InvalidField(pointer, "repeated_item")
		}
		pointers, ids = append(pointers, pointer), append(ids, c.OrganisationID)
	}
	if ids[0] == "" {
		pointers, ids = pointers[1:], ids[1:]
	}
	known, err := programme.Organisations(ctx, tx, ids...)
	if err != nil {
		return err
	}
	for i, id := range ids {
		if _, ok := known[id]; !ok {
			return problem.InvalidField(pointers[i], "organisation_not_known")
		}
	}
	return nil
}

func (s *Store) today(ctx context.Context, q sqlx.QueryerContext, forum string) (events.Day, error) {
	f, err := programme.FindForum(ctx, q, forum)
	if err != nil {
		return "", err
	}
	return f.Today(s.now()), nil
}
