// Package wording is the sentences of the letters in every language, and how a
// language writes days, moments, deadlines and lists. It knows no facts.
package wording

import (
	"fmt"
	"strings"
	"time"

	"github.com/shanyraq/shanyraq/pkg/words"
)

// sentences are those of every letter.
const sentences words.Catalogue = "letters"

// Voice speaks one language. Its first error is kept, so that a letter is
// either whole or refused.
type Voice struct {
	Language string
	Err      error
	zone     *time.Location
}

// In begins to speak a language, in UTC; the first language where the house knows no
// such.
func In(language string) *Voice {
	if !words.Known(language) {
		language = words.Codes()[0]
	}
	return &Voice{Language: language, zone: time.UTC}
}

// Say is a sentence of the catalogue. args are its {{Name}} places: name, value, name, value, … People
// typed some of them, so what turns directions ends with each.
func (v *Voice) Say(key string, args ...any) string { return v.speak(key, args) }

// Count is Say in the plural form of n, which is {{count}}.
func (v *Voice) Count(key string, n int, args ...any) string {
	return v.speak(key, append(args, "count", n))
}

func (v *Voice) speak(key string, args []any) string {
	data := make(words.Args, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		data[args[i].(string)] = args[i+1]
	}
	if !sentences.Has(key) && v.Err == nil {
		v.Err = fmt.Errorf("the letters have no sentence %s", key)
	}
	return sentences.Say(v.Language, key, data)
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
