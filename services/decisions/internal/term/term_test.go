package term

import (
	"errors"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// Every row of the deadlines of document_formats.md, and what lies beside them.
func TestDeadlines(t *testing.T) {
	const from = "2021-11-20"
	for _, c := range []struct {
		kind       events.DeadlineKind
		value      string
		due        events.Day
		kk, ru, en string
	}{
		{"date", "2021-12-01", "2021-12-01", "2021 жылғы 1 желтоқсанға дейін", "до 1 декабря 2021 года", "by 1 December 2021"},
		{"date", "2022-07-05", "2022-07-05", "2022 жылғы 5 шілдеге дейін", "до 5 июля 2022 года", "by 5 July 2022"},
		{"month", "2022-12", "2022-12-31", "2022 жылғы желтоқсан", "декабрь 2022 года", "December 2022"},
		{"month", "2024-02", "2024-02-29", "2024 жылғы ақпан", "февраль 2024 года", "February 2024"},
		{"quarter", "2022-Q4", "2022-12-31", "2022 жылғы IV\u00a0тоқсан", "IV\u00a0квартал 2022 года", "fourth quarter of 2022"},
		{"quarter", "2022-Q2", "2022-06-30", "2022 жылғы II\u00a0тоқсан", "II\u00a0квартал 2022 года", "second quarter of 2022"},
		{"half", "2022-H1", "2022-06-30", "2022 жылғы I\u00a0жартыжылдық", "I\u00a0полугодие 2022 года", "first half of 2022"},
		{"half", "2022-H2", "2022-12-31", "2022 жылғы II\u00a0жартыжылдық", "II\u00a0полугодие 2022 года", "second half of 2022"},
		{"year", "2022", "2022-12-31", "2022 жыл ішінде", "в течение 2022 года", "during 2022"},
		{"range", "2021/2023", "2023-12-31", "2021–2023 жылдар", "2021–2023 годы", "2021–2023"},
		{"recurring", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=15", "2022-01-15", "жыл сайын, 15 қаңтарға қарай", "ежегодно, к 15 января", "every year, by 15 January"},
		{"recurring", "RRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1", "2021-12-01", "жыл сайын, 1 желтоқсанға қарай", "ежегодно, к 1 декабря", "every year, by 1 December"},
		{"recurring", "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=10", "2022-01-10", "тоқсан сайын, есепті кезеңнен кейінгі айдың 10-күніне дейін",
			"ежеквартально, до 10 числа месяца, следующего за отчётным периодом", "every quarter, by the 10th of the month after the reporting period"},
		{"recurring", "FREQ=MONTHLY;BYMONTH=3,6,9,12", "2021-12-31", "тоқсан сайын", "ежеквартально", "every quarter"},
		{"recurring", "FREQ=YEARLY;BYMONTH=7,1", "2022-01-31", "жылына екі рет (қаңтар, шілде)", "два раза в год (январь, июль)", "twice a year (January, July)"},
		{"recurring", "FREQ=YEARLY;BYMONTH=1,5,9;BYMONTHDAY=5", "2022-01-05", "жылына үш рет (қаңтар, мамыр, қыркүйек), айдың 5-күніне дейін",
			"три раза в год (январь, май, сентябрь), до 5 числа", "3 times a year (January, May, September), by the 5th"},
		{"recurring", "FREQ=MONTHLY", "2021-11-30", "ай сайын", "ежемесячно", "every month"},
		{"recurring", "FREQ=MONTHLY;BYMONTHDAY=20", "2021-11-20", "ай сайын, айдың 20-күніне дейін", "ежемесячно, до 20 числа", "every month, by the 20th"},
		{"recurring", "FREQ=MONTHLY;BYMONTHDAY=31", "2021-11-30", "ай сайын, айдың 31-күніне дейін", "ежемесячно, до 31 числа", "every month, by the 31st"},
		{"recurring", "FREQ=YEARLY", "2021-12-31", "жыл сайын", "ежегодно", "every year"},
		{"recurring", "FREQ=YEARLY;BYMONTH=3,6,9,12;UNTIL=20231231", "2021-12-31", "тоқсан сайын, 2023 жылғы 31 желтоқсанға дейін",
			"ежеквартально, по 31 декабря 2023 года", "every quarter, until 31 December 2023"},
		{"recurring", "FREQ=YEARLY;UNTIL=20211130", "2020-12-31", "жыл сайын, 2021 жылғы 30 қарашаға дейін",
			"ежегодно, по 30 ноября 2021 года", "every year, until 30 November 2021"}, // it has ended
		{"recurring", "FREQ=YEARLY;BYMONTH=9", "2022-09-30", "жыл сайын (қыркүйек)", "ежегодно (сентябрь)", "every year (September)"},
		{"ongoing", "", "", "тұрақты түрде", "постоянно", "ongoing"},
	} {
		term, err := Parse(c.kind, c.value)
		if err != nil {
			t.Errorf("%s %s: %v", c.kind, c.value, err)
			continue
		}
		if due := term.DueDate(from); due != c.due {
			t.Errorf("%s %s: due %s, want %s", c.kind, c.value, due, c.due)
		}
		if got, want := term.Phrase(), (events.Text{KK: c.kk, RU: c.ru}.With("en", c.en)); got != want {
			t.Errorf("%s %s:\n got %+v\nwant %+v", c.kind, c.value, got, want)
		}
	}
}

// «в месячный срок» and «в течение 10 рабочих дней» are dates that somebody has
// worked out, printed in other words.
func TestADeadlineInOtherWords(t *testing.T) {
	d := Deadline{Kind: "date", Value: "2021-12-20", Words: events.Text{KK: "бір ай мерзімде", RU: "в месячный срок"}}
	want := events.Text{KK: "бір ай мерзімде", RU: "в месячный срок"}.With("en", "by 20 December 2021")
	if got := d.Phrase(); got != want {
		t.Errorf("got %+v", got)
	}
}

func TestNoDeadline(t *testing.T) {
	for _, c := range [][2]string{
		{"date", "2021-02-29"}, {"date", "01.12.2021"}, {"date", ""}, {"date", "0221-12-01"}, {"month", "2022-13"}, {"month", "2022"},
		{"quarter", "2022-Q5"}, {"quarter", "2022-Q0"}, {"quarter", "2022Q4"}, {"quarter", "2022-Q+1"}, {"half", "2022-H3"}, {"year", "22"},
		{"year", "+202"}, {"range", "2023/2021"}, {"range", "2021/2021"}, {"range", "2021"}, {"recurring", ""}, {"recurring", "FREQ=DAILY"},
		{"recurring", "FREQ=YEARLY;BYMONTH=13"}, {"recurring", "FREQ=YEARLY;BYMONTH="}, {"recurring", "FREQ=MONTHLY;BYMONTHDAY=0"},
		{"recurring", "FREQ=MONTHLY;COUNT=3"}, {"recurring", "BYMONTH=1"},
		{"recurring", "FREQ=YEARLY;UNTIL=2027"}, {"recurring", "FREQ=YEARLY;UNTIL=20270229"}, {"recurring", "FREQ=YEARLY;UNTIL="}, {"ongoing", "2022"}, {"decade", "2020"}, {"", ""},
	} {
		if term, err := Parse(events.DeadlineKind(c[0]), c[1]); !errors.Is(err, problem.Invalid("invalid_request")) {
			t.Errorf("%s %q: got %+v, %v", c[0], c[1], term, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("recurring", "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=10")
	f.Add("range", "2021/2023")
	f.Add("date", "2021-12-01")
	f.Fuzz(func(t *testing.T, kind, value string) {
		term, err := Parse(events.DeadlineKind(kind), value)
		if err != nil {
			return
		}
		const from = "2021-11-20"
		due := term.DueDate(from)
		if _, err := due.Time(); (err == nil) == (kind == "ongoing") {
			t.Errorf("%s %q: due %q", kind, value, due)
		}
		if kind == "recurring" && term.Until == "" && (due < from || due > "2022-12-31") {
			t.Errorf("%s %q: next is %s", kind, value, due)
		}
		if p := term.Phrase(); p.KK == "" || p.RU == "" || p.Of("en") == "" {
			t.Errorf("%s %q: %+v", kind, value, p)
		}
	})
}
