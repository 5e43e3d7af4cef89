// Package intake takes lists of organisations and participants in from files:
// first a preview that names every fault by line and column and stores nothing
// of it, then, when somebody has looked, the faultless lines.
package intake

import (
	"slices"
	"strings"

	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/text/sheet"
	"github.com/shanyraq/shanyraq/services/sessions/internal/organisation"
	"github.com/shanyraq/shanyraq/services/sessions/internal/participant"
)

// The kinds of files.
const (
	Organisations = "organisations"
	Participants  = "participants"
)

const (
	maxRows   = 20_000
	maxFaults = 1000 // told of one file, and as many pairs
	sampled   = 5    // lines shown as they were understood
)

// Fault is what is wrong with one line, or, in line 1, with the columns.
type Fault struct {
	Line   int            `json:"line" doc:"in the file, the first is 1"`
	Column string         `json:"column" doc:"field, empty when it is the line as a whole"`
	Field  string         `json:"field" doc:"what the caller's language calls the field"`
	Code   string         `json:"code"`
	Detail string         `json:"detail"`
	args   map[string]any // for the detail
}

// Alike is a line that may say the same as another, to be looked at by a person.
type Alike struct {
	Line      int    `json:"line"`
	Text      string `json:"text" doc:"what the line says"`
	OtherLine int    `json:"other_line" doc:"earlier in the file; 0 = stored already"`
	OtherText string `json:"other_text"`
}

// Preview is a file as it was understood.
type Preview struct {
	ID             string              `json:"id" format:"uuid"`
	Kind           string              `json:"kind" enum:"organisations,participants"`
	Rows           int                 `json:"rows" doc:"lines with any text, without the header"`
	Ready          int                 `json:"ready" doc:"lines that will be stored"`
	Known          int                 `json:"known" doc:"lines that are stored already"`
	Errors         []Fault             `json:"errors" nullable:"false" doc:"by line; at most 1000"`
	Warnings       []Fault             `json:"warnings" nullable:"false" doc:"of lines that will be stored all the same"`
	Alike          []Alike             `json:"alike" nullable:"false" doc:"lines that may say the same as another; they will be stored unless apply leaves them out"`
	Sample         []map[string]string `json:"sample" nullable:"false" doc:"the first lines that are ready, field by field"`
	Columns        []sheet.Column      `json:"columns" nullable:"false" doc:"those that were understood, in the order of the file"`
	IgnoredColumns []string            `json:"ignored_columns" nullable:"false" doc:"headings that mean nothing here"`

	organisations []readyOrganisation
	participants  []readyParticipant
}

// What waits to be stored, with the line it stood on.
type (
	readyOrganisation struct {
		organisation.Organisation
		Line int `json:"line"`
	}
	readyParticipant struct {
		participant.Participant
		Line         int    `json:"line"`
		Organisation string `json:"organisation,omitempty"` // as the line calls it
	}
)

// known is what is stored already, to find repetitions and references.
type known struct {
	forumID       string
	organisations []organisation.Organisation
	participants  []participant.Participant
	enters        bool // whoever imports may enter organisations, too
}

// look reads a file. It returns an error when nothing can be said of its lines.
func look(kind string, data []byte, k known) (Preview, error) {
	p := Preview{
		Kind: kind, Errors: []Fault{}, Warnings: []Fault{}, Alike: []Alike{}, Sample: []map[string]string{}, Columns: []sheet.Column{}, IgnoredColumns: []string{},
	}
	s, err := sheet.Read(data, sheet.Options{MaxRows: maxRows, Known: func(key string) bool { return headings[kind][key] != "" }})
	if err != nil {
		return Preview{}, err
	}
	at, ignored := columns(kind, s)
	p.IgnoredColumns = append(p.IgnoredColumns, ignored...)
	for field, i := range at {
		p.Columns = append(p.Columns, sheet.Column{Heading: text.OneLine(s.Heading[i]), Column: field})
	}
	slices.SortFunc(p.Columns, func(a, b sheet.Column) int { return at[a.Column] - at[b.Column] })
	p.Rows = len(s.Lines)
	reader := readers[kind](k, s)
	p.Errors = append(p.Errors, reader.missing(at)...)
	for _, l := range s.Lines {
		if l.Fault != "" {
			p.Errors = append(p.Errors, Fault{Line: l.Number, Code: l.Fault})
		} else if len(reader.missing(at)) == 0 {
			p.take(reader, l, at)
		}
	}
	slices.SortStableFunc(p.Errors, func(a, b Fault) int { return a.Line - b.Line })
	p.Errors = p.Errors[:min(len(p.Errors), maxFaults)]
	p.Warnings = p.Warnings[:min(len(p.Warnings), maxFaults)]
	p.Alike = p.Alike[:min(len(p.Alike), maxFaults)]
	return p, nil
}

