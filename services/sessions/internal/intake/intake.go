// Package intake takes lists of organisations and participants in from files:
// first a preview that names every fault by line and column and stores nothing
// of it, then, when somebody has looked, the faultless lines.
package intake

import (
	"slices"
	"strings"

	"github.com/shanyraq/shanyraq/services/sessions/internal/organisation"
	"github.com/shanyraq/shanyraq/services/sessions/internal/participant"
)

// The kinds of files.
const (
	Organisations = "organisations"
	Participants  = "participants"
)

const (
	maxFaults = 1000 // told of one file
	sampled   = 5    // lines shown as they were understood
)

// Fault is what is wrong with one line, or, in line 1, with the columns.
type Fault struct {
	Line   int            `json:"line" doc:"in the file, the first is 1"`
	Column string         `json:"column" doc:"field, empty when it is the line as a whole"`
	Code   string         `json:"code"`
	Detail string         `json:"detail"`
	args   map[string]any // for the detail
}

// Preview is a file as it was understood.
type Preview struct {
	ID             string              `json:"id" format:"uuid"`
	Kind           string              `json:"kind" enum:"organisations,participants"`
	Rows           int                 `json:"rows" doc:"lines with any text, without the header"`
	Ready          int                 `json:"ready" doc:"lines that will be stored"`
	Errors         []Fault             `json:"errors" doc:"by line; at most 1000"`
	Sample         []map[string]string `json:"sample" doc:"the first lines that are ready, field by field"`
	IgnoredColumns []string            `json:"ignored_columns" doc:"headings that mean nothing here"`

	organisations []organisation.Organisation
	participants  []participant.Participant
}

// known is what is stored already, to find repetitions and references.
type known struct {
	forumID       string
	organisations []organisation.Organisation
	participants  []participant.Participant
}

// look reads a file. It returns an error when nothing can be said of its lines.
func look(kind string, data []byte, k known) (Preview, error) {
	p := Preview{Kind: kind, Errors: []Fault{}, Sample: []map[string]string{}, IgnoredColumns: []string{}}
	s, err := read(data)
	if err != nil {
		return Preview{}, err
	}
	at, ignored := columns(kind, s.header)
	p.IgnoredColumns = append(p.IgnoredColumns, ignored...)
	p.Errors = append(p.Errors, s.broken...)
	p.Rows = len(s.lines) + len(s.broken)
	reader := readers[kind](k)
	p.Errors = append(p.Errors, reader.missing(at)...)
	if len(reader.missing(at)) == 0 {
		for _, l := range s.lines {
			p.take(reader, l, at)
		}
	}
	slices.SortStableFunc(p.Errors, func(a, b Fault) int { return a.Line - b.Line })
	p.Errors = p.Errors[:min(len(p.Errors), maxFaults)]
	return p, nil
}

// reader makes rows of one kind.
type reader interface {
	missing(at map[string]int) []Fault
	// row reads one line; when it has no faults it is ready and kept in p.
	row(p *Preview, r row) []Fault
}

var readers = map[string]func(known) reader{
	Organisations: newOrganisationReader,
	Participants:  newParticipantReader,
}

func (p *Preview) take(reader reader, l line, at map[string]int) {
	r := row{line: l.number, fields: map[string]string{}}
	for field, i := range at {
		if i < len(l.cells) {
			r.fields[field] = strings.TrimSpace(l.cells[i])
		}
	}
	faults := reader.row(p, r)
	if len(faults) > 0 {
		p.Errors = append(p.Errors, faults...)
		return
	}
	if p.Ready++; len(p.Sample) < sampled {
		p.Sample = append(p.Sample, r.fields)
	}
}

// row is one line by fields.
type row struct {
	line   int
	fields map[string]string
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
			return []Fault{r.fault(column, "already_stored")}
		case ok:
			return []Fault{r.fault(column, "repeats_line", "line", before)}
		}
	}
	for _, k := range keys {
		s[k] = r.line
	}
	return nil
}
