package execution

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/services/decisions/internal/measure"
	"github.com/shanyraq/shanyraq/services/decisions/internal/once"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/report"
)

// Store keeps what is done about measures, and tells of it.
type Store struct {
	bus      *bus.Bus
	measures *measure.Store
}

// NewStore makes a store.
func NewStore(b *bus.Bus, measures *measure.Store) *Store { return &Store{b, measures} }

// Report takes a report on a measure.
func (s *Store) Report(ctx context.Context, forum string, r *report.Report, request once.Request) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if done, err := request.Done(ctx, tx, "reports"); err != nil || done {
			return err
		}
		m, err := measure.Lock(ctx, tx, forum, r.MeasureID)
		if err != nil {
			return err
		}
		today, err := programme.Today(ctx, tx, forum)
		if err != nil {
			return err
		}
		if err := m.Report(r, today); err != nil {
			return err
		}
		if err := report.Insert(ctx, tx, forum, r, request); err != nil {
			return err
		}
		if err := measure.Save(ctx, tx, m); err != nil {
			return err
		}
		return bus.Emit(ctx, tx, events.MeasureReported{Measure: m.Public(), Report: r.Public(m.Deadline)})
	})
}

// Accept accepts a report that waits, and names the measure that it is about.
// Accepted again, it stays accepted.
func (s *Store) Accept(ctx context.Context, forum, id, by string) (about string, err error) {
	return s.settle(ctx, forum, id, by, events.ReportIsAccepted, func(m *measure.Measure, r *report.Report) (bus.Event, error) {
		err := m.Accept(r, by)
		return events.ReportAccepted{Measure: m.Public(), Report: r.Public(m.Deadline)}, err
	})
}

// Return sends a report that waits back with a reason, and names the measure that
// it is about.
func (s *Store) Return(ctx context.Context, forum, id string, reason events.Text, by string) (about string, err error) {
	return s.settle(ctx, forum, id, by, events.ReportIsReturned, func(m *measure.Measure, r *report.Report) (bus.Event, error) {
		err := m.Return(r, reason)
		return events.ReportReturned{Measure: m.Public(), Report: r.Public(m.Deadline)}, err
	})
}

func (s *Store) settle(ctx context.Context, forum, id, by string, to events.ReportState, verb func(*measure.Measure, *report.Report) (bus.Event, error)) (about string, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if about, err = report.Measure(ctx, tx, forum, id); err != nil {
			return err
		}
		m, err := measure.Lock(ctx, tx, forum, about)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(m.Reports, func(one *report.Report) bool { return one.ID == id })
		if at < 0 {
			return fmt.Errorf("settling report: %s is not among those of its measure", id)
		}
		r := m.Reports[at]
		if r.State == to { // asked again
			return nil
		}
		told, err := verb(m, r)
		if err != nil {
			return err
		}
		if err := report.Settle(ctx, tx, r, by); err != nil {
			return err
		}
		if err := measure.Save(ctx, tx, m); err != nil {
			return err
		}
		return bus.Emit(ctx, tx, told)
	})
	return about, err
}

// TakeOffControl closes a measure. Closed again, it stays closed.
func (s *Store) TakeOffControl(ctx context.Context, forum, id, by string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		m, err := measure.Lock(ctx, tx, forum, id)
		if err != nil || m.State == measure.OffControl {
			return err
		}
		if err := m.TakeOffControl(by); err != nil {
			return err
		}
		if err := measure.Save(ctx, tx, m); err != nil {
			return err
		}
		return bus.Emit(ctx, tx, events.MeasureOffControl{Measure: m.Public()})
	})
}
