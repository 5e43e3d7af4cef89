package message

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // forums have zones; a container may have no zone files

	"github.com/shanyraq/shanyraq/events"
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

// moment is a date with the time of day in the forum's zone.
func (v *voice) moment(t time.Time) string {
	t = t.In(v.zone)
	return v.say("moment", "Date", v.date(t), "Time", t.Format("15:04"))
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

// deadline writes a term of execution as plans do: «2022 жылғы IV тоқсан», «до
// 1 декабря 2021 года». The forms are those of document_formats, section 4.
func (v *voice) deadline(d events.Deadline) string {
	year, rest, _ := strings.Cut(d.Value, "-")
	switch d.Kind {
	case "date":
		if t, err := events.Day(d.Value).Time(); err == nil {
			return v.until(t)
		}
	case "month":
		if t, err := time.Parse("2006-01", d.Value); err == nil {
			return v.say("deadline.month", "Month", v.month("monthAlone", t), "Year", t.Year())
		}
	case "quarter", "half":
		if n, ok := roman[strings.TrimLeft(rest, "QH")]; ok {
			return v.say("deadline."+d.Kind, "N", n, "Year", year)
		}
	case "year":
		return v.say("deadline.year", "Year", d.Value)
	case "range":
		if from, to, ok := strings.Cut(d.Value, "/"); ok {
			return v.say("deadline.range", "From", from, "To", to)
		}
	case "recurring":
		return v.recurring(d)
	case "ongoing":
		return v.say("deadline.ongoing")
	}
	if t, err := d.DueDate.Time(); err == nil {
		return v.until(t)
	}
	return ""
}

var roman = map[string]string{"1": "I", "2": "II", "3": "III", "4": "IV"}

func (v *voice) until(t time.Time) string {
	return v.say("deadline.date", "Day", t.Day(), "Month", v.month("monthUntil", t), "Year", t.Year())
}

// recurring names the common rules; any other one is shown by its last day.
func (v *voice) recurring(d events.Deadline) string {
	rule := map[string]string{}
	for part := range strings.SplitSeq(strings.TrimPrefix(d.Value, "RRULE:"), ";") {
		name, value, _ := strings.Cut(part, "=")
		rule[name] = value
	}
	phrase := ""
	switch rule["FREQ"] + rule["INTERVAL"] {
	case "YEARLY", "YEARLY1":
		phrase = v.say("deadline.yearly")
	case "MONTHLY6":
		phrase = v.say("deadline.halfYearly")
	case "MONTHLY3":
		phrase = v.say("deadline.quarterly")
	case "MONTHLY", "MONTHLY1":
		phrase = v.say("deadline.monthly")
	}
	last, err := d.DueDate.Time()
	switch {
	case err != nil:
		return phrase
	case phrase == "":
		return v.until(last)
	}
	return phrase + ", " + v.until(last)
}
