package measure

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/report"
	"github.com/shanyraq/shanyraq/services/decisions/internal/term"
)

const (
	endOfQuarter = "FREQ=MONTHLY;BYMONTH=3,6,9,12"
	twoYears     = "FREQ=YEARLY;UNTIL=20281231"
)

func recurring(t *testing.T, rule string, planned events.Day) *Measure {
	t.Helper()
	m := complete2027()
	m.Deadline = term.Deadline{Kind: "recurring", Value: rule}
	if err := m.Plan(1, planned); err != nil {
		t.Fatal(err)
	}
	return m
}

// Each step is what happens on a day, and how the measure stands after it: its
// state, the occurrence that is due, the one that is acted on, and what may be
// reported on.
func TestEachOccurrenceHasItsReports(t *testing.T) {
	type step struct {
		day            events.Day
		verb           string // "status", "status about a day", "accept n", "return n": the n-th report
		refused        string
		stands         string // state, due, to act on
		mayReportAbout string
	}
	const q1, q2, q3, q4 = "2027-03-31", "2027-06-30", "2027-09-30", "2027-12-31"
	for name, c := range map[string]struct {
		rule  string
		steps []step
	}{
		"one after the other": {endOfQuarter, []step{
			{"2027-03-20", "done", "", "report_submitted " + q1 + " " + q2, ""},
			{"2027-03-21", "accept 0", "", "in_progress " + q2 + " " + q2, ""},
			{"2027-04-01", "partly", "", "report_submitted " + q2 + " " + q3, ""},
			{"2027-04-02", "accept 1", "", "in_progress " + q3 + " " + q3, ""},
		}},
		"two reports for one quarter": {endOfQuarter, []step{
			{"2027-03-20", "partly", "", "report_submitted " + q1 + " " + q2, ""},
			{"2027-03-20", "done", "report_waiting", "report_submitted " + q1 + " " + q2, ""},
			{"2027-03-21", "accept 0", "", "in_progress " + q2 + " " + q2, ""},
			{"2027-03-22", "done", "occurrence_not_begun", "in_progress " + q2 + " " + q2, ""},
			{"2027-04-22", "done about " + q1, "occurrence_closed", "in_progress " + q2 + " " + q2, q2},
		}},
		"news closes nothing": {endOfQuarter, []step{
			{"2027-03-20", "in_progress", "", "in_progress " + q1 + " " + q1, q1},
			{"2027-03-21", "accept 0", "", "in_progress " + q1 + " " + q1, q1},
		}},
		"missed, then late": {endOfQuarter, []step{
			{"2027-07-05", "done about " + q2, "", "report_submitted " + q1 + " " + q1, q1 + " " + q3},
			{"2027-07-06", "accept 0", "", "in_progress " + q1 + " " + q1, q1 + " " + q3},
			{"2027-07-07", "done", "", "report_submitted " + q1 + " " + q3, q3}, // about the earliest
			{"2027-07-08", "accept 1", "", "in_progress " + q3 + " " + q3, q3},
		}},
		"returned after the next began": {endOfQuarter, []step{
			{"2027-03-30", "done", "", "report_submitted " + q1 + " " + q2, ""},
			{"2027-04-02", "done about " + q2, "", "report_submitted " + q1 + " " + q3, ""},
			{"2027-04-03", "return 0", "", "report_submitted " + q1 + " " + q1, q1},
			{"2027-04-04", "accept 1", "", "returned " + q1 + " " + q1, q1},
			{"2027-04-05", "done", "", "report_submitted " + q1 + " " + q3, ""},
			{"2027-04-06", "accept 2", "", "in_progress " + q3 + " " + q3, ""},
		}},
		"no such day, not begun": {endOfQuarter, []step{
			{"2027-03-20", "done about 2027-03-30", "invalid_request", "planned " + q1 + " " + q1, q1},
			{"2027-03-20", "done about 2026-12-31", "invalid_request", "planned " + q1 + " " + q1, q1},
			{"2027-03-20", "done about " + q4, "occurrence_not_begun", "planned " + q1 + " " + q1, q1},
		}},
		"a term that ends": {twoYears, []step{
			{"2027-12-20", "done", "", "report_submitted 2027-12-31 2028-12-31", ""},
			{"2027-12-21", "accept 0", "", "in_progress 2028-12-31 2028-12-31", ""},
			{"2028-12-20", "not_done", "", "report_submitted 2028-12-31 ", ""},
			{"2028-12-21", "accept 1", "", "in_progress 2028-12-31 2028-12-31", "2028-12-31"}, // the last one: the work goes on
			{"2029-01-10", "done about 2029-12-31", "invalid_request", "in_progress 2028-12-31 2028-12-31", "2028-12-31"},
			{"2029-01-10", "done", "", "report_submitted 2028-12-31 ", ""},
			{"2029-01-11", "accept 2", "", "done 2028-12-31 ", ""},
			{"2029-01-11", "done", "measure_closed", "done 2028-12-31 ", ""},
		}},
		"the last one before the first": {twoYears, []step{
			{"2028-12-20", "done about 2028-12-31", "", "report_submitted 2027-12-31 2027-12-31", "2027-12-31"},
			{"2028-12-21", "accept 0", "", "in_progress 2027-12-31 2027-12-31", "2027-12-31"},
			{"2028-12-22", "not_done", "", "report_submitted 2027-12-31 ", ""},
			{"2028-12-23", "accept 1", "", "done 2028-12-31 ", ""},
		}},
	} {
		m := recurring(t, c.rule, "2027-02-01")
		var reports []*report.Report
		for _, s := range c.steps {
			verb, arg, _ := strings.Cut(s.verb, " ")
			var n int
			_, _ = fmt.Sscan(arg, &n)
			var err error
			switch verb {
			case "accept":
				err = m.Accept(reports[n], "anna")
			case "return":
				err = m.Return(reports[n], events.Text{RU: "нет акта"})
			default:
				r := &report.Report{Status: events.ReportStatus(verb), Occurrence: events.Day(strings.TrimPrefix(arg, "about ")), ReportedBy: "erlan"}
				if err = m.Report(r, s.day); err == nil {
					reports = append(reports, r)
				}
			}
			if (err == nil) != (s.refused == "") || s.refused != "" && !errors.Is(err, problem.Conflict(s.refused)) {
				t.Errorf("%s: on %s, %s: %v, want %q", name, s.day, s.verb, err, s.refused)
			}
			if got := fmt.Sprintf("%s %s %s", m.State, m.DueDate, m.ActBy); got != s.stands {
				t.Errorf("%s: after %s on %s: %s, want %s", name, s.verb, s.day, got, s.stands)
			}
			var may []string
			for _, due := range m.Reportable(s.day) {
				may = append(may, string(due))
			}
			if got := strings.Join(may, " "); got != s.mayReportAbout {
				t.Errorf("%s: after %s on %s may report on %q, want %q", name, s.verb, s.day, got, s.mayReportAbout)
			}
			offered := actor{id: "erlan", controls: true}.offered(*m, s.day)
			if slices.Contains(offered, "report") != (len(may) > 0) {
				t.Errorf("%s: after %s on %s offered %v", name, s.verb, s.day, offered)
			}
		}
	}
}

