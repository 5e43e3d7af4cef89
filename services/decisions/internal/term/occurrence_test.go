package term

import (
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/events"
)

const (
	afterQuarter = "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=10"
	endOfQuarter = "FREQ=MONTHLY;BYMONTH=3,6,9,12"
	twoYears     = "FREQ=YEARLY;UNTIL=20281231"
)

// The occurrences of each kind of rule, when the second begins, and their names.
func TestOccurrences(t *testing.T) {
	for _, c := range []struct {
		rule, planned string
		days          string
		begins        events.Day // the second
		kk, ru, en    string     // the second
	}{
		{endOfQuarter, "2027-01-20", "2027-03-31 2027-06-30 2027-09-30 2027-12-31 2028-03-31", "2027-04-01",
			"2027 жылғы II\u00a0тоқсан үшін", "за II\u00a0квартал 2027 года", "for the second quarter of 2027"},
		{afterQuarter, "2026-11-20", "2027-01-10 2027-04-10 2027-07-10 2027-10-10 2028-01-10", "2027-01-11",
			"2027 жылғы I\u00a0тоқсан үшін", "за I\u00a0квартал 2027 года", "for the first quarter of 2027"},
		{afterQuarter, "2027-10-10", "2027-10-10 2028-01-10 2028-04-10 2028-07-10 2028-10-10", "2027-10-11",
			"2027 жылғы IV\u00a0тоқсан үшін", "за IV\u00a0квартал 2027 года", "for the fourth quarter of 2027"},
		{"FREQ=YEARLY;BYMONTH=7,1", "2027-02-01", "2027-07-31 2028-01-31 2028-07-31 2029-01-31 2029-07-31", "2027-08-01",
			"2028 жылғы 31 қаңтарға қарай", "к 31 января 2028 года", "by 31 January 2028"},
		{"FREQ=YEARLY;BYMONTH=6,12", "2027-02-01", "2027-06-30 2027-12-31 2028-06-30 2028-12-31 2029-06-30", "2027-07-01",
			"2027 жылғы II\u00a0жартыжылдық үшін", "за II\u00a0полугодие 2027 года", "for the second half of 2027"},
		{"FREQ=YEARLY", "2027-02-01", "2027-12-31 2028-12-31 2029-12-31 2030-12-31 2031-12-31", "2028-01-01",
			"2028 жыл үшін", "за 2028 год", "for 2028"},
		{"FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=15", "2027-02-01", "2028-01-15 2029-01-15 2030-01-15 2031-01-15 2032-01-15", "2028-01-16",
			"2029 жылғы 15 қаңтарға қарай", "к 15 января 2029 года", "by 15 January 2029"},
		{"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2027-01-01", "2027-02-28 2028-02-29 2029-02-28 2030-02-28 2031-02-28", "2027-03-01",
			"2028 жылғы 29 ақпанға қарай", "к 29 февраля 2028 года", "by 29 February 2028"},
		{"FREQ=MONTHLY", "2028-01-31", "2028-01-31 2028-02-29 2028-03-31 2028-04-30 2028-05-31", "2028-02-01",
			"2028 жылғы ақпан үшін", "за февраль 2028 года", "for February 2028"},
		{"FREQ=MONTHLY;BYMONTHDAY=30", "2027-01-31", "2027-02-28 2027-03-30 2027-04-30 2027-05-30 2027-06-30", "2027-03-01",
			"2027 жылғы 30 наурызға қарай", "к 30 марта 2027 года", "by 30 March 2027"},
		{twoYears, "2027-02-01", "2027-12-31 2028-12-31", "2028-01-01", "2028 жыл үшін", "за 2028 год", "for 2028"},
	} {
		term, err := Parse("recurring", c.rule)
		if err != nil {
			t.Fatal(err)
		}
		var days []string
		for due := range term.Occurrences(term.DueDate(events.Day(c.planned))) {
			if days = append(days, string(due)); len(days) == 5 {
				break
			}
		}
		if got := strings.Join(days, " "); got != c.days {
			t.Errorf("%s:\n got %s\nwant %s", c.rule, got, c.days)
			continue
		}
		second := events.Day(days[1])
		if got := term.Begins(second); got != c.begins {
			t.Errorf("%s: %s begins on %s, want %s", c.rule, second, got, c.begins)
		}
		if got, want := term.Occurrence(second), (events.Text{KK: c.kk, RU: c.ru}.With("en", c.en)); got != want {
			t.Errorf("%s:\n got %+v\nwant %+v", c.rule, got, want)
		}
	}
	if got := (Term{Kind: "quarter", From: 2027, Part: 2}).Occurrence("2027-06-30"); !got.Empty() {
		t.Errorf("what falls due once has no name of an occurrence: %+v", got)
	}
}
