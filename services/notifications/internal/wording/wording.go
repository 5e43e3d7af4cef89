// Package wording is the sentences of the letters in every language, and how a
// language writes days, moments, deadlines and lists. It knows no facts.
package wording

import (
	"embed"
	"fmt"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/words"
)

// catalogue has a file for each language, see words.Codes.
//
//go:embed catalogue/*.json
var catalogue embed.FS

// Words are the catalogues: every sentence of every letter in every language,
// with the plural forms of each (kk one/other, ru one/few/many/other).
type Words struct {
	voices map[string]*i18n.Localizer
}

// NewWords opens the embedded catalogues.
func NewWords() (*Words, error) {
	languages := words.Codes()
	bundle := i18n.NewBundle(language.Make(languages[0]))
	w := &Words{voices: map[string]*i18n.Localizer{}}
	for _, l := range languages {
		if _, err := bundle.LoadMessageFileFS(catalogue, "catalogue/"+l+".json"); err != nil {
			return nil, fmt.Errorf("opening catalogue %s: %w", l, err)
		}
	}
	for _, l := range languages {
		w.voices[l] = i18n.NewLocalizer(bundle, l)
	}
	return w, nil
}

// Voice speaks one language. Its first error is kept, so that a letter is
// either whole or refused.
type Voice struct {
	Language string
	Err      error
	words    *i18n.Localizer
	zone     *time.Location
}

// Voice begins to speak a language, in UTC; the first language where it knows no
// such.
func (w *Words) Voice(lang string) *Voice {
	if _, ok := w.voices[lang]; !ok {
		lang = words.Codes()[0]
	}
	return &Voice{Language: lang, words: w.voices[lang], zone: time.UTC}
}

// Say is a sentence of the catalogue. args are its {{.Name}} places: name, value, name, value, … People
// typed some of them, so what turns directions ends with each.
func (v *Voice) Say(key string, args ...any) string { return v.speak(key, nil, args) }

// Count is Say in the plural form of n, which is {{.Count}}.
func (v *Voice) Count(key string, n int, args ...any) string {
	return v.speak(key, n, append(args, "Count", n))
}

func (v *Voice) speak(key string, plural any, args []any) string {
	data := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		data[args[i].(string)] = args[i+1]
		if s, ok := args[i+1].(string); ok {
			data[args[i].(string)] = text.Contained(s)
		}
	}
	s, err := v.words.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: plural})
	if err != nil && v.Err == nil {
		v.Err = fmt.Errorf("saying %s in %s: %w", key, v.Language, err)
	}
	return s
}

// Numbers writes a list of numbers: «№ 12, № 15 и № 18».
func (v *Voice) Numbers(ns []int64) string {
	parts := make([]string, len(ns))
	for i, n := range ns {
		parts[i] = v.Say("number", "N", n)
	}
	last := len(parts) - 1
	if last < 1 {
		return strings.Join(parts, "")
	}
	return v.Say("list", "First", strings.Join(parts[:last], ", "), "Last", parts[last])
}
