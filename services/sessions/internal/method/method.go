// Package method is the ways to hold a session: templates whose steps become the
// rounds of a plan. They are data, in methods.json, and the same for every
// forum; what an organiser makes of them is the session's own.
package method

import (
	_ "embed"
	"encoding/json"
	"sync"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/round"
)

// methods.json follows forum_practice §4 and §6.
//
//go:embed methods.json
var file []byte

// Method is one way to hold a session.
type Method struct {
	Key     string       `json:"key" doc:"short Latin word"`
	Title   events.Text  `json:"title"`
	About   events.Text  `json:"about" doc:"what it is good for, in a sentence or two"`
	People  People       `json:"people" doc:"how large the group may be"`
	Minutes int          `json:"minutes" doc:"of all steps together"`
	Steps   []round.Step `json:"steps" nullable:"false"`
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
	for _, m := range all {
		for i := range m.Steps {
			m.Steps[i].Complete()
		}
	}
	return all
})

func find(key string) (Method, error) {
	for _, m := range All() {
		if m.Key == key {
			return m, nil
		}
	}
	return Method{}, problem.InvalidField("/method", "unknown_method")
}
