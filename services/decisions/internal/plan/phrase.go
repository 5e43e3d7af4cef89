package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shanyraq/shanyraq/events"
)

// Phrase prints a term as plans of measures write it, in each language:
// «IV квартал 2022 года», «2022 жылғы IV тоқсан», "fourth quarter of 2022". A
// no-break space keeps the numeral beside its word in a narrow column.
func (t Term) Phrase() events.Text {
	switch t.Kind {
	case "date":
		return events.Text{
			KK: fmt.Sprintf("%d жылғы %d %s дейін", t.From, t.Day, toMonthKK[t.Part]),
			RU: fmt.Sprintf("до %d %s %d года", t.Day, ofMonthRU[t.Part], t.From),
		}.With("en", fmt.Sprintf("by %d %s %d", t.Day, monthEN[t.Part], t.From))
	case "month":
		return events.Text{
			KK: fmt.Sprintf("%d жылғы %s", t.From, monthKK[t.Part]),
			RU: fmt.Sprintf("%s %d года", monthRU[t.Part], t.From),
		}.With("en", fmt.Sprintf("%s %d", monthEN[t.Part], t.From))
	case "quarter":
		return events.Text{
			KK: fmt.Sprintf("%d жылғы %s\u00a0тоқсан", t.From, roman[t.Part]),
			RU: fmt.Sprintf("%s\u00a0квартал %d года", roman[t.Part], t.From),
		}.With("en", fmt.Sprintf("%s quarter of %d", ordinalEN[t.Part], t.From))
	case "half":
		return events.Text{
			KK: fmt.Sprintf("%d жылғы %s\u00a0жартыжылдық", t.From, roman[t.Part]),
			RU: fmt.Sprintf("%s\u00a0полугодие %d года", roman[t.Part], t.From),
		}.With("en", fmt.Sprintf("%s half of %d", ordinalEN[t.Part], t.From))
	case "year":
		return events.Text{
			KK: fmt.Sprintf("%d жыл ішінде", t.From),
			RU: fmt.Sprintf("в течение %d года", t.From),
		}.With("en", fmt.Sprintf("during %d", t.From))
	case "range":
		return events.Text{
			KK: fmt.Sprintf("%d–%d жылдар", t.From, t.To),
			RU: fmt.Sprintf("%d–%d годы", t.From, t.To),
		}.With("en", fmt.Sprintf("%d–%d", t.From, t.To))
	case "recurring":
		return t.ending(t.recurring())
	case "ongoing":
		return events.Text{KK: "тұрақты түрде", RU: "постоянно"}.With("en", "ongoing")
	}
	return events.Text{}
}

func (t Term) recurring() events.Text {
	switch {
	case len(t.Months) == 12:
		return t.byDay(events.Text{KK: "ай сайын", RU: "ежемесячно"}.With("en", "every month"),
			events.Text{KK: "айдың %d-күніне дейін", RU: "до %d числа"}.With("en", "by the %d"+ordinal(t.Day)))
	case slices.Equal(t.Months, []int{1, 4, 7, 10}) && t.Day > 0:
		return t.byDay(events.Text{KK: "тоқсан сайын", RU: "ежеквартально"}.With("en", "every quarter"), events.Text{
			KK: "есепті кезеңнен кейінгі айдың %d-күніне дейін",
			RU: "до %d числа месяца, следующего за отчётным периодом",
		}.With("en", "by the %d"+ordinal(t.Day)+" of the month after the reporting period"))
	case slices.Equal(t.Months, []int{3, 6, 9, 12}) && t.Day < 0:
		return events.Text{KK: "тоқсан сайын", RU: "ежеквартально"}.With("en", "every quarter")
	case len(t.Months) == 1:
		return t.yearly()
	}
	kk, ru, en := names(monthKK, t.Months), names(monthRU, t.Months), names(monthEN, t.Months)
	n := len(t.Months)
	times := events.Text{
		KK: fmt.Sprintf("жылына %s рет (%s)", countKK[n], kk),
		RU: fmt.Sprintf("%s в год (%s)", countRU[n], ru),
	}.With("en", fmt.Sprintf("%d times a year (%s)", n, en))
	if n == 2 {
		times = times.With("en", fmt.Sprintf("twice a year (%s)", en))
	}
	return t.byDay(times, events.Text{KK: "айдың %d-күніне дейін", RU: "до %d числа"}.With("en", "by the %d"+ordinal(t.Day)))
}

