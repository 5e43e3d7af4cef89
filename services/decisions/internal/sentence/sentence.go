// Package sentence says the sentences of the public pages, in every language.
package sentence

import (
	"maps"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/words"
)

// All are the sentences.
const All words.Catalogue = "register"

// Args fill the places of a sentence. A value may be a text in several languages;
// n is also the number that chooses the plural form.
type Args map[string]any

// Say renders a sentence in every language.
func Say(key string, a Args) events.Text {
	return events.Worded(words.Codes(), func(language string) string { return In(language, key, a) })
}

// In renders a sentence in one language.
func In(language, key string, a Args) string {
	all := maps.Clone(words.Args(a))
	if n, counted := a["n"]; counted {
		all["count"] = n
	}
	return All.Say(language, key, all)
}
