package wording

import (
	"fmt"
	"time"
	_ "time/tzdata" // forums have zones; a container may have no zone files

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/text"
)

// defaultZone is used until the forum's own zone is known. All of Kazakhstan
// has had one time, UTC+5, since 2024.
const defaultZone = "Asia/Almaty"

// Zone goes on in a time zone, the forum's.
func (v *Voice) Zone(name string) { v.zone = zoneOf(name) }

// Local is a moment in that zone.
func (v *Voice) Local(t time.Time) time.Time { return t.In(v.zone) }

func zoneOf(name string) *time.Location {
	for _, n := range []string{name, defaultZone} {
		if n == "" {
			continue
		}
		if z, err := time.LoadLocation(n); err == nil {
			return z
		}
	}
	return time.UTC
}

// Date is the official way to write a day: «2021 жылғы 1 желтоқсан»,
// «1 декабря 2021 года».
func (v *Voice) Date(t time.Time) string {
	return v.Say("date", "Day", t.Day(), "Month", v.month("month", t), "Year", t.Year())
}

// Moment is a date with the time of day in the forum's zone, and which time that
// is: a letter is read anywhere.
func (v *Voice) Moment(t time.Time) string {
	t = t.In(v.zone)
	return v.Say("moment", "Date", v.Date(t), "Time", t.Format("15:04"), "Offset", text.Offset(t))
}

// Day writes a calendar day; one that is no day is shown as it is.
func (v *Voice) Day(d events.Day) string {
	t, err := d.Time()
	if err != nil {
		return string(d)
	}
	return v.Date(t)
}

func (v *Voice) month(form string, t time.Time) string {
	return v.Say(fmt.Sprintf("%s%d", form, int(t.Month())))
}

// Deadline is a term of execution in the words of the plan. Events of before had
// no words: of those the last day is told, which is true of every kind of term.
func (v *Voice) Deadline(d events.Deadline) string {
	if d.Phrase != nil && !d.Phrase.Empty() {
		return d.Phrase.In(v.Language)
	}
	if t, err := d.DueDate.Time(); err == nil {
		return v.Say("deadline.date", "Day", t.Day(), "Month", v.month("monthUntil", t), "Year", t.Year())
	}
	if d.Kind == events.DeadlineOngoing {
		return v.Say("deadline.ongoing")
	}
	return ""
}
