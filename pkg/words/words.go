// Package words is what the house says to people, in every language that it
// speaks. A language is a folder below languages/: what it is called and how it
// writes (language.json), and one catalogue for each thing that speaks. A new
// folder is a new language; no code names one.
//
// A catalogue is JSON as i18next reads it: levels, places {{name}}, and the plural
// forms of a sentence as keys that end in _one, _few, _many, _other. The screens'
// catalogues have the same look and are read by the browser alone.
package words

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

//go:embed languages/*/*.json languages/*/problems/*.json
var files embed.FS

// Language is one that the house speaks.
type Language struct {
	Code    string // of ISO 639: its folder's name
	Name    string `json:"name"`    // by itself: Қазақша
	Order   int    `json:"order"`   // its place in lists; the first is spoken when nobody says which
	Numbers string `json:"numbers"` // whose way of writing numbers it has, when that is another's
	// Called is what lists that people bring call it, in any language (lists.json).
	Called []string `json:"called"`
	// Columns are the headings of such lists for what is worded in the language: name,
	// abbreviation.
	Columns map[string][]string `json:"columns"`
}

// Languages are those that there are, in the order in which people see them.
func Languages() []Language { return house().languages }

// Codes are the languages' codes in the same order.
func Codes() []string { return house().codes }

// Name is what the language calls itself.
func Name(code string) string {
	for _, l := range Languages() {
		if l.Code == code {
			return l.Name
		}
	}
	return code
}

// Known reports that the house speaks the language.
func Known(code string) bool { return slices.Contains(Codes(), code) }

// Preferred is the language that suits an Accept-Language header best, the first
// one when none does.
func Preferred(header string) string {
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil || len(tags) == 0 {
		return Codes()[0]
	}
	_, i, confidence := house().matcher.Match(tags...)
	if confidence == language.No {
		return Codes()[0]
	}
	return Codes()[i]
}

// catalogue is the sentences of one in all languages, by code and key.
type catalogue map[string]map[string]string

type all struct {
	languages  []Language
	codes      []string
	matcher    language.Matcher
	catalogues map[string]catalogue // by file name without its ending
}

// house reads the folders once. They are compiled in: a broken file is a
// programming error and panics at start.
var house = sync.OnceValue(func() *all {
	h, err := read(files)
	if err != nil {
		panic(fmt.Sprintf("words: %v", err))
	}
	return h
})

func read(from fs.FS) (*all, error) {
	h := &all{catalogues: map[string]catalogue{}}
	folders, err := fs.ReadDir(from, "languages")
	if err != nil {
		return nil, err
	}
	for _, folder := range folders {
		l := Language{Code: folder.Name()}
		for _, file := range []string{"language.json", "lists.json"} {
			if err := decode(from, path.Join("languages", l.Code, file), &l); err != nil {
				return nil, err
			}
		}
		h.languages = append(h.languages, l)
	}
	slices.SortFunc(h.languages, func(a, b Language) int { return a.Order - b.Order })
	var tags []language.Tag
	for _, l := range h.languages {
		h.codes = append(h.codes, l.Code)
		tags = append(tags, language.Make(l.Code))
		if err := h.enter(from, l.Code); err != nil {
			return nil, err
		}
	}
	h.matcher = language.NewMatcher(tags)
	return h, nil
}

func (h *all) enter(from fs.FS, code string) error {
	folder := path.Join("languages", code)
	return fs.WalkDir(from, folder, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "language.json" {
			return err
		}
		var node map[string]any
		if err := decode(from, p, &node); err != nil {
			return err
		}
		name := strings.TrimSuffix(strings.TrimPrefix(p, folder+"/"), ".json")
		if base, _, nested := strings.Cut(name, "/"); nested {
			name = base // problems/sessions.json is a part of the problems
		}
		if h.catalogues[name] == nil {
			h.catalogues[name] = catalogue{}
		}
		if h.catalogues[name][code] == nil {
			h.catalogues[name][code] = map[string]string{}
		}
		flatten(h.catalogues[name][code], "", node)
		return nil
	})
}

func flatten(into map[string]string, prefix string, node map[string]any) {
	for key, value := range node {
		switch value := value.(type) {
		case string:
			into[prefix+key] = value
		case map[string]any:
			flatten(into, prefix+key+".", value)
		}
	}
}

func decode(from fs.FS, name string, into any) error {
	raw, err := fs.ReadFile(from, name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
