package text_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/shanyraq/shanyraq/pkg/text"
)

// cases are read by the browser's test too (web/app/src/core/text.test.ts).
var cases = func() (c struct {
	Same, Different [][3]string
	Keys, Codes     [][2]string
	Finds           [][3]any
	Numbers, Shows  [][2]any
	Lines           [][2]*string
}) {
	data, err := os.ReadFile("testdata/cases.json")
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	if err != nil {
		panic(err)
	}
	return c
}()

func TestFoldTakesForTheSameWhatPeopleDo(t *testing.T) {
	for _, c := range cases.Same {
		if a, b := text.Fold(c[1]), text.Fold(c[2]); a != b || a == "" {
			t.Errorf("%s: %q and %q have the keys %q and %q", c[0], c[1], c[2], a, b)
		}
	}
	for _, c := range cases.Different {
		if a, b := text.Fold(c[1]), text.Fold(c[2]); a == b {
			t.Errorf("%s: %q and %q have the same key %q", c[0], c[1], c[2], a)
		}
	}
	for _, c := range cases.Keys {
		if got := text.Fold(c[0]); got != c[1] {
			t.Errorf("the key of %q is %q, want %q", c[0], got, c[1])
		}
	}
}

func TestWordsAreFoundInAnyOrder(t *testing.T) {
	for _, c := range cases.Finds {
		if got := text.Finds(text.Fold(c[0].(string)), c[1].(string)); got != c[2] {
			t.Errorf("%q in %q: %t", c[1], c[0], got)
		}
	}
	for _, c := range cases.Numbers {
		if got, _ := text.Numbered(c[0].(string)); float64(got) != c[1] {
			t.Errorf("%q names number %d, want %v", c[0], got, c[1])
		}
	}
}

func TestWhatShowsNothingIsEmpty(t *testing.T) {
	for _, c := range cases.Shows {
		if got := text.Shows(c[0].(string)); got != c[1] {
			t.Errorf("%+q shows something: %t", c[0], got)
		}
	}
}

func TestALineIsOneLine(t *testing.T) {
	for _, c := range cases.Lines {
		switch got, ok := text.Line(*c[0]); {
		case ok != (c[1] != nil):
			t.Errorf("%+q is a line: %t", *c[0], ok)
		case ok && got != *c[1]:
			t.Errorf("%+q became %+q, want %+q", *c[0], got, *c[1])
		}
	}
}

func TestAddressesAreThoseThatMailServersTake(t *testing.T) {
	for given, want := range map[string]string{
		"aigul@example.kz": "aigul@example.kz", " aigul@Example.KZ\u200b\u00a0": "aigul@example.kz",
		"a.b+c@x-y.example.kz": "a.b+c@x-y.example.kz", "info@почта.қаз": "info@почта.қаз", "a_b@d.travel": "a_b@d.travel",
	} {
		if got, flaw := text.Address(given); flaw != nil || got != want {
			t.Errorf("%+q became %q: %v", given, got, flaw)
		}
	}
	for given, want := range map[string]text.Flaw{
		"":                                     {Code: "address_invalid"},
		"aigul":                                {Code: "address_invalid"},
		"@example.kz":                          {Code: "address_invalid"},
		"aigul@":                               {Code: "address_invalid"},
		"aigul@example.":                       {Code: "address_invalid"},
		"a@b@example.kz":                       {Code: "address_invalid"},
		"a..b@example.kz":                      {Code: "address_invalid"},
		"aigul@exa_mple.kz":                    {Code: "address_invalid"},
		"aigul@-example.kz":                    {Code: "address_invalid"},
		`"a"@example.kz`:                       {Code: "address_invalid"},
		"A <a@example.kz>":                     {Code: "address_letter", Letter: "« »", Place: 2},
		"ai gul@example.kz":                    {Code: "address_letter", Letter: "« »", Place: 3},
		"ai\u200bgul@example.kz":               {Code: "address_letter", Letter: "U+200B", Place: 3},
		"ai\ngul@example.kz":                   {Code: "address_letter", Letter: "U+000A", Place: 3},
		"aigul@exam\u00adple.kz":               {Code: "address_letter", Letter: "U+00AD", Place: 11},
		"аigul@example.kz":                     {Code: "address_letter", Letter: "«а»", Place: 1},
		"aigul@exаmple.kz":                     {Code: "address_letter", Letter: "«а»", Place: 9},
		"aigul@example.қaз":                    {Code: "address_letter", Letter: "«e»", Place: 7},
		"info@почтa.қаз":                       {Code: "address_letter", Letter: "«a»", Place: 10},
		"aigul@localhost":                      {Code: "address_local"},
		"aigul@host.local":                     {Code: "address_local"},
		"aigul@[127.0.0.1]":                    {Code: "address_local"},
		"aigul@10.0.0.1":                       {Code: "address_local"},
		strings.Repeat("a", 65) + "@a.kz":      {Code: "address_invalid"},
		"a@" + strings.Repeat("a.", 130) + "k": {Code: "address_invalid"},
	} {
		if got, flaw := text.Address(given); flaw == nil || *flaw != want {
			t.Errorf("%+q gave %q and %v, want %v", given, got, flaw, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, c := range cases.Same {
		f.Add(c[1])
	}
	f.Fuzz(func(t *testing.T, s string) {
		key := text.Fold(s)
		if !utf8.ValidString(key) || text.Fold(key) != key {
			t.Errorf("the key %+q of %+q has the key %+q", key, s, text.Fold(key))
		}
		line := text.OneLine(s)
		if again, ok := text.Line(line); !ok || again != line {
			t.Errorf("%+q made a line is %+q, then %+q", s, line, again)
		}
		if address, flaw := text.Address(s); flaw == nil {
			if again, flaw := text.Address(address); flaw != nil || again != address {
				t.Errorf("the address %+q became %+q: %v", address, again, flaw)
			}
		}
		if mark := func(r rune) bool { return unicode.Is(unicode.M, r) }; !text.Shows(s) && key != "" && !strings.ContainsFunc(s, mark) {
			t.Errorf("%+q shows nothing and has the key %+q", s, key)
		}
	})
}

func TestOffset(t *testing.T) {
	at := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
	for want, seconds := range map[string]int{"+0": 0, "+5": 5 * 3600, "+5:30": 5*3600 + 1800, "-3:30": -3*3600 - 1800, "-0:30": -1800, "-5": -5 * 3600} {
		if got := text.Offset(at.In(time.FixedZone("", seconds))); got != want {
			t.Errorf("%d s: %s, want %s", seconds, got, want)
		}
	}
}

func TestACodeIsReadHoweverItIsTyped(t *testing.T) {
	for _, c := range cases.Codes {
		if got := text.Code(c[0]); got != c[1] {
			t.Errorf("%q is read as %q, want %q", c[0], got, c[1])
		}
	}
}
