package problem

import (
	"strings"

	"github.com/shanyraq/shanyraq/pkg/words"
)

// sentences are what people read of a refusal, by its code.
const sentences words.Catalogue = "problems"

// Known reports whether a code has its sentences; tests use it.
func Known(code string) bool { return sentences.Has(code) }

// Words is an argument made of catalogue entries, each said in the reader's
// language and joined by commas: roles, states. Code words are for clients.
type Words []string

// Named makes Words of code words, which the catalogues keep under a prefix.
func Named(prefix string, codes ...string) Words {
	w := make(Words, len(codes))
	for i, c := range codes {
		w[i] = prefix + c
	}
	return w
}

// In says the words in a language.
func (w Words) In(language string) string {
	said := make([]string, len(w))
	for i, code := range w {
		said[i] = Say(language, code, nil)
	}
	return strings.Join(said, ", ")
}

// Say renders the code's sentence in a language with its places filled. An
// unknown code is shown as itself rather than hidden.
func Say(language, code string, args map[string]any) string {
	return sentences.Say(language, code, args)
}
