package message

import (
	"embed"
	"fmt"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"github.com/shanyraq/shanyraq/pkg/text"
)

// Languages are those a letter can be written in, in the forum's order.
var Languages = []string{"kk", "ru", "en"}

//go:embed catalogue/*.json
var catalogues embed.FS

// Words are the catalogues: every sentence of every letter in every language,
// with the plural forms of each (kk one/other, ru one/few/many/other).
type Words struct {
	voices map[string]*i18n.Localizer
}

// NewWords opens the embedded catalogues.
func NewWords() (*Words, error) {
	bundle := i18n.NewBundle(language.Kazakh)
	w := &Words{voices: map[string]*i18n.Localizer{}}
	for _, l := range Languages {
		if _, err := bundle.LoadMessageFileFS(catalogues, "catalogue/"+l+".json"); err != nil {
			return nil, fmt.Errorf("opening catalogue %s: %w", l, err)
		}
	}
	for _, l := range Languages {
		w.voices[l] = i18n.NewLocalizer(bundle, l)
	}
	return w, nil
}

// voice speaks one language. Its first error is kept, so that a letter is
// either whole or refused.
type voice struct {
	language string
	words    *i18n.Localizer
	zone     *time.Location
	err      error
}

func (w *Words) voice(lang string) *voice {
	words, ok := w.voices[lang]
	if !ok {
		lang, words = Languages[0], w.voices[Languages[0]]
	}
	return &voice{language: lang, words: words, zone: time.UTC}
}

// args are the sentence's {{.Name}} places: name, value, name, value, … People
// typed some of them, so what turns directions ends with each.
func (v *voice) say(key string, args ...any) string { return v.speak(key, nil, args) }

// count is say in the plural form of n, which is {{.Count}}.
func (v *voice) count(key string, n int, args ...any) string {
	return v.speak(key, n, append(args, "Count", n))
}

func (v *voice) speak(key string, plural any, args []any) string {
	data := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		data[args[i].(string)] = args[i+1]
		if s, ok := args[i+1].(string); ok {
			data[args[i].(string)] = text.Contained(s)
		}
	}
	s, err := v.words.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: plural})
	if err != nil && v.err == nil {
		v.err = fmt.Errorf("saying %s in %s: %w", key, v.language, err)
	}
	return s
}

// numbers writes a list of numbers: «№ 12, № 15 и № 18».
func (v *voice) numbers(ns []int64) string {
	parts := make([]string, len(ns))
	for i, n := range ns {
		parts[i] = v.say("number", "N", n)
	}
	last := len(parts) - 1
	if last < 1 {
		return strings.Join(parts, "")
	}
	return v.say("list", "First", strings.Join(parts[:last], ", "), "Last", parts[last])
}
