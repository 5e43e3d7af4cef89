package plan

import (
	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/token"
)

// actor is somebody who looks at measures, and what the role lets them try.
// Nobody in particular may do nothing.
type actor struct {
	id              string
	plans, controls bool
}

func actorOf(c token.Caller, forum string) actor {
	return actor{id: c.Subject, plans: c.Can(forum, planners...), controls: c.Can(forum, controllers...)}
}

// offered are the acts that would not be refused: each verb is tried on a copy,
// so that what is offered and what is refused cannot differ.
func (a actor) offered(m Measure) []string {
	may := []string{}
	try := func(role bool, act string, verb func(m *Measure) error) {
		if copied := m; role && verb(&copied) == nil {
			may = append(may, act)
		}
	}
	try(a.plans, "change", (*Measure).mustBeDraft)
	try(a.plans, "remove", (*Measure).Remove)
	try(a.controls, "report", func(m *Measure) error { return m.Report(&Report{Status: "done"}) })
	try(a.controls, "take_off_control", func(m *Measure) error { return m.TakeOffControl(a.id) })
	return may
}

// settles are the same for a report on the measure.
func (a actor) settles(m Measure, r Report) []string {
	may := []string{}
	try := func(act string, verb func(m *Measure, r *Report) error) {
		if measure, report := m, r; a.controls && verb(&measure, &report) == nil {
			may = append(may, act)
		}
	}
	try("accept", func(m *Measure, r *Report) error { return m.Accept(r, a.id) })
	try("return", func(m *Measure, r *Report) error { return m.Return(r, events.Text{KK: "себебі"}) })
	return may
}
