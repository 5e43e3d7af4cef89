package message

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/events"
)

func TestDeadlinesAreWrittenOfficially(t *testing.T) {
	for _, c := range []struct{ kind, value, due, kk, ru string }{
		{"date", "2021-12-01", "2021-12-01", "2021 жылғы 1 желтоқсанға дейін", "до 1 декабря 2021 года"},
		{"date", "2022-08-15", "2022-08-15", "2022 жылғы 15 тамызға дейін", "до 15 августа 2022 года"},
		{"month", "2022-12", "2022-12-31", "2022 жылғы желтоқсан", "декабрь 2022 года"},
		{"quarter", "2022-Q4", "2022-12-31", "2022 жылғы IV\u00a0тоқсан", "IV\u00a0квартал 2022 года"},
		{"half", "2022-H1", "2022-06-30", "2022 жылғы I\u00a0жартыжылдық", "I\u00a0полугодие 2022 года"},
		{"year", "2022", "2022-12-31", "2022 жыл ішінде", "в течение 2022 года"},
		{"range", "2021/2023", "2023-12-31", "2021–2023 жылдар", "2021–2023 годы"},
		{"recurring", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=15", "2023-01-15", "жыл сайын, 2023 жылғы 15 қаңтарға дейін", "ежегодно, до 15 января 2023 года"},
		{"recurring", "RRULE:FREQ=MONTHLY;INTERVAL=3", "2022-10-10", "тоқсан сайын, 2022 жылғы 10 қазанға дейін", "ежеквартально, до 10 октября 2022 года"},
		{"recurring", "FREQ=WEEKLY", "2022-02-02", "2022 жылғы 2 ақпанға дейін", "до 2 февраля 2022 года"},
		{"ongoing", "", "", "тұрақты түрде", "постоянно"},
		{"quarter", "rubbish", "2022-03-31", "2022 жылғы 31 наурызға дейін", "до 31 марта 2022 года"},
		{"new kind", "", "", "", ""},
	} {
		w := newWords(t)
		d := events.Deadline{Kind: c.kind, Value: c.value, DueDate: events.Day(c.due)}
		if got := w.voice("kk").deadline(d); got != c.kk {
			t.Errorf("%s %s: kk %q, want %q", c.kind, c.value, got, c.kk)
		}
		if got := w.voice("ru").deadline(d); got != c.ru {
			t.Errorf("%s %s: ru %q, want %q", c.kind, c.value, got, c.ru)
		}
	}
}

func TestANumeralStaysBesideItsWordInEnglish(t *testing.T) {
	v := newWords(t).voice("en")
	for value, want := range map[string]string{"2022-Q4": "quarter\u00a0IV of 2022", "2022-H1": "half-year\u00a0I of 2022"} {
		kind := map[byte]string{'Q': "quarter", 'H': "half"}[value[5]]
		if got := v.deadline(events.Deadline{Kind: kind, Value: value}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestRussianPluralForms(t *testing.T) {
	v := newWords(t).voice("ru")
	for n, want := range map[int]string{
		1: "В нём ещё 1 предложение.", 2: "В нём ещё 2 предложения.", 5: "В нём ещё 5 предложений.", 11: "В нём ещё 11 предложений.",
		21: "В нём ещё 21 предложение.", 112: "В нём ещё 112 предложений.", 124: "В нём ещё 124 предложения.",
	} {
		if got := v.count("merged.others", n); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if v.err != nil {
		t.Error(v.err)
	}
}

// TestCataloguesAgree: the same sentences in all languages, with the same
// places, each in all plural forms of its language.
func TestCataloguesAgree(t *testing.T) {
	forms := map[string]string{"kk": "one other", "ru": "one few many other", "en": "one other"}
	places := map[string]map[string]string{}
	for _, lang := range Languages {
		file, err := catalogues.ReadFile("catalogue/" + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var tree map[string]any
		if err := json.Unmarshal(file, &tree); err != nil {
			t.Fatal(err)
		}
		places[lang] = map[string]string{}
		walk(t, places[lang], strings.Fields(forms[lang]), "", tree)
	}
	for key, want := range places["kk"] {
		for _, lang := range []string{"ru", "en"} {
			if got, ok := places[lang][key]; !ok || got != want {
				t.Errorf("%s in %s has %q, in kk %q", key, lang, got, want)
			}
		}
	}
	for _, lang := range Languages {
		if len(places[lang]) != len(places["kk"]) {
			t.Errorf("%s has %d sentences, kk %d", lang, len(places[lang]), len(places["kk"]))
		}
	}
}

func walk(t *testing.T, into map[string]string, forms []string, key string, node any) {
	t.Helper()
	switch n := node.(type) {
	case string:
		into[key] = placesOf(n)
	case map[string]any:
		if _, plural := n["other"]; plural {
			for _, f := range forms {
				s, _ := n[f].(string)
				if s == "" {
					t.Errorf("%s lacks the form %q", key, f)
				}
			}
			if len(n) != len(forms) {
				t.Errorf("%s has forms that its language has not", key)
			}
			into[key] = "plural " + placesOf(n["other"].(string))
			return
		}
		for k, v := range n {
			walk(t, into, forms, strings.TrimPrefix(key+"."+k, "."), v)
		}
	}
}

func placesOf(s string) string {
	found := map[string]bool{}
	for _, part := range strings.Split(s, "{{.")[1:] {
		name, _, _ := strings.Cut(part, "}}")
		found[name] = true
	}
	var all []string
	for _, n := range []string{"Numbers", "Number", "Receipt", "Proposal", "Count", "Decision", "Outcome", "Corrected", "Measure", "Status", "N", "Text", "Day", "Month", "Year", "Date", "Time", "For", "Against", "Abstained", "From", "To"} {
		if found[n] {
			all = append(all, n)
			delete(found, n)
		}
	}
	for n := range found {
		all = append(all, "?"+n)
	}
	return strings.Join(all, " ")
}
