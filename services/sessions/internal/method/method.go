// Package method is the ways to hold a session: templates whose steps become the
// rounds of a plan. They are data, in methods.json and, for what they say, in each
// language's folder, and the same for every forum; what an organiser makes of them is the session's own.
package method

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/words"
	"github.com/shanyraq/shanyraq/services/sessions/internal/step"
)

// methods.json follows forum_practice §4 and §6.
//
//go:embed methods.json
var file []byte

// Method is one way to hold a session.
type Method struct {
	Key     string      `json:"key" doc:"short Latin word"`
	Title   events.Text `json:"title"`
	About   events.Text `json:"about" doc:"what it is good for, in a sentence or two"`
	People  People      `json:"people" doc:"how large the group may be"`
	Minutes int         `json:"minutes" doc:"of all steps together"`
	Steps   []step.Step `json:"steps" nullable:"false"`
}

// People is a size of groups.
type People struct {
	Least int `json:"least"`
	Most  int `json:"most"`
}

// All returns every method, the most usual first. A test reads the file, so a
// broken one cannot be shipped.
var All = sync.OnceValue(func() []Method {
	var all []Method
	if err := json.Unmarshal(file, &all); err != nil {
		panic("methods.json: " + err.Error())
	}
	for i := range all {
		m := &all[i]
		m.Title, m.About = said(m.Key+".title"), said(m.Key+".about")
		for n := range m.Steps {
			step, key := &m.Steps[n], fmt.Sprintf("%s.steps.%d.", m.Key, n+1)
			step.Title, step.Question, step.Instruction = said(key+"title"), said(key+"question"), said(key+"instruction")
			step.Complete()
		}
	}
	return all
})

// sentences are the methods' texts, by their keys and the numbers of their steps.
const sentences words.Catalogue = "methods"

// said is a text in every language; not every step asks a question.
func said(key string) events.Text {
	if !sentences.Has(key) {
		return events.Text{}
	}
	return events.Worded(words.Codes(), func(language string) string { return sentences.Say(language, key, nil) })
}

// Find returns a method by its key, or the problem unknown_method.
func Find(key string) (Method, error) {
	for _, m := range All() {
		if m.Key == key {
			return m, nil
		}
	}
	return Method{}, problem.InvalidField("/method", "unknown_method")
}
