package simulation

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shanyraq/shanyraq/events"
)

// Idea is a suggestion that somebody is going to make.
type Idea struct {
	ID          string // in its file
	Language    string // kk, ru, en, mixed
	Theme       string // a theme's key
	Text        string
	DuplicateOf string      // the idea that it repeats; "" = none
	Wording     events.Text // what the secretariat will make of it; empty = unknown
	Outcome     string      // what the plenary will decide; "" = lots decide
}

//go:embed data/sample_suggestions.csv
var sampleCSV []byte

//go:embed data/wordings.csv
var wordingsCSV []byte

// maxText is the longest text that a server takes, in characters.
const maxText = 2000

// Sample is the built-in set of 60 suggestions, 46 of them distinct.
func Sample() []Idea {
	ideas, err := readIdeas(bytes.NewReader(sampleCSV))
	if err != nil {
		panic(err) // a test reads it
	}
	return ideas
}

// ReadFile reads ideas from a CSV file with the columns id, lang, theme, text
// and, optionally, duplicate_of.
func ReadFile(path string) ([]Idea, error) {
	f, err := os.Open(path) // #nosec G304 -- the user names it
	if err != nil {
		return nil, fmt.Errorf("opening suggestions: %w", err)
	}
	defer func() { _ = f.Close() }()
	ideas, err := readIdeas(f)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	return ideas, nil
}

func readIdeas(r io.Reader) ([]Idea, error) {
	rows, err := readTable(r, "id", "lang", "theme", "text")
	if err != nil {
		return nil, err
	}
	wordings := builtInWordings()
	ideas := make([]Idea, len(rows))
	for i, row := range rows {
		ideas[i] = Idea{ID: row["id"], Language: row["lang"], Theme: row["theme"], Text: row["text"], DuplicateOf: row["duplicate_of"]}
	}
	if err := check(ideas); err != nil {
		return nil, err
	}
	// Our wordings fit our own set only, whoever reads it from where.
	for i := range ideas {
		if w, ok := wordings[ideas[i].ID]; ok && w.text == ideas[i].Text {
			ideas[i].Wording, ideas[i].Outcome = w.wording, w.outcome
		}
	}
	return ideas, nil
}

// check finds what a server would refuse, and repetitions of nothing.
func check(ideas []Idea) error {
	if len(ideas) == 0 {
		return fmt.Errorf("there are no suggestions")
	}
	known := make(map[string]bool, len(ideas))
	for i, idea := range ideas {
		line := i + 2
		switch n := utf8.RuneCountInString(idea.Text); {
		case idea.ID == "" || known[idea.ID]:
			return fmt.Errorf("line %d: the id %q is empty or not the only one", line, idea.ID)
		case strings.TrimSpace(idea.Text) == "" || n > maxText || !utf8.ValidString(idea.Text):
			return fmt.Errorf("line %d: the text must be 1 to %d characters in UTF-8", line, maxText)
		case !slices.Contains([]string{"kk", "ru", "en", "mixed"}, idea.Language):
			return fmt.Errorf("line %d: the language %q is none of kk, ru, en, mixed", line, idea.Language)
		}
		known[idea.ID] = true
	}
	for i, idea := range ideas {
		if d := idea.DuplicateOf; d != "" && (!known[d] || d == idea.ID) {
			return fmt.Errorf("line %d: duplicate_of names %q, which is no other suggestion", i+2, d)
		}
	}
	return nil
}

type wordingOf struct {
	text    string // as it was suggested
	wording events.Text
	outcome string
}

func builtInWordings() map[string]wordingOf {
	sample, err := readTable(bytes.NewReader(sampleCSV), "id", "text")
	if err != nil {
		panic(err)
	}
	texts := make(map[string]string, len(sample))
	for _, row := range sample {
		texts[row["id"]] = row["text"]
	}
	rows, err := readTable(bytes.NewReader(wordingsCSV), "id", "kk", "ru", "outcome")
	if err != nil {
		panic(err)
	}
	all := make(map[string]wordingOf, len(rows))
	for _, row := range rows {
		all[row["id"]] = wordingOf{texts[row["id"]], events.Text{KK: row["kk"], RU: row["ru"]}, row["outcome"]}
	}
	return all
}

// readTable reads a CSV file with a header line into one map a line.
func readTable(r io.Reader, required ...string) ([]map[string]string, error) {
	in := csv.NewReader(r)
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("the header line: %w", err)
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff") // spreadsheets write one
	for _, name := range required {
		if !slices.Contains(header, name) {
			return nil, fmt.Errorf("the column %q is missing", name)
		}
	}
	var rows []map[string]string
	for {
		record, err := in.Read()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		row := make(map[string]string, len(header))
		for i, name := range header {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
}
