package term

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/words"
)

// terms are the phrases of deadlines and days.
const terms words.Catalogue = "deadlines"

// tell says a phrase in every language. With a month the phrase may name it as it
// stands alone, in a date, or in a date up to which something is due: languages
// decline it.
func tell(key string, month time.Month, args words.Args) events.Text {
	return events.Worded(words.Codes(), func(language string) string {
		all := maps.Clone(args)
		if month > 0 {
			for _, name := range []string{"month", "monthOf", "monthTo"} {
				all[name] = terms.Say(language, name+"."+strconv.Itoa(int(month)), nil)
			}
		}
		return terms.Say(language, key, all)
	})
}

// one is one of numbered words: the second quarter, three times.
func one(of string, n int) events.Text { return tell(of+"."+strconv.Itoa(n), 0, nil) }

// Phrase prints a term as plans of measures write it, in each language:
// «IV квартал 2022 года», «2022 жылғы IV тоқсан», "fourth quarter of 2022". A
// no-break space keeps the numeral beside its word in a narrow column.
func (t Term) Phrase() events.Text {
	args := words.Args{"year": t.From, "day": t.Day}
	switch t.Kind {
	case "date":
		return tell("date", time.Month(t.Part), args)
	case "month":
		return tell("inMonth", time.Month(t.Part), args)
	case "quarter", "half":
		args["part"] = one("part", t.Part)
		return tell(string(t.Kind), 0, args)
	case "year":
		return tell("year", 0, args)
	case "range":
		return tell("range", 0, words.Args{"from": t.From, "to": t.To})
	case "recurring":
		return t.ending(t.recurring())
	case "ongoing":
		return tell("ongoing", 0, nil)
	}
	return events.Text{}
}

func (t Term) recurring() events.Text {
	switch {
	case len(t.Months) == 12:
		return t.byDay(tell("monthly", 0, nil), "byDay")
	case slices.Equal(t.Months, []int{1, 4, 7, 10}) && t.Day > 0:
		return t.byDay(tell("quarterly", 0, nil), "afterPeriod")
	case slices.Equal(t.Months, []int{3, 6, 9, 12}) && t.Day < 0:
		return tell("quarterly", 0, nil)
	case len(t.Months) == 1:
		return t.yearly()
	}
	months := events.Worded(words.Codes(), func(language string) string {
		names := make([]string, len(t.Months))
		for i, m := range t.Months {
			names[i] = one("month", m).In(language)
		}
		return strings.Join(names, ", ")
	})
	return t.byDay(tell("often", 0, words.Args{"times": one("times", len(t.Months)), "months": months}), "byDay")
}

// ending adds the day after which a term comes back no more.
func (t Term) ending(how events.Text) events.Text {
	at, err := t.Until.Time()
	if err != nil {
		return how
	}
	return tell("ending", at.Month(), words.Args{"how": how, "year": at.Year(), "day": at.Day()})
}

// Occurrence names one occurrence of a recurring term, by the period that it is
// about where the term says so, else by its last day: «за II квартал 2027 года»,
// «к 15 января 2027 года». What falls due only once needs no such name.
func (t Term) Occurrence(due events.Day) events.Text {
	at, err := due.Time()
	if err != nil || t.Kind != "recurring" {
		return events.Text{}
	}
	period := Term{From: at.Year(), Part: int(at.Month())}
	atTheEnd := t.Day < 0
	switch {
	case slices.Equal(t.Months, []int{1, 4, 7, 10}) && !atTheEnd: // in the month after it
		before := at.AddDate(0, -1, 1-at.Day())
		period = Term{Kind: "quarter", From: before.Year(), Part: int(before.Month()) / 3}
	case slices.Equal(t.Months, []int{3, 6, 9, 12}) && atTheEnd:
		period.Kind, period.Part = "quarter", period.Part/3
	case slices.Equal(t.Months, []int{6, 12}) && atTheEnd:
		period.Kind, period.Part = "half", period.Part/6
	case len(t.Months) == 12 && atTheEnd:
		period.Kind = "month"
	case slices.Equal(t.Months, []int{12}) && atTheEnd:
		return tell("forYear", 0, words.Args{"year": at.Year()})
	default:
		return tell("by", at.Month(), words.Args{"year": at.Year(), "day": at.Day()})
	}
	key := "forPeriod"
	if period.Kind == "month" {
		key = "forMonth"
	}
	return tell(key, 0, words.Args{"period": period.Phrase()})
}

func (t Term) yearly() events.Text {
	m := time.Month(t.Months[0])
	switch {
	case t.Day > 0:
		return tell("yearlyBy", m, words.Args{"day": t.Day})
	case m == time.December:
		return tell("yearly", 0, nil)
	}
	return tell("yearlyIn", m, words.Args{})
}

// byDay adds the day of the month, unless it is the last one.
func (t Term) byDay(how events.Text, by string) events.Text {
	if t.Day < 0 {
		return how
	}
	day := tell(by, 0, words.Args{"day": t.Day, "count": t.Day, "ordinal": true})
	return tell("joined", 0, words.Args{"how": how, "by": day})
}

// ByDay is «до 1 декабря 2021 года»; empty of what is no day.
func ByDay(day string) events.Text {
	t, err := Parse("date", day)
	if err != nil {
		return events.Text{}
	}
	return t.Phrase()
}

// DateText prints a day as official papers do.
func DateText(d events.Day) events.Text { return DatesText(d, d) }

// DatesText prints the days from one to another: «16–17 ноября 2026 года».
func DatesText(from, to events.Day) events.Text {
	first, err := from.Time()
	if err != nil {
		return events.Text{}
	}
	last, err := to.Time()
	if err != nil {
		return DateText(from)
	}
	days := fmt.Sprint(last.Day())
	switch {
	case first.Year() != last.Year() || first.Month() != last.Month():
		return tell("span", 0, words.Args{"from": DateText(from), "to": DateText(to)})
	case first.Day() != last.Day():
		days = fmt.Sprintf("%d–%d", first.Day(), last.Day())
	}
	return tell("days", last.Month(), words.Args{"year": last.Year(), "days": days})
}