func TestOverdueIsDerived(t *testing.T) {
	once := complete2027() // by 31 December 2027
	if err := once.Plan(1, "2026-11-20"); err != nil {
		t.Fatal(err)
	}
	r := &report.Report{Status: "done"}
	for _, c := range []struct {
		name string
		act  func() error
		late bool
	}{
		{"planned", func() error { return nil }, true},
		{"reported", func() error { return once.Report(r, "2028-01-10") }, false},
		{"returned", func() error { return once.Return(r, events.Text{RU: "нет акта"}) }, true},
		{"at work", func() error { return once.Report(&report.Report{Status: "in_progress"}, "2028-01-10") }, true},
		{"reported again", func() error { r = &report.Report{Status: "done"}; return once.Report(r, "2028-01-10") }, false},
		{"done", func() error { return once.Accept(r, "anna") }, false},
		{"off control", func() error { return once.TakeOffControl("erlan") }, false},
	} {
		if err := c.act(); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if once.Overdue("2027-12-31") || once.Overdue("2028-01-01") != c.late {
			t.Errorf("%s: the last day belongs to the term; the day after it is late: %t", c.name, c.late)
		}
	}
	ongoing := complete2027()
	ongoing.Deadline = term.Deadline{Kind: "ongoing"}
	if err := ongoing.Plan(1, "2026-11-20"); err != nil || ongoing.Overdue("2030-01-01") {
		t.Errorf("ongoing work has no last day: %v", err)
	}
}

// A measure that comes back without an end is taken off control instead of being
// done, by another person than the one who accepted its last result.
func TestAnEndlessMeasureIsTakenOffControl(t *testing.T) {
	m := recurring(t, endOfQuarter, "2027-02-01")
	if err := m.TakeOffControl("anna"); !errors.Is(err, problem.Conflict("measure_not_done")) {
		t.Errorf("before any result: %v", err)
	}
	first, second := &report.Report{Status: "done"}, &report.Report{Status: "done"}
	for _, err := range []error{m.Report(first, "2027-03-01"), m.Accept(first, "anna"), m.Report(second, "2027-04-01")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := m.TakeOffControl("baur"); !errors.Is(err, problem.Conflict("measure_not_done")) {
		t.Errorf("while a result waits: %v", err)
	}
	if err := m.Accept(second, "baur"); err != nil {
		t.Fatal(err)
	}
	if err := m.TakeOffControl("baur"); !errors.Is(err, problem.Forbidden("another_person_needed")) {
		t.Errorf("by the same person: %v", err)
	}
	if err := m.TakeOffControl("anna"); err != nil || m.State != OffControl || m.Overdue("2030-01-01") {
		t.Errorf("by another: %v, %s", err, m.State)
	}
}