// reader makes rows of one kind.
type reader interface {
	missing(at map[string]int) []Fault
	// row reads one line; when it has no faults it is ready and kept in p, unless
	// it is stored already, which alreadyStored says.
	row(p *Preview, r row) []Fault
}

var readers = map[string]func(known, sheet.Sheet) reader{
	Organisations: newOrganisationReader,
	Participants:  newParticipantReader,
}

func (p *Preview) take(reader reader, l sheet.Line, at map[string]int) {
	r := row{line: l.Number, fields: map[string]string{}, raw: map[string]string{}}
	for field, i := range at {
		if i < len(l.Cells) {
			r.raw[field] = strings.TrimSpace(l.Cells[i])
			r.fields[field] = text.OneLine(l.Cells[i])
			if !text.Shows(r.fields[field]) {
				r.fields[field] = ""
			}
		}
	}
	faults := reader.row(p, r)
	if len(faults) == 1 && faults[0].Code == alreadyStored {
		p.Known++
		return
	}
	if len(faults) > 0 {
		p.Errors = append(p.Errors, faults...)
		return
	}
	if l.Damaged() {
		p.Warnings = append(p.Warnings, r.fault("", "letters_damaged"))
	}
	if p.Ready++; len(p.Sample) < sampled {
		p.Sample = append(p.Sample, r.fields)
	}
}

// alreadyStored is the fault of a line that an earlier import has brought.
const alreadyStored = "already_stored"

// row is one line by fields: as lines of their own, and as they stood there.
type row struct {
	line        int
	fields, raw map[string]string
}

func (r row) fault(column, code string, args ...any) Fault {
	f := Fault{Line: r.line, Column: column, Code: code, args: map[string]any{}}
	for i := 0; i+1 < len(args); i += 2 {
		f.args[args[i].(string)] = args[i+1]
	}
	return f
}

// tooLong returns a fault for each field that is longer than its limit.
func (r row) tooLong(limits map[string]int) (faults []Fault) {
	for field, limit := range limits {
		if len([]rune(r.fields[field])) > limit {
			faults = append(faults, r.fault(field, "too_long", "limit", limit))
		}
	}
	slices.SortFunc(faults, func(a, b Fault) int { return strings.Compare(a.Column, b.Column) })
	return faults
}

// seen finds repetitions: which line, or what is stored, had the same before.
type seen map[string]int

const stored = -1

// repeated notes the keys of a line and returns the fault if one was there.
func (s seen) repeated(r row, column string, keys ...string) []Fault {
	for _, k := range keys {
		switch before, ok := s[k]; {
		case ok && before == stored:
			return []Fault{r.fault(column, alreadyStored)}
		case ok:
			return []Fault{r.fault(column, "repeats_line", "line", before)}
		}
	}
	for _, k := range keys {
		s[k] = r.line
	}
	return nil
}

// others finds what may be the same: by the key that forgets what eyes and careless
// typists do, see text.Fold.
type others map[string]said

type said struct {
	line int // 0 = stored
	text string
}

// alike notes a line, and adds it to p if one like it was there.
func (o others) alike(p *Preview, r row, key, says string) {
	before, ok := o[key]
	if ok {
		p.Alike = append(p.Alike, Alike{Line: r.line, Text: says, OtherLine: before.line, OtherText: before.text})
		return
	}
	o[key] = said{r.line, says}
}
