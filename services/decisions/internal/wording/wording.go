// Package wording is text as staff type it, in the languages of the forum.
package wording

import (
	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/text"
)

// Words is a text in a request; a language that is not worded yet is left out.
type Words struct {
	KK string `json:"kk,omitempty" maxLength:"8000"`
	RU string `json:"ru,omitempty" maxLength:"8000"`
	EN string `json:"en,omitempty" maxLength:"8000"`
}

// Text is the text as it is kept: what was typed, except that blanks alone are
// no wording.
func (w Words) Text() events.Text {
	return events.Text{KK: text.Shown(w.KK), RU: text.Shown(w.RU)}.With("en", text.Shown(w.EN))
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
