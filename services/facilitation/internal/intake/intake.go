// Package intake takes in suggestions that came through other channels: a file
// is read and shown line by line, then applied once.
package intake

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/text/sheet"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
)

// What is taken at once.
const (
	MaxRows   = 10_000
	maxNumber = 100 // characters of a source's number
)

// Line is one suggestion of a file, understood. Empty members were empty.
type Line struct {
	Line         int    `json:"line"` // in the file, from 1
	ID           string `json:"id"`
	Language     string `json:"language"`
	ThemeID      string `json:"theme_id"`
	Text         string `json:"text"`
	Source       string `json:"source"`
	SourceNumber string `json:"source_number"`
	ReceivedOn   string `json:"received_on"`
}

// Fault is why a line cannot be taken in.
type Fault struct {
	Line   int            `json:"line"`
	Column string         `json:"column"` // our name of it, "" for the whole line
	Code   string         `json:"code"`
	Args   map[string]any `json:"args,omitempty"`
}

// Defaults stand in for columns that the file does not have.
type Defaults struct {
	Language, ThemeID, Source string
}

// Theme is a theme of the forum, by whatever name a file may call it.
type Theme struct {
	ID    string
	Names []string
}

// Alike is a line that may say the same as another, to be looked at by a person.
type Alike struct {
	Line      int    `json:"line"`
	Text      string `json:"text" doc:"What the line says"`
	OtherLine int    `json:"other_line" doc:"Earlier in the file"`
	OtherText string `json:"other_text"`
}

// reader understands lines.
type reader struct {
	sheet    sheet.Sheet
	forum    string
	defaults Defaults
	themes   map[string]string // folded name → id
	ids      map[string]int    // → line
	numbers  map[[2]string]int // source, number → line
	repeats  map[string]int    // content → how often
}

// open reads a file and finds its columns. Errors: those of sheet.Read, import_empty,
// import_text_column_missing.
func open(data []byte) (sheet.Sheet, columns, error) {
	s, err := sheet.Read(data, sheet.Options{MaxRows: MaxRows, Known: func(key string) bool { return headings[key] != "" }})
	if err != nil {
		return s, columns{}, err
	}
	c, seen := columns{at: map[int]string{}, named: []sheet.Column{}, ignored: []string{}}, map[string]bool{}
	for i, heading := range s.Heading {
		name := headings[sheet.HeadingKey(heading)]
		if name == "source_number" && s.Counts(i) || name == "id" && s.Counts(i) {
			name = rowNumber
		}
		switch shown := text.OneLine(heading); {
		case name != "" && name != rowNumber && !seen[name]:
			c.at[i], seen[name] = name, true
			c.named = append(c.named, sheet.Column{Heading: shown, Column: name})
		case name != rowNumber && text.Shows(shown):
			c.ignored = append(c.ignored, shown)
		}
	}
	switch {
	case !seen["text"]:
		return s, columns{}, problem.Invalid("import_text_column_missing")
	case len(s.Lines) == 0:
		return s, columns{}, problem.Invalid("import_empty")
	}
	return s, c, nil
}

// columns are those of a file: what each means, and the headings that mean nothing.
type columns struct {
	at      map[int]string
	named   []sheet.Column
	ignored []string
}

// understood is what a file says.
type understood struct {
	lines            []Line
	faults, warnings []Fault
	alike            []Alike
}

// understand turns the rows of a file into lines and faults.
func understand(forum string, s sheet.Sheet, columns columns, themes []Theme, d Defaults) (u understood) {
	r := &reader{
		sheet: s, forum: forum, defaults: d, themes: map[string]string{},
		ids: map[string]int{}, numbers: map[[2]string]int{}, repeats: map[string]int{},
	}
	for _, t := range themes {
		r.themes[sheet.HeadingKey(t.ID)] = t.ID
		for _, n := range t.Names {
			r.themes[sheet.HeadingKey(n)] = t.ID
		}
	}
	r.themes[""] = "" // no theme is an answer: the secretariat will give one
	said := map[string]Line{}
	for _, row := range s.Lines {
		if row.Fault != "" {
			u.faults = append(u.faults, Fault{Line: row.Number, Code: row.Fault})
			continue
		}
		cells := map[string]string{}
		for i, cell := range row.Cells {
			if name := columns.at[i]; name != "" {
				cells[name] = cell
			}
		}
		l, bad := r.line(row.Number, cells)
		if len(bad) > 0 {
			u.faults = append(u.faults, bad...)
			continue
		}
		if row.Damaged() {
			u.warnings = append(u.warnings, Fault{Line: l.Line, Code: "letters_damaged"})
		}
		if before, ok := said[text.Fold(l.Text)]; ok {
			u.alike = append(u.alike, Alike{Line: l.Line, Text: l.Text, OtherLine: before.Line, OtherText: before.Text})
		} else {
			said[text.Fold(l.Text)] = l
		}
		u.lines = append(u.lines, l)
	}
	return u
}

