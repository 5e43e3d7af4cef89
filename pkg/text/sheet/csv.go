package sheet

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// readCSV reads text separated by ; , tab or |, or of one column.
//
// encoding/csv is not used: it gives up a whole file for a quotation mark that is
// not closed, and takes «"Дана" ұсынады» for a mistake.
func readCSV(s string, o Options) (Sheet, error) {
	start := 1
	first, rest, _ := strings.Cut(s, "\n")
	separators := []rune{';', '\t', ',', '|', none}
	if named, ok := strings.CutPrefix(strings.ToLower(strings.Trim(strings.TrimSpace(first), `"`)), "sep="); ok { // as Excel writes it
		r, _ := utf8.DecodeRuneInString(named)
		if named == "" {
			r = '\t' // which the trimming has taken away
		}
		s, start, separators = rest, 2, []rune{r}
	}
	best, most := separators[0], -1.0
	if len(separators) > 1 {
		for _, r := range separators {
			if fits := fit(records(s, r, start, 40), o); fits > most {
				best, most = r, fits
			}
		}
	}
	rows := records(s, best, start, o.MaxRows+searched+2)
	sheet, _ := list(rows, o)
	return sheet, nil
}

// none separates nothing: the file is one column.
const none = '\uffff'

// fit tells how well a separator divides the heading and the lines alike: first by
// how many headings it makes known, then by how many lines have as many cells as
// the heading (fewer count half: the last may be empty), then by how many cells that
// are.
func fit(rows []Line, o Options) float64 {
	s, known := list(rows, o)
	if len(s.Heading) == 0 {
		return 0
	}
	alike := 0.0
	for _, l := range s.Lines {
		switch n := cells(l.Cells); {
		case l.Fault != "":
		case n == cells(s.Heading):
			alike++
		case n < cells(s.Heading):
			alike += 0.5
		}
	}
	share := 1.0
	if len(s.Lines) > 0 {
		share = alike / float64(len(s.Lines))
	}
	return float64(known)*1000 + share*100 + float64(min(cells(s.Heading), 50))
}

// cells counts them up to the last that is not empty.
func cells(all []string) int {
	for i := len(all); i > 0; i-- {
		if strings.TrimSpace(all[i-1]) != "" {
			return i
		}
	}
	return 0
}

// records cuts text into at most so many rows that are not empty.
func records(s string, separator rune, number, most int) (rows []Line) {
	for s != "" && len(rows) < most {
		line, rest, ok := record(s, separator)
		if !ok { // a quotation mark was not closed: only this line is lost
			var text string
			text, rest, _ = strings.Cut(s, "\n")
			line = Line{Cells: strings.Split(text, string(separator)), Fault: "broken_quotes"}
		}
		line.Number = number
		number += strings.Count(s[:len(s)-len(rest)], "\n")
		if !empty(line.Cells) {
			rows = append(rows, line)
		}
		s = rest
	}
	return rows
}

// record takes one row off the text.
func record(s string, separator rune) (line Line, rest string, ok bool) {
	for {
		cell, end, ok := quoted(s, separator)
		if !ok {
			return Line{}, "", false
		}
		if end < 0 {
			if end = strings.IndexFunc(s, func(r rune) bool { return r == separator || r == '\n' }); end < 0 {
				end = len(s)
			}
			cell = s[:end]
		}
		line.Cells = append(line.Cells, formulaText(cell))
		s = s[end:]
		if s == "" {
			return line, "", true
		}
		r, size := utf8.DecodeRuneInString(s)
		s = s[size:]
		if r == '\n' {
			return line, s, true
		}
	}
}

// quoted reads a cell that begins with a quotation mark, up to what ends it; end is
// -1 when the marks belong to the text, as in «"Дана" ұсынады». It returns false
// for a mark that is never closed.
func quoted(s string, separator rune) (cell string, end int, ok bool) {
	open := strings.TrimLeft(s, " ")
	if !strings.HasPrefix(open, `"`) {
		return "", -1, true
	}
	var b strings.Builder
	broken := false // whether the cell goes over a line end
	nested := 0     // marks open within it
	for i := len(s) - len(open) + 1; i < len(s); i++ {
		if broken = broken || s[i] == '\n'; s[i] != '"' {
			b.WriteByte(s[i])
			continue
		}
		after := strings.TrimLeft(s[i+1:], " ")
		next, _ := utf8.DecodeRuneInString(after)
		last, _ := utf8.DecodeLastRuneInString(s[:i])
		switch {
		case strings.HasPrefix(s[i+1:], `"`):
			b.WriteByte('"')
			i++
		case nested > 0 && next == separator && strings.Count(line(s[i+1:]), `"`) > 0:
			b.WriteByte('"')
			nested--
		case after == "" || next == separator || next == '\n':
			return b.String(), len(s) - len(after), true
		case broken && (last == separator || last == '\n'):
			return "", 0, false // another cell begins here, so ours was not closed
		case !broken && !unicode.IsSpace(last) && !unicode.Is(unicode.Ps, last) && strings.TrimLeft(s[i+1:], " .,:;!?)—–-") != s[i+1:]:
			return "", -1, true // it closes words of the text
		case unicode.IsSpace(last): // within the cell, as in "ОФ "Дана", Алматы"
			b.WriteByte('"')
			nested++
		default:
			b.WriteByte('"')
			nested = max(nested-1, 0)
		}
	}
	return "", 0, false
}

func line(s string) string { l, _, _ := strings.Cut(s, "\n"); return l }

// formulaText is what ="000123" says, by which programs keep the zeros.
func formulaText(cell string) string {
	if inner, ok := strings.CutPrefix(cell, `="`); ok && strings.HasSuffix(inner, `"`) && strings.Count(inner, `"`) == 1 {
		return strings.TrimSuffix(inner, `"`)
	}
	return cell
}
