package theme

import (
	"testing"

	"github.com/shanyraq/shanyraq/events"
)

func TestKeyOf(t *testing.T) {
	for title, want := range map[events.Text]string{
		{RU: "Сельские территории"}: "selskie_territorii",
		{KK: "Ауылдық аумақтар"}:    "auyldyk_aumaktar",
		{RU: "Экология"}:            "ekologiia_3",
		{RU: "2030: что дальше?"}:   "chto_dalshe",
		{RU: "…"}:                   "theme",
		{RU: "Жилищно-коммунальное хозяйство и тарифы"}: "zhilishno_kommunalnoe_hoziaist",
	} {
		if got := keyOf(title, []string{"ekologiia", "ekologiia_2"}); got != want {
			t.Errorf("%+v: got %q, want %q", title, got, want)
		}
	}
}

func TestSets(t *testing.T) {
	sizes := map[string]int{"almaty": 5, "east_kazakhstan": 6, "sample": 10}
	for _, s := range Sets() {
		if len(s.Themes) != sizes[s.Key] {
			t.Errorf("%s has %d themes, want %d", s.Key, len(s.Themes), sizes[s.Key])
		}
		for _, u := range append(s.Themes, Usual{s.Key, s.Title}) {
			if u.Title.KK == "" || u.Title.RU == "" || u.Title.Of("en") == "" {
				t.Errorf("%s, %s: a language is missing: %+v", s.Key, u.Key, u.Title)
			}
		}
	}
	if len(Sets()) != len(sizes) {
		t.Errorf("%d sets, want %d", len(Sets()), len(sizes))
	}
}
