// Package sheet reads the lists that people have: CSV as any program writes it, and
// XLSX. It understands rows and cells; what the columns mean is its caller's.
package sheet

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
)

// What is taken at once.
const (
	MaxFile     = 10 << 20 // bytes
	MaxUnpacked = 64 << 20 // bytes of all parts of a workbook
	maxColumns  = 200
	searched    = 10 // rows among which the heading is
)

// Damaged stands for a letter that could not be read.
const Damaged = "\ufffd"

// Sheet is a list.
type Sheet struct {
	Heading []string
	Lines   []Line // that are not wholly empty, below the heading
	days    int    // what the numbers of days count from: 1900 or 1904
}

// Line is one row. Number is its place in the file, the first is 1. Fault is empty
// or the code of what keeps it from being read: broken_quotes, formula_error.
type Line struct {
	Number int
	Cells  []string
	Fault  string
}

// Damaged reports whether letters of the line could not be read.
func (l Line) Damaged() bool { return strings.Contains(strings.Join(l.Cells, ""), Damaged) }

// Options say what a caller wants.
type Options struct {
	MaxRows int
	// Known tells the headings that mean something, given by HeadingKey. It is how
	// the heading is found below a title, and the list among the sheets of a workbook.
	Known func(key string) bool
}

// Column is a column of a file as an import has understood it.
type Column struct {
	Heading string `json:"heading" doc:"As it stands in the file"`
	Column  string `json:"column" doc:"Which field it is"`
	Field   string `json:"field" doc:"What the caller's language calls the field"`
}

// HeadingKey is what a heading, or a word of a fixed list, is known by: folded,
// and without what separates words, so that «Т.А.Ә.», «ТАӘ» and «т.а.ә» are one.
func HeadingKey(s string) string { return strings.ReplaceAll(text.Fold(s), " ", "") }

// Read reads a file. Errors: file_empty, file_unreadable, file_too_long,
// file_unpacks, file_old_excel, file_web_page.
func Read(data []byte, o Options) (Sheet, error) {
	var (
		s   Sheet
		err error
	)
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		s, err = readXLSX(data, o)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")): // also a workbook with a password
		return Sheet{}, problem.Invalid("file_old_excel")
	default:
		content := decode(data)
		if markup(content) {
			return Sheet{}, problem.Invalid("file_web_page")
		}
		if foreign(data) {
			return Sheet{}, problem.Invalid("file_unreadable")
		}
		s, err = readCSV(content, o)
	}
	switch {
	case err != nil:
		return Sheet{}, err
	case s.Heading == nil:
		return Sheet{}, problem.Invalid("file_empty")
	case len(s.Lines) > o.MaxRows || len(s.Heading) > maxColumns:
		return Sheet{}, tooLong(o)
	}
	return s, nil
}

func tooLong(o Options) error { return problem.TooLarge("file_too_long", "limit", o.MaxRows) }

// markup tells HTML and XML, which programs like to call .xls.
func markup(s string) bool {
	head := strings.ToLower(strings.TrimSpace(s[:min(len(s), 1000)]))
	return strings.HasPrefix(head, "<") && (strings.Contains(head, "<html") || strings.Contains(head, "<table") ||
		strings.Contains(head, "<?xml") || strings.Contains(head, "<!doctype") || strings.Contains(head, "<meta"))
}

// foreign tells pictures, PDF, archives and the like.
func foreign(data []byte) bool {
	kind := http.DetectContentType(data)
	return !strings.HasPrefix(kind, "text/") && kind != "application/octet-stream"
}

// list makes a sheet of rows: the heading is the first of the rows at the top that
// has the most known headings, else the first with any text; what stands above it
// is a title.
func list(rows []Line, o Options) (s Sheet, known int) {
	at := 0
	for i, row := range rows[:min(len(rows), searched)] {
		if n := headings(row.Cells, o); n > known {
			at, known = i, n
		}
	}
	if len(rows) == 0 {
		return Sheet{}, 0
	}
	return Sheet{Heading: rows[at].Cells, Lines: rows[at+1:], days: 1900}, known
}

func headings(cells []string, o Options) (n int) {
	seen := map[string]bool{}
	for _, c := range cells {
		if key := HeadingKey(c); key != "" && !seen[key] && o.Known(key) {
			seen[key] = true
			n++
		}
	}
	return n
}

// empty reports whether a row shows nothing but separators.
func empty(cells []string) bool {
	for _, c := range cells {
		if text.Shows(strings.Trim(c, " ;,|\t")) {
			return false
		}
	}
	return true
}

// Counts reports whether a column counts the lines from 1: such a number is that
// of a row in this list, and nobody's own.
func (s Sheet) Counts(column int) bool {
	last := 0
	for _, l := range s.Lines {
		if column >= len(l.Cells) || strings.TrimSpace(l.Cells[column]) == "" {
			continue
		}
		if strings.TrimRight(strings.TrimSpace(l.Cells[column]), ".)") != itoa(last+1) {
			return false
		}
		last++
	}
	return last > 1
}