// ending adds the day after which a term comes back no more.
func (t Term) ending(how events.Text) events.Text {
	at, err := t.Until.Time()
	if err != nil {
		return how
	}
	until := DateText(t.Until)
	return events.Text{KK: how.KK + ", " + toDayKK(at) + " дейін", RU: how.RU + ", по " + until.RU}.With("en", how.Of("en")+", until "+until.Of("en"))
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
		return events.Text{
			KK: fmt.Sprintf("%d жыл үшін", at.Year()), RU: fmt.Sprintf("за %d год", at.Year()),
		}.With("en", fmt.Sprintf("for %d", at.Year()))
	default:
		by := DateText(due)
		return events.Text{KK: toDayKK(at) + " қарай", RU: "к " + by.RU}.With("en", "by "+by.Of("en"))
	}
	of := period.Phrase()
	the := "the "
	if period.Kind == "month" {
		the = ""
	}
	return events.Text{KK: of.KK + " үшін", RU: "за " + of.RU}.With("en", "for "+the+of.Of("en"))
}

func toDayKK(at time.Time) string {
	return fmt.Sprintf("%d жылғы %d %s", at.Year(), at.Day(), toMonthKK[at.Month()])
}

func (t Term) yearly() events.Text {
	m := t.Months[0]
	switch {
	case t.Day > 0:
		return events.Text{
			KK: fmt.Sprintf("жыл сайын, %d %s қарай", t.Day, toMonthKK[m]),
			RU: fmt.Sprintf("ежегодно, к %d %s", t.Day, ofMonthRU[m]),
		}.With("en", fmt.Sprintf("every year, by %d %s", t.Day, monthEN[m]))
	case m == 12:
		return events.Text{KK: "жыл сайын", RU: "ежегодно"}.With("en", "every year")
	}
	return events.Text{
		KK: fmt.Sprintf("жыл сайын (%s)", monthKK[m]),
		RU: fmt.Sprintf("ежегодно (%s)", monthRU[m]),
	}.With("en", fmt.Sprintf("every year (%s)", monthEN[m]))
}

// byDay adds the day of the month, unless it is the last one.
func (t Term) byDay(how, by events.Text) events.Text {
	if t.Day < 0 {
		return how
	}
	return events.Text{
		KK: how.KK + ", " + fmt.Sprintf(by.KK, t.Day),
		RU: how.RU + ", " + fmt.Sprintf(by.RU, t.Day),
	}.With("en", how.Of("en")+", "+fmt.Sprintf(by.Of("en"), t.Day))
}

// ordinal is what English puts after the day of a month: 1st, 22nd, 13th.
func ordinal(day int) string {
	switch {
	case day/10 == 1:
	case day%10 == 1:
		return "st"
	case day%10 == 2:
		return "nd"
	case day%10 == 3:
		return "rd"
	}
	return "th"
}

func names(of [13]string, months []int) string {
	s := make([]string, len(months))
	for i, m := range months {
		s[i] = of[m]
	}
	return strings.Join(s, ", ")
}

var (
	monthKK = [13]string{"", "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"}
	// Where the time goes to, the dative: «1 желтоқсанға дейін».
	toMonthKK = [13]string{"", "қаңтарға", "ақпанға", "наурызға", "сәуірге", "мамырға", "маусымға", "шілдеге", "тамызға", "қыркүйекке", "қазанға", "қарашаға", "желтоқсанға"}
	monthRU   = [13]string{"", "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"}
	// Of which month, the genitive: «до 1 декабря».
	ofMonthRU = [13]string{"", "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"}
	monthEN   = [13]string{"", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	roman     = [5]string{"", "I", "II", "III", "IV"}
	ordinalEN = [5]string{"", "first", "second", "third", "fourth"}
	countKK   = [12]string{"", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз", "он", "он бір"}
	countRU   = [12]string{"", "один раз", "два раза", "три раза", "четыре раза", "пять раз", "шесть раз", "семь раз", "восемь раз", "девять раз", "десять раз", "одиннадцать раз"}
)

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
	m, days := int(last.Month()), fmt.Sprint(last.Day())
	switch {
	case first.Year() != last.Year() || first.Month() != last.Month():
		a, b := DateText(from), DateText(to)
		return events.Text{KK: a.KK + " – " + b.KK, RU: a.RU + " – " + b.RU}.With("en", a.Of("en")+" – "+b.Of("en"))
	case first.Day() != last.Day():
		days = fmt.Sprintf("%d–%d", first.Day(), last.Day())
	}
	return events.Text{
		KK: fmt.Sprintf("%d жылғы %s %s", last.Year(), days, monthKK[m]),
		RU: fmt.Sprintf("%s %s %d года", days, ofMonthRU[m], last.Year()),
	}.With("en", fmt.Sprintf("%s %s %d", days, monthEN[m], last.Year()))
}
