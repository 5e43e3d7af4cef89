// Package term is what a deadline says: until when, how often, and in which words
// plans print it. It is pure: no measure, no day of today.
package term

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// Term is a term of execution, taken apart. It is what kind and value of an
// events.Deadline mean:
//
//	date       2021-12-01   by that day, which is the last one
//	month      2022-12
//	quarter    2022-Q4
//	half       2022-H1
//	year       2022         in the course of the year
//	range      2021/2023
//	recurring  FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=15, FREQ=MONTHLY;BYMONTHDAY=10, …
//	ongoing    (empty)      always; there is no last day
//
// Of RFC 5545 a recurring term uses FREQ=YEARLY or MONTHLY, BYMONTH, one
// BYMONTHDAY, -1 being the last day of the month and what is meant when none
// is given, and UNTIL=20271231, the day after which it comes back no more.
// FREQ=YEARLY alone is the end of the year.
type Term struct {
	Kind     events.DeadlineKind
	From, To int        // years
	Part     int        // month, quarter or half of the year From
	Day      int        // of kind date, or of each month of a recurring term; -1 = the last
	Months   []int      // of a recurring term
	Until    events.Day // of a recurring term; "" = it has no end
}

// Parse reads a deadline's kind and value. What it cannot read is a problem
// at /deadline/kind or /deadline/value.
func Parse(kind events.DeadlineKind, value string) (Term, error) {
	t := Term{Kind: kind}
	var ok bool
	switch kind {
	case "date":
		var day time.Time
		day, ok = parse(time.DateOnly, value)
		t.From, t.Part, t.Day = day.Year(), int(day.Month()), day.Day()
	case "month":
		var month time.Time
		month, ok = parse("2006-01", value)
		t.From, t.Part = month.Year(), int(month.Month())
	case "quarter":
		t.From, t.Part, ok = parsePart(value, "-Q", 4)
	case "half":
		t.From, t.Part, ok = parsePart(value, "-H", 2)
	case "year":
		t.From, ok = parseYear(value)
	case "range":
		first, last, found := strings.Cut(value, "/")
		var a, b bool
		t.From, a = parseYear(first)
		t.To, b = parseYear(last)
		ok = found && a && b && t.From < t.To
	case "recurring":
		ok = t.parseRule(value)
	case "ongoing":
		ok = value == ""
	default:
		return Term{}, problem.InvalidField("/deadline/kind", "deadline_kind")
	}
	if !ok {
		return Term{}, problem.InvalidField("/deadline/value", "deadline_value_"+string(kind))
	}
	return t, nil
}

// DueDate is the last day of the term, inclusive; of a recurring one the next
// day that is not before from, or its very last one; "" if there is none.
func (t Term) DueDate(from events.Day) events.Day {
	switch t.Kind {
	case "date":
		return day(t.From, t.Part, t.Day)
	case "month":
		return day(t.From, t.Part, -1)
	case "quarter":
		return day(t.From, t.Part*3, -1)
	case "half":
		return day(t.From, t.Part*6, -1)
	case "year":
		return day(t.From, 12, -1)
	case "range":
		return day(t.To, 12, -1)
	case "recurring":
		return t.comingBack(from)
	default: // ongoing
		return ""
	}
}

// day is a day of a month; -1, or a day that the month does not have, is its last.
func day(year, month, of int) events.Day {
	last := time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC)
	if of > 0 && of < last.Day() {
		last = time.Date(year, time.Month(month), of, 0, 0, 0, 0, time.UTC)
	}
	return events.Day(last.Format(time.DateOnly))
}

func parse(layout, value string) (time.Time, bool) {
	t, err := time.Parse(layout, value)
	return t, err == nil && inEpoch(t.Year())
}

func parseYear(value string) (int, bool) {
	y, err := strconv.Atoi(value)
	return y, err == nil && len(value) == 4 && inEpoch(y)
}

// IsYear reports that a text is a year as terms write it.
func IsYear(value string) bool {
	_, ok := parseYear(value)
	return ok
}

// inEpoch keeps slips of the pen such as 0221 out.
func inEpoch(year int) bool { return year >= 2000 && year <= 2100 }

func parsePart(value, mark string, parts int) (int, int, bool) {
	y, p, found := strings.Cut(value, mark)
	year, ok := parseYear(y)
	part, err := strconv.Atoi(p)
	return year, part, found && ok && err == nil && len(p) == 1 && part >= 1 && part <= parts
}

func (t *Term) parseRule(value string) bool {
	freq := ""
	t.Day = -1
	for member := range strings.SplitSeq(strings.TrimPrefix(value, "RRULE:"), ";") {
		name, v, ok := strings.Cut(member, "=")
		switch name {
		case "FREQ":
			freq = v
		case "BYMONTH":
			var months bool
			t.Months, months = parseMonths(v)
			ok = ok && months
		case "BYMONTHDAY":
			var err error
			t.Day, err = strconv.Atoi(v)
			ok = ok && err == nil && (t.Day == -1 || t.Day >= 1 && t.Day <= 31)
		case "UNTIL":
			until, there := parse("20060102", v)
			t.Until = events.Day(until.Format(time.DateOnly))
			ok = ok && there
		default:
			ok = false
		}
		if !ok {
			return false
		}
	}
	switch {
	case t.Months != nil && (freq == "YEARLY" || freq == "MONTHLY"):
	case freq == "YEARLY":
		t.Months = []int{12}
	case freq == "MONTHLY":
		t.Months = []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	default:
		return false
	}
	return true
}

func parseMonths(list string) ([]int, bool) {
	var months []int
	for m := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(m)
		if err != nil || n < 1 || n > 12 {
			return nil, false
		}
		months = append(months, n)
	}
	slices.Sort(months)
	return slices.Compact(months), true
}
