package plan

import (
	"iter"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// A measure falls due once, or, if its term comes back, once in each quarter,
// month or year of the term. Each of these occurrences is known by its last day
// (of an ongoing measure by none, ""), has reports of its own, and is closed by
// a report on it that is accepted. One that nobody reported on stays open, and
// late, while the next ones begin.

// comingBack is the first day of a recurring term that is not before from; the
// last day of one that has ended.
func (t Term) comingBack(from events.Day) events.Day {
	next, found := t.step(from, 1)
	if found && (t.Until == "" || next <= t.Until) {
		return next
	}
	last, _ := t.step(t.Until, -1)
	return last
}

// following is the occurrence after one; "" after the last.
func (t Term) following(due events.Day) events.Day {
	if t.Kind != "recurring" {
		return ""
	}
	next, found := t.step(shift(due, 1), 1)
	if !found || t.Until != "" && next > t.Until {
		return ""
	}
	return next
}

// begins is the first day of an occurrence: the day after the one before it.
// What falls due only once has begun always, "".
func (t Term) begins(due events.Day) events.Day {
	if t.Kind != "recurring" {
		return ""
	}
	before, _ := t.step(shift(due, -1), -1)
	return shift(before, 1)
}

// step seeks the rule's day that is nearest to from, or is from, in a direction
// of time. A rule has a day in every year.
func (t Term) step(from events.Day, direction int) (events.Day, bool) {
	start, err := from.Time()
	if err != nil {
		return "", false
	}
	for year := start.Year(); year >= start.Year()-1 && year <= start.Year()+1; year += direction {
		for i := range t.Months {
			if direction > 0 {
				if d := day(year, t.Months[i], t.Day); d >= from {
					return d, true
				}
			} else if d := day(year, t.Months[len(t.Months)-1-i], t.Day); d <= from {
				return d, true
			}
		}
	}
	return "", false
}

func shift(d events.Day, days int) events.Day {
	at, err := d.Time()
	if err != nil {
		return ""
	}
	return events.Day(at.AddDate(0, 0, days).Format("2006-01-02"))
}

// occurrences are those of the measure since it was planned, in order of time.
// A term without an end goes on and on.
func (m *Measure) occurrences(t Term) iter.Seq[events.Day] {
	return func(yield func(events.Day) bool) {
		for due := m.FirstDue; yield(due); {
			if due = t.following(due); due == "" {
				return
			}
		}
	}
}

// waits reports that a result of an occurrence waits for the secretariat.
func (m *Measure) waits(due events.Day) bool {
	for _, r := range m.Reports {
		if r.Occurrence == due && r.State == "submitted" && r.isResult() {
			return true
		}
	}
	return false
}

// closed reports that the result of an occurrence is accepted. Whether a quarter
// was done, done in part or not done, it is over; the last occurrence, and of
// most measures the only one, ends the measure, and only work that is done does.
func (m *Measure) closed(t Term, due events.Day) bool {
	last := t.following(due) == ""
	for _, r := range m.Reports {
		if r.Occurrence == due && r.State == "accepted" && r.isResult() && (r.Status == "done" || !last) {
			return true
		}
	}
	return false
}

// Reportable are the occurrences that have begun and have no result that is
// accepted or waits: what the executor may report on, the earliest first.
func (m *Measure) Reportable(today events.Day) []events.Day {
	t, err := ParseTerm(m.Deadline.Kind, m.Deadline.Value)
	if err != nil || m.State == Draft || m.State == Done || m.State == OffControl {
		return nil
	}
	var open []events.Day
	for due := range m.occurrences(t) {
		if t.begins(due) > today {
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
	t, err := ParseTerm(m.Deadline.Kind, m.Deadline.Value)
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
	switch begins := t.begins(due); {
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
	t, err := ParseTerm(m.Deadline.Kind, m.Deadline.Value)
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
	last := map[events.Day]string{}
	for _, r := range m.Reports {
		if r.State == "submitted" && r.isResult() {
			return ReportSubmitted
		}
		last[r.Occurrence] = r.State
	}
	for _, state := range last {
		if state == "returned" {
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
	t, err := ParseTerm(m.Deadline.Kind, m.Deadline.Value)
	return err == nil && t.Kind == "recurring" && t.Until == ""
}
