package intake

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

const (
	maxRows    = 20_000
	maxColumns = 200
)

// sheet is a file as rows of cells, whatever its format.
type sheet struct {
	header []string
	lines  []line
	broken []Fault // lines that could not be read as cells
}

type line struct {
	number int // in the file, the first is 1
	cells  []string
}

// read reads CSV (UTF-8 with or without a byte order mark, UTF-16 with one,
// windows-1251; separated by semicolon, comma or tab) or the first sheet of an
// XLSX file. It returns the problems file_empty, file_unreadable, file_too_long.
func read(data []byte) (sheet, error) {
	var (
		s   sheet
		err error
	)
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		s, err = readXLSX(data)
	} else {
		s, err = readCSV(data)
	}
	if err != nil {
		return sheet{}, err
	}
	if len(s.header) == 0 {
		return sheet{}, problem.Invalid("file_empty")
	}
	if len(s.lines)+len(s.broken) > maxRows || len(s.header) > maxColumns {
		return sheet{}, problem.TooLarge("file_too_long", "limit", maxRows)
	}
	return s, nil
}

// add takes one row: the first one with any text is the header, empty ones are
// skipped.
func (s *sheet) add(number int, cells []string) {
	if strings.TrimSpace(strings.Join(cells, "")) == "" {
		return
	}
	if s.header == nil {
		s.header = cells
		return
	}
	s.lines = append(s.lines, line{number: number, cells: cells})
}

func readXLSX(data []byte) (s sheet, err error) {
	unreadable := problem.Invalid("file_unreadable")
	defer func() {
		if p := recover(); p != nil { // a broken file must not stop the service
			err = unreadable.Because(fmt.Errorf("reading XLSX: %v", p))
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: 200 << 20, UnzipXMLSizeLimit: 100 << 20})
	if err != nil {
		return sheet{}, unreadable.Because(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		return sheet{}, unreadable.Because(err)
	}
	defer func() { _ = rows.Close() }()
	for number := 1; rows.Next(); number++ {
		cells, err := rows.Columns()
		if err != nil {
			return sheet{}, unreadable.Because(err)
		}
		for i := range cells {
			cells[i] = storable(cells[i])
		}
		if s.add(number, cells); len(s.lines) > maxRows {
			break
		}
	}
	return s, nil
}

// storable replaces what PostgreSQL cannot keep and files may hold.
func storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

func readCSV(data []byte) (s sheet, err error) {
	text := storable(decode(data))
	lines := strings.SplitAfter(text, "\n")
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = separator(text), -1
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		var at *csv.ParseError
		if errors.As(err, &at) {
			cells = bare(lines, at, r.Comma)
			if cells == nil {
				s.broken = append(s.broken, Fault{Line: at.StartLine, Code: "broken_quotes"})
				continue
			}
			s.add(at.StartLine, cells)
		} else if err != nil {
			return sheet{}, problem.Invalid("file_unreadable").Because(err)
		} else {
			number, _ := r.FieldPos(0)
			s.add(number, cells)
		}
		if len(s.lines)+len(s.broken) > maxRows {
			return s, nil
		}
	}
}

// bare reads one line again whose only fault is a quotation mark inside a cell
// that is not quoted, as in ҚБ "Дана": people write names so. nil when it has
// another fault.
func bare(lines []string, at *csv.ParseError, comma rune) []string {
	if !errors.Is(at.Err, csv.ErrBareQuote) || at.Line > len(lines) {
		return nil
	}
	r := csv.NewReader(strings.NewReader(strings.Join(lines[at.StartLine-1:at.Line], "")))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, true
	cells, err := r.Read()
	if err != nil {
		return nil
	}
	if _, err := r.Read(); !errors.Is(err, io.EOF) {
		return nil
	}
	return cells
}

func decode(data []byte) string {
	if rest, ok := bytes.CutPrefix(data, []byte("\xef\xbb\xbf")); ok {
		data = rest
	}
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		if text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data); err == nil {
			return string(text)
		}
	}
	if utf8.Valid(data) {
		return string(data)
	}
	text, err := charmap.Windows1251.NewDecoder().Bytes(data)
	if err != nil { // it maps every byte
		return string(data)
	}
	return string(text)
}

// separator is the one of ; , and tab that the first line has most of, outside
// of quotation marks.
func separator(text string) rune {
	count := map[rune]int{}
	quoted := false
	for _, r := range text {
		if r == '"' {
			quoted = !quoted
		}
		if r == '\n' && !quoted && len(count) > 0 {
			break
		}
		if !quoted && (r == ';' || r == ',' || r == '\t') {
			count[r]++
		}
	}
	best := ';'
	for _, r := range []rune{',', '\t'} {
		if count[r] > count[best] {
			best = r
		}
	}
	return best
}
