package text_test

import (
	"slices"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/text"
)

func TestWhatIsHiddenIsKnownToThoseWhoHaveTheWords(t *testing.T) {
	for _, c := range []struct {
		before, after string
		want          []string
	}{
		{"Айгүл Сейітова, тел. 8701: жол жоқ. Айгүл Сейітова айтты", "", []string{"Айгүл Сейітова"}},
		{"тел. 87011234567", "", []string{"87011234567"}},
		{"(a+b)\nтел. 8701", "", []string{"8701"}},
		{"Айгүл және █████", "█████ және █████", []string{"Айгүл"}}, // one was hidden before
		{"Мүлде басқа", "█████ жол жоқ", nil},
		{"Айгүл", "Айгүл", nil},
		{"█████", "Айгүл", nil}, // shown again
	} {
		after := c.after
		if after == "" {
			after = text.Hide(c.before, c.want...)
		}
		if got := text.HiddenSince(c.before, after); !slices.Equal(got, c.want) {
			t.Errorf("%q → %q hides %q, want %q", c.before, after, got, c.want)
		}
	}
}
