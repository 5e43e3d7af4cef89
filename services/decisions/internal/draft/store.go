package draft

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/decision"
	"github.com/shanyraq/shanyraq/services/decisions/internal/measure"
	"github.com/shanyraq/shanyraq/services/decisions/internal/once"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/term"
)

// Store keeps measures that are not in the plan yet.
type Store struct {
	bus      *bus.Bus
	measures *measure.Store
}

// NewStore makes a store.
func NewStore(b *bus.Bus, measures *measure.Store) *Store { return &Store{b, measures} }

// Draft prepares a measure that follows from an adopted decision. claimed is
// the due date as the caller has worked it out, "" if it leaves that to us.
func (s *Store) Draft(ctx context.Context, m *measure.Measure, claimed events.Day, r once.Request) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if done, err := r.Done(ctx, tx, "measures"); err != nil || done {
			return err
		}
		d, err := decision.Standing(ctx, tx, m.ForumID, m.DecisionID)
		if err != nil {
			return err
		}
		m.ID, m.ProposalID, m.SuggestionIDs, m.State, m.Version = r.ID, d.ProposalID, d.SuggestionIDs, measure.Draft, 1
		if m.Text.Empty() {
			m.Text = d.Text
		}
		if err := check(ctx, tx, m, claimed); err != nil {
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
func (s *Store) Change(ctx context.Context, forum, id string, base int, claimed events.Day, change func(*measure.Measure)) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		m, err := measure.Lock(ctx, tx, forum, id)
		if err != nil {
			return err
		}
		if err := m.MustBeDraft(); err != nil {
			return err
		}
		if err := m.Unseen(base); err != nil {
			return err
		}
		change(m)
		m.Version++
		if err := check(ctx, tx, m, claimed); err != nil {
			return err
		}
		if err := measure.Save(ctx, tx, m); err != nil {
			return err
		}
		return bus.Emit(ctx, tx, events.MeasureDrafted{Measure: m.Public()})
	})
}

// Remove takes a draft away. base is as in Change.
func (s *Store) Remove(ctx context.Context, forum, id string, base int) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		m, err := measure.Lock(ctx, tx, forum, id)
		if err != nil {
			return err
		}
		if err := m.Unseen(base); err != nil {
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
func check(ctx context.Context, tx *sqlx.Tx, m *measure.Measure, claimed events.Day) error {
	today, err := programme.Today(ctx, tx, m.ForumID)
	if err != nil {
		return err
	}
	if err := m.Set(m.Deadline, claimed, today); err != nil {
		return err
	}
	for year := range m.CostByYear {
		if !term.IsYear(year) {
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
