package text

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
)

//go:embed languages.json
var languagesFile []byte

// languages are those in which people are written to and shown pages, in the order
// in which they are offered. The first is the one for who has not said.
var languages = func() (all []struct {
	Code string `json:"code"` // ISO 639-1
	// Equal marks the languages of equal rank, which everybody reads: what is worded
	// in one of them only is also told in the others.
	Equal bool `json:"equal"`
}) {
	if err := json.Unmarshal(languagesFile, &all); err != nil || len(all) == 0 {
		panic(fmt.Sprintf("languages.json: %d languages, %v", len(all), err))
	}
	return all
}()

// Languages are the codes of all languages, the one for who has not said first.
func Languages() []string {
	codes := make([]string, len(languages))
	for i, l := range languages {
		codes[i] = l.Code
	}
	return codes
}

// IsLanguage reports whether people are written to in it.
func IsLanguage(code string) bool { return slices.Contains(Languages(), code) }

// EqualRank reports whether the language is one of those that everybody reads.
func EqualRank(code string) bool {
	for _, l := range languages {
		if l.Code == code {
			return l.Equal
		}
	}
	return false
}
