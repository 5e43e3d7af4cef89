package term

import (
	"iter"

	"github.com/shanyraq/shanyraq/events"
)

// Occurrences are those of the term from one of them on, in order of time: a term
// that does not come back has one, and one without an end goes on and on. Each is
// known by its last day; that of an ongoing term by none, "".
func (t Term) Occurrences(first events.Day) iter.Seq[events.Day] {
	return func(yield func(events.Day) bool) {
		for due := first; yield(due); {
			if due = t.Following(due); due == "" {
				return
			}
		}
	}
}

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

// Following is the occurrence after one; "" after the last.
func (t Term) Following(due events.Day) events.Day {
	if t.Kind != "recurring" {
		return ""
	}
	next, found := t.step(shift(due, 1), 1)
	if !found || t.Until != "" && next > t.Until {
		return ""
	}
	return next
}

// Begins is the first day of an occurrence: the day after the one before it.
// What falls due only once has begun always, "".
func (t Term) Begins(due events.Day) events.Day {
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
