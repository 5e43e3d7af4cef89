package problem

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

// Sentence is one catalogue entry: what people read, in each language.
type Sentence struct {
	KK string `json:"kk"`
	RU string `json:"ru"`
	EN string `json:"en"`
}

var catalogue sync.Map // code → Sentence

// Register adds a catalogue, JSON of the shape {"code": {"kk","ru","en"}}.
// Called from package initialisation with an embedded file; a broken file is a
// programming error and panics at start.
func Register(file []byte) {
	var entries map[string]Sentence
	if err := json.Unmarshal(file, &entries); err != nil {
		panic(fmt.Sprintf("problem catalogue: %v", err))
	}
	for code, s := range entries {
		if s.KK == "" || s.RU == "" || s.EN == "" {
			panic(fmt.Sprintf("problem catalogue: %q lacks a language", code))
		}
		catalogue.Store(code, s)
	}
}

// Known reports whether a code has its sentences; tests use it.
func Known(code string) bool { _, ok := catalogue.Load(code); return ok }

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

func (w Words) in(language string) string {
	said := make([]string, len(w))
	for i, code := range w {
		said[i] = Say(language, code, nil)
	}
	return strings.Join(said, ", ")
}

// Say renders the code's sentence in kk, ru or en with {name} places filled.
// An unknown code is shown as itself rather than hidden.
func Say(language, code string, args map[string]any) string {
	v, ok := catalogue.Load(code)
	if !ok {
		return code
	}
	s := v.(Sentence)
	text := s.KK
	switch language {
	case "ru":
		text = s.RU
	case "en":
		text = s.EN
	}
	for name, value := range args {
		if words, ok := value.(Words); ok {
			value = words.in(language)
		}
		text = strings.ReplaceAll(text, "{"+name+"}", fmt.Sprint(value))
	}
	return text
}
