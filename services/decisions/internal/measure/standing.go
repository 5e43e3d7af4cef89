package measure

import (
	"iter"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/report"
	"github.com/shanyraq/shanyraq/services/decisions/internal/term"
)

// A measure falls due once, or, if its term comes back, once in each quarter,
// month or year of the term. Each of these occurrences has reports of its own, and
// is closed by a report on it that is accepted. One that nobody reported on stays
// open, and late, while the next ones begin.

// Overdue reports that the executor still has to act on an occurrence whose last
// day is over. A report that waits for the secretariat is not late.
func (m *Measure) Overdue(today events.Day) bool { return m.ActBy != "" && m.ActBy < today }

// Report takes a report on the occurrence that it names, or else on the one that
// is due. That work runs is information; a result waits for the secretariat's
// word, and nothing more is reported on its occurrence meanwhile.
func (m *Measure) Report(r *report.Report, today events.Day) error {
	switch m.State {
	case Draft:
		return problem.Conflict("measure_not_planned")
	case Done, OffControl:
		return problem.Conflict("measure_closed", "number", m.Number)
	case Planned, InProgress, ReportSubmitted, Returned:
	}
	about, err := m.about(r.Occurrence, today)
	if err != nil {
		return err
	}
	r.Occurrence, r.State = about, "submitted"
	m.Reports = append(m.Reports, r)
	m.Version++
	return m.stand()
}

// Accept accepts a report, by another person than the one who brought it. With
// the result of its last occurrence, and the others' results, a measure is done;
// with any other the work goes on.
func (m *Measure) Accept(r *report.Report, by string) error {
	t, err := m.Deadline.Term()
	if err != nil {
		return err
	}
	if err := r.Accept(by); err != nil {
		return err
	}
	if r.IsResult() && m.closed(t, r.Occurrence) {
		m.AcceptedBy = by
	}
	return m.settled()
}

// Return sends a report back with a reason.
func (m *Measure) Return(r *report.Report, reason events.Text) error {
	if err := r.Return(reason); err != nil {
		return err
	}
	return m.settled()
}

// settled follows the settling of a report; news settled after the end changes
// nothing.
func (m *Measure) settled() error {
	m.Version++
	if m.State == Done || m.State == OffControl {
		return nil
	}
	return m.stand()
}

// TakeOffControl closes a measure that is done: a second act, by another person
// than the one who accepted the result. One that comes back without an end is
// never done: it ends so once a result is accepted and none waits.
func (m *Measure) TakeOffControl(by string) error {
	ends := m.endless() && m.AcceptedBy != "" && (m.State == InProgress || m.State == Returned)
	if m.State != Done && !ends {
		return problem.Conflict("measure_not_done", "number", m.Number)
	}
	if by == m.AcceptedBy {
		return problem.Forbidden("another_person_needed")
	}
	m.State, m.ActBy = OffControl, ""
	m.Version++
	return nil
}

// occurrences are those of the measure since it was planned.
func (m *Measure) occurrences(t term.Term) iter.Seq[events.Day] { return t.Occurrences(m.FirstDue) }

func (m *Measure) waits(due events.Day) bool { return report.Waiting(m.Reports, due) }

func (m *Measure) closed(t term.Term, due events.Day) bool { return report.Closed(m.Reports, t, due) }

// Reportable are the occurrences that have begun and have no result that is
// accepted or waits: what the executor may report on, the earliest first.
func (m *Measure) Reportable(today events.Day) []events.Day {
	t, err := m.Deadline.Term()
	if err != nil || m.State == Draft || m.State == Done || m.State == OffControl {
		return nil
	}
	var open []events.Day
	for due := range m.occurrences(t) {
		if t.Begins(due) > today {
			break
		}
		if !m.closed(t, due) && !m.waits(due) {
			open = append(open, due)
		}
	}
	return open
}

// about finds the occurrence that a report is about: the one that the reporter
// names, or the earliest that is not closed. It has to have begun.
func (m *Measure) about(named, today events.Day) (events.Day, error) {
	t, err := m.Deadline.Term()
	if err != nil {
		return "", err
	}
	due := m.DueDate
	if named != "" {
		due = ""
		for one := range m.occurrences(t) {
			if one >= named {
				due = one
				break
			}
		}
		if due != named {
			return "", problem.InvalidField("/due_date", "no_occurrence", "number", m.Number)
		}
	}
	switch begins := t.Begins(due); {
	case m.closed(t, due):
		return "", problem.Conflict("occurrence_closed", "number", m.Number)
	case m.waits(due):
		return "", problem.Conflict("report_waiting", "number", m.Number)
	case begins > today:
		return "", problem.Conflict("occurrence_not_begun", "number", m.Number, "day", begins)
	}
	return due, nil
}

// stand works out from the reports where the measure stands: its state, the
// occurrence that is due, the earliest that is not closed, and the one that the
// executor has to act on, the earliest that does not wait for the secretariat
// either.
func (m *Measure) stand() error {
	t, err := m.Deadline.Term()
	if err != nil {
		return err
	}
	m.State, m.ActBy = Done, ""
	for due := range m.occurrences(t) {
		if m.closed(t, due) {
			if m.State == Done {
				m.DueDate = due
			}
			continue
		}
		if m.State == Done {
			m.DueDate, m.State = due, m.running()
		}
		if !m.waits(due) {
			m.ActBy = due
			break
		}
	}
	return nil
}

// running is the state of a measure that is not done.
func (m *Measure) running() State {
	last := map[events.Day]events.ReportState{}
	for _, r := range m.Reports {
		if r.Waits() {
			return ReportSubmitted
		}
		last[r.Occurrence] = r.State
	}
	for _, state := range last {
		if state == events.ReportIsReturned {
			return Returned
		}
	}
	if len(last) == 0 {
		return Planned
	}
	return InProgress
}

// endless reports that the measure comes back until it is taken off control.
func (m *Measure) endless() bool {
	t, err := m.Deadline.Term()
	return err == nil && t.Kind == "recurring" && t.Until == ""
}