// line understands one line, and says all that is wrong with it.
func (r *reader) line(n int, cells map[string]string) (Line, []Fault) {
	l := Line{Line: n, Text: cells["text"], SourceNumber: text.OneLine(cells["source_number"])}
	var faults []Fault
	fault := func(column, code string, args ...any) {
		f := Fault{Line: n, Column: column, Code: code, Args: map[string]any{}}
		for i := 0; i+1 < len(args); i += 2 {
			f.Args[args[i].(string)] = args[i+1]
		}
		faults = append(faults, f)
	}
	switch {
	case given.Blank(l.Text):
		fault("text", "text_empty")
	case utf8.RuneCountInString(l.Text) > suggestion.MaxText:
		fault("text", "too_long", "limit", suggestion.MaxText)
	case strings.ContainsRune(l.Text, 0) || !utf8.ValidString(l.Text):
		fault("text", "invalid_text")
	}
	var ok bool
	if l.Language, ok = choose(languages, cells["language"], r.defaults.Language); !ok {
		fault("language", "import_language_unknown")
	}
	if l.Source, ok = choose(sources, cells["source"], r.defaults.Source); !ok {
		fault("source", "import_source_unknown")
	}
	if l.ThemeID, ok = choose(r.themes, cells["theme"], r.defaults.ThemeID); !ok {
		fault("theme", "import_theme_unknown")
	}
	if l.ReceivedOn, ok = r.sheet.Day(cells["received_on"]); !ok || l.ReceivedOn != "" && l.ReceivedOn < "1990" {
		fault("received_on", "import_date_unknown")
	}
	id, err := uuid.Parse(strings.TrimSpace(cells["id"]))
	if err != nil && l.SourceNumber == "" {
		l.SourceNumber = text.OneLine(cells["id"]) // the channel's own number, under another heading
	}
	if utf8.RuneCountInString(l.SourceNumber) > maxNumber {
		fault("source_number", "too_long", "limit", maxNumber)
	}
	if len(faults) > 0 {
		return l, faults
	}
	l.ID = r.identify(l, id)
	if before, ok := r.ids[l.ID]; ok {
		fault("id", "import_line_repeated", "line", before)
	} else if before, ok := r.numbers[[2]string{l.Source, l.SourceNumber}]; ok && l.SourceNumber != "" {
		fault("source_number", "import_line_repeated", "line", before)
	}
	r.ids[l.ID], r.numbers[[2]string{l.Source, l.SourceNumber}] = n, n
	return l, faults
}

// namespace of the ids that are made here.
var namespace = uuid.MustParse("7d1f6f0a-6c0e-5f5c-9a49-0d3a5a1c8e11")

// identify gives a line the id that it has in every file: its own, else one made
// of the channel's number, else one made of all that the line says and how often
// the file has said it before. So a file taken in twice adds nothing.
func (r *reader) identify(l Line, own uuid.UUID) string {
	if own != uuid.Nil {
		return own.String()
	}
	if l.SourceNumber != "" {
		return uuid.NewSHA1(namespace, []byte(strings.Join([]string{r.forum, l.Source, l.SourceNumber}, "\x00"))).String()
	}
	content := strings.Join([]string{r.forum, l.Source, l.Language, l.ThemeID, l.ReceivedOn, l.Text}, "\x00")
	r.repeats[content]++
	return uuid.NewSHA1(namespace, []byte(content+"\x00"+strconv.Itoa(r.repeats[content]))).String()
}

// drafts are the lines as suggestions to store.
func drafts(forum, by string, lines []Line) []suggestion.Suggestion {
	out := make([]suggestion.Suggestion, len(lines))
	for i, l := range lines {
		out[i] = suggestion.Suggestion{
			ID: l.ID, ForumID: forum, ThemeID: l.ThemeID, Text: l.Text, Language: l.Language,
			Source: events.SuggestionSource(l.Source), SourceNumber: l.SourceNumber, ReceivedOn: l.ReceivedOn, CapturedBy: by,
		}
	}
	return out
}

// choose finds what a cell means; an empty one means otherwise.
func choose(known map[string]string, cell, otherwise string) (string, bool) {
	key := sheet.HeadingKey(cell)
	if key == "" {
		if otherwise == "" {
			_, ok := known[""] // whether nothing is an answer
			return "", ok
		}
		return otherwise, true
	}
	meant, ok := known[key]
	return meant, ok
}

// say is the fault in a person's language.
func (f Fault) say(language string) string { return problem.Say(language, f.Code, f.Args) }
