package plan

import (
	"errors"
	"slices"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

func complete2027() *Measure {
	return &Measure{
		Text: events.Text{KK: "Пандус орнату"}, LeadBodyID: "body", FormOfCompletion: events.Text{RU: "акт"}, Version: 1,
		Deadline: Deadline{Kind: "quarter", Value: "2027-Q4"}, State: Draft,
	}
}

func TestWhatADraftLacks(t *testing.T) {
	for want, spoil := range map[string]func(*Measure){
		"text":               func(m *Measure) { m.Text = events.Text{} },
		"lead_body_id":       func(m *Measure) { m.LeadBodyID = "" },
		"form_of_completion": func(m *Measure) { m.FormOfCompletion = events.Text{} },
		"deadline":           func(m *Measure) { m.Deadline = Deadline{} },
	} {
		m := complete2027()
		spoil(m)
		if got := m.Lacks(); !slices.Equal(got, []string{want}) {
			t.Errorf("lacks %v, want %s", got, want)
		}
		if err := m.Plan(1, "2026-11-20"); !errors.Is(err, problem.Invalid("invalid_request")) || m.State != Draft {
			t.Errorf("without %s it entered the plan: %v", want, err)
		}
	}
	if m := complete2027(); m.Plan(7, "2026-11-20") != nil || m.Number != 7 || m.State != Planned || m.DueDate != "2027-12-31" {
		t.Errorf("a complete draft: %+v", m)
	}
}

func TestExecution(t *testing.T) {
	type step struct {
		verb, arg string
		refused   string
		state     State
	}
	for name, steps := range map[string][]step{
		"straight": {{"report", "done", "", ReportSubmitted}, {"accept", "anna", "", Done}, {"off", "baur", "", OffControl}},
		"returned once": {
			{"report", "in_progress", "", InProgress}, {"report", "done", "", ReportSubmitted}, {"return", "why", "", Returned},
			{"report", "done", "", ReportSubmitted}, {"accept", "anna", "", Done}},
		"in part":          {{"report", "partly", "", ReportSubmitted}, {"accept", "anna", "", InProgress}, {"report", "done", "", ReportSubmitted}},
		"not done":         {{"report", "not_done", "", ReportSubmitted}, {"accept", "anna", "", InProgress}},
		"two at once":      {{"report", "done", "", ReportSubmitted}, {"report", "done", "report_waiting", ReportSubmitted}},
		"settled twice":    {{"report", "done", "", ReportSubmitted}, {"accept", "anna", "", Done}, {"return", "why", "report_settled", Done}},
		"no reason":        {{"report", "done", "", ReportSubmitted}, {"return", "", "invalid_request", ReportSubmitted}},
		"after the end":    {{"report", "done", "", ReportSubmitted}, {"accept", "anna", "", Done}, {"report", "done", "measure_closed", Done}},
		"off too early":    {{"off", "anna", "measure_not_done", Planned}},
		"off by the same":  {{"report", "done", "", ReportSubmitted}, {"accept", "anna", "", Done}, {"off", "anna", "another_person_needed", Done}},
		"news is returned": {{"report", "in_progress", "", InProgress}, {"return", "why", "", Returned}},
	} {
		m, r := complete2027(), &Report{}
		if err := m.Plan(1, "2026-11-20"); err != nil {
			t.Fatal(err)
		}
		for _, s := range steps {
			var err error
			switch s.verb {
			case "report":
				next := &Report{Status: s.arg}
				if err = m.Report(next); err == nil {
					r = next
				}
			case "accept":
				err = m.Accept(r, s.arg)
			case "return":
				err = m.Return(r, events.Text{RU: s.arg})
			case "off":
				err = m.TakeOffControl(s.arg)
			}
			if (err == nil) != (s.refused == "") || s.refused != "" && !errors.Is(err, problem.Conflict(s.refused)) || m.State != s.state {
				t.Errorf("%s: %s %s: %v, state %s; want %q, %s", name, s.verb, s.arg, err, m.State, s.refused, s.state)
			}
		}
	}
}

// News that work runs, settled late, leaves the result alone.
func TestNewsDoesNotSettleTheResult(t *testing.T) {
	m := complete2027()
	m.State = Planned
	news, result := &Report{Status: "in_progress"}, &Report{Status: "done"}
	for _, err := range []error{m.Report(news), m.Report(result), m.Return(news, events.Text{RU: "мало"})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if m.State != ReportSubmitted {
		t.Errorf("the result waits no more: %s", m.State)
	}
}

func TestOverdueIsDerived(t *testing.T) {
	for state, late := range map[State]bool{Planned: true, InProgress: true, Returned: true, ReportSubmitted: false, Done: false, OffControl: false, Draft: false} {
		m := &Measure{State: state, DueDate: "2026-11-20"}
		if m.Overdue("2026-11-20") || m.Overdue("2026-11-21") != late {
			t.Errorf("%s: the last day belongs to the term; the day after it is late: %t", state, late)
		}
	}
	if (&Measure{State: InProgress}).Overdue("2030-01-01") {
		t.Error("ongoing work has no last day")
	}
}

func TestARecurringTermMovesOn(t *testing.T) {
	m := complete2027()
	m.Deadline = Deadline{Kind: "recurring", Value: "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=10"}
	if err := m.Plan(1, "2026-11-20"); err != nil || m.DueDate != "2027-01-10" {
		t.Fatalf("planned: %s, %v", m.DueDate, err)
	}
	for _, due := range []events.Day{"2027-04-10", "2027-07-10"} {
		r := &Report{Status: "partly"}
		if err := m.Report(r); err != nil {
			t.Fatal(err)
		}
		if err := m.Accept(r, "anna"); err != nil || m.DueDate != due || m.State != InProgress {
			t.Errorf("after a report: due %s, %s, %v; want %s", m.DueDate, m.State, err, due)
		}
	}
}

func TestAWrongDueDateIsRefused(t *testing.T) {
	m := complete2027()
	if err := m.Set(m.Deadline, "2027-12-30", "2026-11-20"); !errors.Is(err, problem.Invalid("invalid_request")) {
		t.Errorf("got %v", err)
	}
	if err := m.Set(m.Deadline, "2027-12-31", "2026-11-20"); err != nil {
		t.Error(err)
	}
}
