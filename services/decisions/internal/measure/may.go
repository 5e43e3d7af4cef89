package measure

import (
	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/services/decisions/internal/report"
)

// actor is somebody who looks at measures, and what the role lets them try.
// Nobody in particular may do nothing.
type actor struct {
	id              string
	plans, controls bool
}

func actorOf(c token.Caller, forum string) actor {
	return actor{id: c.Subject, plans: c.Can(forum, Planners...), controls: c.Can(forum, Controllers...)}
}

// offered are the acts that would not be refused: each verb is tried on a copy,
// so that what is offered and what is refused cannot differ.
func (a actor) offered(m Measure, today events.Day) []string {
	may := []string{}
	try := func(role bool, act string, verb func(m *Measure) error) {
		if copied := m.copied(); role && verb(copied) == nil {
			may = append(may, act)
		}
	}
	try(a.plans, "change", (*Measure).MustBeDraft)
	try(a.plans, "remove", (*Measure).Remove)
	if open := m.Reportable(today); len(open) > 0 {
		try(a.controls, "report", func(m *Measure) error { return m.Report(&report.Report{Status: "done", Occurrence: open[0]}, today) })
	}
	try(a.controls, "take_off_control", func(m *Measure) error { return m.TakeOffControl(a.id) })
	return may
}

// settles are the same for a report on the measure.
func (a actor) settles(m Measure, id string) []string {
	may := []string{}
	try := func(act string, verb func(m *Measure, r *report.Report) error) {
		copied := m.copied()
		for _, r := range copied.Reports {
			if a.controls && r.ID == id && verb(copied, r) == nil {
				may = append(may, act)
			}
		}
	}
	try("accept", func(m *Measure, r *report.Report) error { return m.Accept(r, a.id) })
	try("return", func(m *Measure, r *report.Report) error { return m.Return(r, events.Text{KK: "себебі"}) })
	return may
}

// copied is a copy to try verbs on.
func (m Measure) copied() *Measure {
	reports := make([]*report.Report, len(m.Reports))
	for i, r := range m.Reports {
		one := *r
		reports[i] = &one
	}
	m.Reports = reports
	return &m
}
