package register

import (
	"maps"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/words"
)

// sentences are those of the public pages.
const sentences words.Catalogue = "register"

// args fill the places of a sentence. A value may be a text in several languages;
// n is also the number that chooses the plural form.
type args map[string]any

// say renders a sentence in every language.
func say(key string, a args) events.Text {
	return events.Worded(words.Codes(), func(language string) string { return sayIn(language, key, a) })
}

// sayIn renders a sentence in one language.
func sayIn(language, key string, a args) string {
	all := maps.Clone(words.Args(a))
	if n, counted := a["n"]; counted {
		all["count"] = n
	}
	return sentences.Say(language, key, all)
}
