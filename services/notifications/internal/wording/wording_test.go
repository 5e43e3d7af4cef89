package wording

import (
	"testing"

	"github.com/shanyraq/shanyraq/events"
)

// The words are the plan's; of events that came before they did, the last day is told.
func TestDeadlinesAreThoseOfThePlan(t *testing.T) {
	quarterly := events.Text{KK: "тоқсан сайын, есепті кезеңнен кейінгі айдың 10-күніне дейін", RU: "ежеквартально, до 10 числа месяца, следующего за отчётным периодом"}
	for _, c := range []struct {
		kind, value, due string
		phrase           *events.Text
		kk, ru           string
	}{
		{"recurring", "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10", "2027-01-10", &quarterly, quarterly.KK, quarterly.RU},
		{"recurring", "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10", "2027-01-10", nil, "2027 жылғы 10 қаңтарға дейін", "до 10 января 2027 года"},
		{"date", "2021-12-01", "2021-12-01", &events.Text{}, "2021 жылғы 1 желтоқсанға дейін", "до 1 декабря 2021 года"},
		{"quarter", "2022-Q4", "2022-12-31", nil, "2022 жылғы 31 желтоқсанға дейін", "до 31 декабря 2022 года"},
		{"ongoing", "", "", nil, "тұрақты түрде", "постоянно"},
		{"", "", "", nil, "", ""},
	} {
		d := events.Deadline{Kind: events.DeadlineKind(c.kind), Value: c.value, DueDate: events.Day(c.due), Phrase: c.phrase}
		if kk, ru := In("kk").Deadline(d), In("ru").Deadline(d); kk != c.kk || ru != c.ru {
			t.Errorf("%s %s: %q, %q; want %q, %q", c.kind, c.value, kk, ru, c.kk, c.ru)
		}
	}
}

func TestListsEndWithAnd(t *testing.T) {
	for n, want := range map[int][3]string{
		1: {"№\u00a01", "№\u00a01", "No.\u00a01"},
		2: {"№\u00a01 және №\u00a02", "№\u00a01 и №\u00a02", "No.\u00a01 and No.\u00a02"},
		3: {"№\u00a01, №\u00a02 және №\u00a03", "№\u00a01, №\u00a02 и №\u00a03", "No.\u00a01, No.\u00a02 and No.\u00a03"},
	} {
		for i, language := range []string{"kk", "ru", "en"} {
			if got := In(language).Numbers([]int64{1, 2, 3}[:n]); got != want[i] {
				t.Errorf("%q, want %q", got, want[i])
			}
		}
	}
}

func TestRussianPluralForms(t *testing.T) {
	v := In("ru")
	for n, want := range map[int]string{
		1: "В нём ещё 1 предложение.", 2: "В нём ещё 2 предложения.", 5: "В нём ещё 5 предложений.", 11: "В нём ещё 11 предложений.",
		21: "В нём ещё 21 предложение.", 112: "В нём ещё 112 предложений.", 124: "В нём ещё 124 предложения.",
	} {
		if got := v.Count("merged.others", n); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if v.Err != nil {
		t.Error(v.Err)
	}
}

// A word that a list gains needs its sentence before the first letter about it.
func TestLettersHaveAWordForEachOfAList(t *testing.T) {
	for prefix, list := range map[string]events.Enum{"outcome.": events.Outcome(""), "status.": events.ReportStatus("")} {
		for _, word := range list.Values() {
			if !sentences.Has(prefix + word) {
				t.Errorf("%s%s has no words", prefix, word)
			}
		}
	}
}
