package text

import (
	"slices"
	"testing"
)

func TestLanguagesComeFromTheData(t *testing.T) {
	if got := Languages(); len(got) < 3 || got[0] != "kk" || !slices.Contains(got, "ru") || !slices.Contains(got, "en") {
		t.Errorf("%v", got)
	}
	for code, want := range map[string][2]bool{"kk": {true, true}, "ru": {true, true}, "en": {true, false}, "mixed": {}, "": {}} {
		if got := [2]bool{IsLanguage(code), EqualRank(code)}; got != want {
			t.Errorf("%q is a language, of equal rank: %v, want %v", code, got, want)
		}
	}
}
