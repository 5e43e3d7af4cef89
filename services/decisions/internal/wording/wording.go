// Package wording is text as staff type it, in the languages of the forum.
package wording

import (
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/web"
)

// Words is a text in a request, by language; one that is not worded yet is left out.
type Words map[string]string

// Schema implements [huma.SchemaProvider].
func (Words) Schema(r huma.Registry) *huma.Schema { return web.TextSchema(r, "Words", 8000) }

// MarshalJSON makes the fingerprint of a request the same, however what is not
// worded was left out.
func (w Words) MarshalJSON() ([]byte, error) {
	said := map[string]string{}
	for language, words := range w {
		if words != "" {
			said[language] = words
		}
	}
	return json.Marshal(said)
}

// Text is the text as it is kept: what was typed, except that blanks alone are
// no wording.
func (w Words) Text() (t events.Text) {
	for language, words := range w {
		t = t.With(language, text.Shown(words))
	}
	return t
}

// Fill gives t the other text's wording of each language that it lacks.
func Fill(t, other events.Text) events.Text {
	for language, words := range other.All() {
		if t.Of(language) == "" {
			t = t.With(language, words)
		}
	}
	return t
}

// Missing reports that Kazakh or Russian, which are of equal rank, is missing.
func Missing(t events.Text) bool { return t.KK == "" || t.RU == "" }
