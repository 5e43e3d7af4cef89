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

// row is one line of a table that is not wholly empty.
type row struct {
	line  int // in the file, from 1
	cells []string
}

// maxUnzipped bounds what a small XLSX file may swell to.
const maxUnzipped = 128 << 20

// readFile reads a CSV or XLSX file. Errors: import_unreadable, import_empty,
// import_too_many_rows, import_text_column_missing.
func readFile(data []byte) ([]row, map[int]string, error) {
	read := readCSV
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		read = readXLSX
	}
	rows, err := read(data)
	if p := (*problem.Error)(nil); errors.As(err, &p) {
		return nil, nil, err
	}
	if err != nil {
		return nil, nil, problem.Invalid("import_unreadable").Because(err)
	}
	if len(rows) < 2 {
		return nil, nil, problem.Invalid("import_empty")
	}
	columns, text := map[int]string{}, false
	seen := map[string]bool{}
	for i, heading := range rows[0].cells {
		if name := headings[fold(heading)]; name != "" && !seen[name] {
			columns[i], seen[name] = name, true
			text = text || name == "text"
		}
	}
	if !text {
		return nil, nil, problem.Invalid("import_text_column_missing")
	}
	return rows[1:], columns, nil
}

func readXLSX(data []byte) ([]row, error) {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped,
	})
	if err != nil {
		return nil, fmt.Errorf("opening workbook: %w", err)
	}
	defer func() { _ = f.Close() }()
	sheet, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		return nil, fmt.Errorf("opening first sheet: %w", err)
	}
	defer func() { _ = sheet.Close() }()
	var rows []row
	for line := 1; sheet.Next(); line++ {
		cells, err := sheet.Columns()
		if err != nil {
			return nil, fmt.Errorf("reading line %d: %w", line, err)
		}
		if rows, err = grow(rows, line, cells); err != nil {
			return nil, err
		}
	}
	return rows, sheet.Error()
}

func readCSV(data []byte) ([]row, error) {
	text, err := decode(data)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = delimiter(text)
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	var rows []row
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading CSV: %w", err)
		}
		line, _ := r.FieldPos(0)
		if rows, err = grow(rows, line, cells); err != nil {
			return nil, err
		}
	}
}

func grow(rows []row, line int, cells []string) ([]row, error) {
	if strings.TrimSpace(strings.Join(cells, "")) == "" {
		return rows, nil
	}
	if len(rows) > MaxRows {
		return nil, problem.Invalid("import_too_many_rows", "limit", MaxRows)
	}
	return append(rows, row{line, cells}), nil
}

// decode makes text of a file as people's programs write it: UTF-8 with or
// without a mark, UTF-16 with one, else windows-1251.
func decode(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte{0xEF, 0xBB, 0xBF}):
		data = data[3:]
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		return string(out), err
	}
	if utf8.Valid(data) {
		return string(data), nil
	}
	out, err := charmap.Windows1251.NewDecoder().Bytes(data)
	if err != nil {
		return "", fmt.Errorf("decoding windows-1251: %w", err)
	}
	return kazakh(string(out)), nil
}

// kazakh repairs a file in the Kazakh variant of windows-1251 (KZ-1048, STRK
// 1048-2002), which puts Kazakh letters where the other has those of languages
// not written here. Their presence tells the two apart.
func kazakh(s string) string {
	if !strings.ContainsAny(s, "ЌќЎўЈјЅѕЋћ") {
		return s
	}
	return strings.NewReplacer("Ќ", "Қ", "ќ", "қ", "Ў", "Ұ", "ў", "ұ", "Ј", "Ә", "ј", "ә", "Ґ", "Ө", "ґ", "ө",
		"Є", "Ғ", "є", "ғ", "Ї", "Ү", "ї", "ү", "Ѕ", "Ң", "ѕ", "ң", "Ћ", "Һ", "ћ", "һ").Replace(s)
}

// delimiter is the one of , ; and tab that the heading has most of.
func delimiter(text string) rune {
	heading, _, _ := strings.Cut(text, "\n")
	best, most := ',', 0
	for _, r := range []rune{',', ';', '\t'} {
		quoted, n := false, 0
		for _, c := range heading {
			switch {
			case c == '"':
				quoted = !quoted
			case c == r && !quoted:
				n++
			}
		}
		if n > most {
			best, most = r, n
		}
	}
	return best
}
