package theme

import (
	_ "embed"
	"encoding/json"
	"sync"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/words"
)

// sets.json has the themes of forums that were: the XII of Almaty (2020), the yurts of
// East Kazakhstan, and those that suggestions are about most.
//
//go:embed sets.json
var file []byte

// Set is themes that a forum may begin with.
type Set struct {
	Key    string      `json:"key" doc:"short Latin word"`
	Title  events.Text `json:"title"`
	Themes []Usual     `json:"themes" nullable:"false"`
}

// Usual is a theme that forums often have.
type Usual struct {
	Key   string      `json:"key" doc:"the same in all forums"`
	Title events.Text `json:"title"`
}

const sentences words.Catalogue = "themes"

// Sets returns every set. A test reads the file, so a broken one cannot be shipped.
var Sets = sync.OnceValue(func() []Set {
	var all []struct {
		Key    string
		Themes []string
	}
	if err := json.Unmarshal(file, &all); err != nil {
		panic("sets.json: " + err.Error())
	}
	sets := make([]Set, len(all))
	for i, s := range all {
		sets[i] = Set{Key: s.Key, Title: said("sets." + s.Key), Themes: make([]Usual, len(s.Themes))}
		for n, key := range s.Themes {
			sets[i].Themes[n] = Usual{Key: key, Title: said("themes." + key)}
		}
	}
	return sets
})

func said(key string) events.Text {
	return events.Worded(words.Codes(), func(language string) string { return sentences.Say(language, key, nil) })
}
