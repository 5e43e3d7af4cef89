package message

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

// date is the official way to write a day: «2021 жылғы 1 желтоқсан»,
// «1 декабря 2021 года».
func (v *voice) date(t time.Time) string {
	return v.say("date", "Day", t.Day(), "Month", v.month("month", t), "Year", t.Year())
}

// moment is a date with the time of day in the forum's zone, and which time that
// is: a letter is read anywhere.
func (v *voice) moment(t time.Time) string {
	t = t.In(v.zone)
	return v.say("moment", "Date", v.date(t), "Time", t.Format("15:04"), "Offset", text.Offset(t))
}

// day writes a calendar day; one that is no day is shown as it is.
func (v *voice) day(d events.Day) string {
	t, err := d.Time()
	if err != nil {
		return string(d)
	}
	return v.date(t)
}

func (v *voice) month(form string, t time.Time) string {
	return v.say(fmt.Sprintf("%s%d", form, int(t.Month())))
}

// deadline is a term of execution in the words of the plan. Events of before had
// no words: of those the last day is told, which is true of every kind of term.
func (v *voice) deadline(d events.Deadline) string {
	if d.Phrase != nil && !d.Phrase.Empty() {
		return d.Phrase.In(v.language)
	}
	if t, err := d.DueDate.Time(); err == nil {
		return v.say("deadline.date", "Day", t.Day(), "Month", v.month("monthUntil", t), "Year", t.Year())
	}
	if d.Kind == "ongoing" {
		return v.say("deadline.ongoing")
	}
	return ""
}
