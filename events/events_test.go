package events_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/events"
)

func TestTextFallsBackToKazakhThenRussian(t *testing.T) {
	for _, c := range []struct {
		text           events.Text
		language, want string
	}{
		{events.Text{KK: "қазақша", RU: "по-русски"}, "ru", "по-русски"},
		{events.Text{KK: "қазақша", RU: "по-русски"}, "en", "қазақша"},
		{events.Text{RU: "по-русски"}.With("en", "in English"), "kk", "по-русски"},
		{events.Text{}.With("en", "in English"), "kk", "in English"},
		{events.Text{KK: "қазақша"}, "", "қазақша"},
		{events.Text{}, "kk", ""},
	} {
		if got := c.text.In(c.language); got != c.want {
			t.Errorf("%+v in %q: got %q, want %q", c.text, c.language, got, c.want)
		}
	}
}

// A wording in any language travels, in the same bytes whatever the order in which
// it was given, and two texts that say the same are equal.
func TestTextCarriesAnyLanguage(t *testing.T) {
	text := events.Text{KK: "Жол <1>", RU: "Дорога"}.With("uz", "Yoʻl").With("en", "Road")
	raw, err := json.Marshal(text)
	if want := `{"kk":"Жол \u003c1\u003e","ru":"Дорога","en":"Road","uz":"Yoʻl"}`; err != nil || string(raw) != want {
		t.Errorf("%s, %v", raw, err)
	}
	var back events.Text
	if err := json.Unmarshal([]byte(`{"uz":"Yoʻl","ru":"Дорога","en":"Road","kk":"Жол <1>","de":""}`), &back); err != nil || back != text {
		t.Errorf("%+v, %v", back, err)
	}
	if none, err := json.Marshal(events.Text{}); err != nil || string(none) != `{"kk":"","ru":""}` {
		t.Errorf("%s, %v", none, err)
	}
	if text.In("uz") != "Yoʻl" || text.In("de") != "Жол <1>" || text.With("kk", "").With("ru", "").Language("de") != "en" {
		t.Errorf("%+v is read in another language", text)
	}
	var said []string
	for l, words := range text.Each(strings.ToUpper).All() {
		said = append(said, l+" "+words)
	}
	if got := strings.Join(said, ", "); got != "kk ЖОЛ <1>, ru ДОРОГА, en ROAD, uz YOʻL" {
		t.Error(got)
	}
	if gone := text.With("uz", "").With("en", ""); gone != (events.Text{KK: "Жол <1>", RU: "Дорога"}) {
		t.Errorf("%+v", gone)
	}
	if json.Unmarshal([]byte(`{"kk": 1}`), &back) == nil {
		t.Error("a number is no wording")
	}
}

// Readers in other languages stumble over null where a list should be.
func TestListsAreNeverNull(t *testing.T) {
	for _, e := range events.All() {
		raw, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]any
		if err := json.Unmarshal(raw, &fields); err != nil {
			t.Fatal(err)
		}
		for key, value := range fields {
			if strings.HasSuffix(key, "_ids") || key == "names" || key == "co_executors" {
				if _, ok := value.([]any); !ok {
					t.Errorf("%s.%s is %v without elements", e.Name(), key, value)
				}
			}
		}
	}
}

func TestFactOfNoForum(t *testing.T) {
	if got, want := (events.OrganisationRegistered{}).Subject(), "sessions.all.organisation.registered.v1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
