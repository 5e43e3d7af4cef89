package measure

import (
	"errors"
	"slices"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/report"
	"github.com/shanyraq/shanyraq/services/decisions/internal/term"
)

func complete2027() *Measure {
	return &Measure{
		Text: events.Text{KK: "Пандус орнату"}, LeadBodyID: "body", FormOfCompletion: events.Text{RU: "акт"}, Version: 1,
		Deadline: term.Deadline{Kind: "quarter", Value: "2027-Q4"}, State: Draft,
	}
}

func TestWhatADraftLacks(t *testing.T) {
	for want, spoil := range map[string]func(*Measure){
		"text":               func(m *Measure) { m.Text = events.Text{} },
		"lead_body_id":       func(m *Measure) { m.LeadBodyID = "" },
		"form_of_completion": func(m *Measure) { m.FormOfCompletion = events.Text{} },
		"deadline":           func(m *Measure) { m.Deadline = term.Deadline{} },
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
		"one's own":        {{"report", "done", "", ReportSubmitted}, {"accept", "erlan", "report_own", ReportSubmitted}, {"return", "why", "", Returned}},
		"off by the same":  {{"report", "done", "", ReportSubmitted}, {"accept", "anna", "", Done}, {"off", "anna", "another_person_needed", Done}},
		"news is returned": {{"report", "in_progress", "", InProgress}, {"return", "why", "", Returned}},
	} {
		m, r := complete2027(), &report.Report{}
		if err := m.Plan(1, "2026-11-20"); err != nil {
			t.Fatal(err)
		}
		for _, s := range steps {
			var err error
			switch s.verb {
			case "report":
				next := &report.Report{Status: events.ReportStatus(s.arg), ReportedBy: "erlan"}
				if err = m.Report(next, "2027-01-01"); err == nil {
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

// What is offered is what is not refused, to whoever asks.
func TestWhatMayBeDone(t *testing.T) {
	writer, controller := actor{id: "anna", plans: true, controls: true}, actor{id: "erlan", controls: true}
	m, r := complete2027(), &report.Report{ID: "report", Status: "done", ReportedBy: "erlan"}
	steps := []struct {
		name               string
		verb               func() error
		writer, controller []string // on the measure
		settlesW, settlesC []string // on the report
	}{
		{"a draft", func() error { return nil }, []string{"change", "remove"}, nil, nil, nil},
		{"planned", func() error { return m.Plan(1, "2026-11-20") }, []string{"report"}, []string{"report"}, nil, nil},
		{"reported", func() error { return m.Report(r, "2027-01-01") }, nil, nil, []string{"accept", "return"}, []string{"return"}},
		{"accepted", func() error { return m.Accept(r, "anna") }, nil, []string{"take_off_control"}, nil, nil},
		{"off control", func() error { return m.TakeOffControl("erlan") }, nil, nil, nil, nil},
	}
	for _, s := range steps {
		if err := s.verb(); err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		state, version := m.State, m.Version
		for who, c := range map[*actor][2][]string{&writer: {s.writer, s.settlesW}, &controller: {s.controller, s.settlesC}, {}: {}} {
			if got := who.offered(*m, "2027-01-01"); !slices.Equal(got, c[0]) {
				t.Errorf("%s, %q: may %v, want %v", s.name, who.id, got, c[0])
			}
			if got := who.settles(*m, r.ID); !slices.Equal(got, c[1]) {
				t.Errorf("%s, %q: settles %v, want %v", s.name, who.id, got, c[1])
			}
		}
		if m.State != state || m.Version != version {
			t.Errorf("%s: asking changed it", s.name)
		}
	}
}

func TestOnlyADraftIsRemoved(t *testing.T) {
	m := complete2027()
	if err := m.Remove(); err != nil || m.Version != 2 {
		t.Errorf("a draft: %v, version %d", err, m.Version)
	}
	m.State = Planned
	if err := m.Remove(); !errors.Is(err, problem.Conflict("measure_not_draft")) {
		t.Errorf("a planned one: %v", err)
	}
}

// News that work runs, settled late, leaves the result alone.
func TestNewsDoesNotSettleTheResult(t *testing.T) {
	m := complete2027()
	m.State = Planned
	news, result := &report.Report{Status: "in_progress"}, &report.Report{Status: "done"}
	for _, err := range []error{m.Report(news, "2027-01-01"), m.Report(result, "2027-01-01"), m.Return(news, events.Text{RU: "мало"})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if m.State != ReportSubmitted {
		t.Errorf("the result waits no more: %s", m.State)
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

// Whoever tells of the measure prints the deadline in the plan's words, so the
// event carries them.
func TestAnEventCarriesTheDeadlineInWords(t *testing.T) {
	for value, want := range map[string]string{
		"FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10": "ежеквартально, до 10 числа месяца, следующего за отчётным периодом",
		"FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=-1":      "два раза в год (январь, июль)",
		"FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=15":        "ежегодно, к 15 января",
	} {
		m := complete2027()
		m.Deadline = term.Deadline{Kind: "recurring", Value: value}
		if phrase := m.Public().Deadline.Phrase; phrase == nil || phrase.RU != want || *phrase != m.Deadline.Phrase() {
			t.Errorf("%s: %+v, want %s", value, phrase, want)
		}
	}
	m := complete2027()
	m.Deadline = term.Deadline{Kind: "date", Value: "2021-12-20", Words: events.Text{RU: "в месячный срок"}}
	if phrase := m.Public().Deadline.Phrase; phrase == nil || phrase.RU != "в месячный срок" || phrase.KK == "" {
		t.Errorf("in other words: %+v", phrase)
	}
	m.Deadline = term.Deadline{}
	if m.Public().Deadline.Phrase != nil {
		t.Error("a draft without a deadline has no words of it")
	}
}
