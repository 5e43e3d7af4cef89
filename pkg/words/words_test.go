package words

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// A folder that lacks a sentence, a place or a plural form is found here, whichever
// language it is; the screens' catalogues are among what is looked at.
func TestEveryLanguageSaysTheSame(t *testing.T) {
	first := sentences(t, Codes()[0])
	for _, code := range Codes() {
		t.Run(code, func(t *testing.T) {
			checkForms(t, code)
			own := sentences(t, code)
			for key, places := range first {
				if got, ok := own[key]; !ok {
					t.Errorf("%s is missing", key)
				} else if !slices.Equal(got, places) {
					t.Errorf("%s has the places %v, want %v", key, got, places)
				}
			}
			for key := range own {
				if _, ok := first[key]; !ok {
					t.Errorf("%s is said in no other language", key)
				}
			}
		})
	}
}

var form = regexp.MustCompile(`_(zero|one|two|few|many|other)$`)

// Each sentence with plural forms has exactly those that the language knows.
func checkForms(t *testing.T, code string) {
	t.Helper()
	given := map[string][]string{}
	for key := range texts(t, code) {
		if m := form.FindString(key); m != "" && isCounted(t, key) {
			base := strings.TrimSuffix(key, m)
			given[base] = append(given[base], m)
		}
	}
	for key, got := range given {
		want := forms(language.Make(code), plural.Cardinal)
		if strings.HasSuffix(key, "_ordinal") {
			want = forms(language.Make(code), plural.Ordinal)
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s has the plural forms %v, want %v", key, got, want)
		}
	}
}

// isCounted tells a plural form from a key that only ends like one (of_other): in
// the first language a form stands nowhere alone.
func isCounted(t *testing.T, key string) bool {
	if counted == nil {
		counted = map[string]int{}
		for other := range texts(t, Codes()[0]) {
			if form.MatchString(other) {
				counted[form.ReplaceAllString(other, "")]++
			}
		}
	}
	return counted[form.ReplaceAllString(key, "")] > 1
}

var counted map[string]int

// forms are the plural forms that whole and broken numbers take.
func forms(tag language.Tag, rules *plural.Rules) []string {
	found := map[string]bool{}
	for n := range 1001 {
		found[suffixes[rules.MatchPlural(tag, n, 0, 0, 0, 0)]] = true
	}
	if rules == plural.Cardinal {
		found[suffixes[rules.MatchPlural(tag, 1, 1, 1, 5, 5)]] = true
	}
	return slices.Sorted(maps.Keys(found))
}

// sentences maps what a language says to its places, plural forms taken together.
func sentences(t *testing.T, code string) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for key, text := range texts(t, code) {
		if isCounted(t, key) {
			key = form.ReplaceAllString(key, "")
		}
		all[key] = slices.Concat(all[key], place.FindAllString(text, -1))
	}
	for key, places := range all {
		slices.Sort(places)
		all[key] = slices.Compact(places)
	}
	return all
}

var known = map[string]map[string]string{}

func texts(t *testing.T, code string) map[string]string {
	t.Helper()
	if known[code] != nil {
		return known[code]
	}
	all, house := map[string]string{}, os.DirFS(".")
	folder := path.Join("languages", code)
	err := fs.WalkDir(house, folder, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "language.json" {
			return err
		}
		var node map[string]any
		if err := decode(house, p, &node); err != nil {
			return err
		}
		flatten(all, strings.TrimPrefix(p, folder+"/")+" ", node)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	known[code] = all
	return all
}

func TestASentenceIsSaid(t *testing.T) {
	const phone, register = Catalogue("phone"), Catalogue("register")
	for _, c := range []struct{ got, want string }{
		{phone.Say("ru", "task_dots", Args{"count": 21}), "У вас 21 точка. Отдайте её самому важному предложению."},
		{phone.Say("ru", "task_dots", Args{"count": 12}), "У вас 12 точек. Отдайте их самым важным предложениям."},
		{phone.Say("en", "task_dots", Args{"count": 1}), "You have 1 dot. Give it to what matters most."},
		{phone.Say("kk", "task_dots", Args{"count": int64(1)}), "Сізде 1 нүкте бар. Ең маңызды ұсыныстарды белгілеңіз."},
		{phone.Say("xx", "open", nil), "Ашу"},
		{phone.Say("kk", "nobody_says_this", nil), "nobody_says_this"},
		{register.Say("ru", "corrected", Args{"what": "\u202eда\u2067"}), "Исправление. да"},
		{register.Say("ru", "corrected", nil), "Исправление. {{what}}"},
		{Decimal("kk", 1234.5), "1234,5"}, {Decimal("ru", 7), "7"}, {Decimal("en", 1234.56), "1234.56"},
		{Preferred("de, ru-KZ;q=0.8, en;q=0.5"), "ru"}, {Preferred("ja"), "kk"}, {Preferred(""), "kk"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// A language is found because its folder is there.
func TestAFolderIsALanguage(t *testing.T) {
	for _, code := range Codes() {
		if Name(code) == code || !Known(code) {
			t.Errorf("%s has no name", code)
		}
	}
	if Known("mixed") || Known("") {
		t.Error("no languages")
	}
}
