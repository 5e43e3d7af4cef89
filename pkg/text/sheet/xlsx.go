package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// A part larger than this is kept in a file while it is read.
const maxInMemory = 4 << 20

// readXLSX reads the first sheet that is shown and has known headings, else the
// first that is shown and has any text. Rows come one by one, however long it is.
func readXLSX(data []byte, o Options) (s Sheet, err error) {
	unreadable := problem.Invalid("file_unreadable")
	defer func() {
		if p := recover(); p != nil { // a broken file must not stop the service
			err = unreadable.Because(fmt.Errorf("reading XLSX: %v", p))
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: MaxUnpacked, UnzipXMLSizeLimit: maxInMemory})
	if err != nil {
		if strings.Contains(err.Error(), "unzip size exceeds") {
			return Sheet{}, problem.TooLarge("file_unpacks", "limit", MaxUnpacked>>20).Because(err)
		}
		return Sheet{}, unreadable.Because(err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := plainly(f); err != nil {
		return Sheet{}, unreadable.Because(err)
	}
	most := -1
	for _, name := range f.GetSheetList() {
		if shown, err := f.GetSheetVisible(name); err != nil || !shown {
			continue
		}
		rows, err := sheetRows(f, name, o)
		if p := (*problem.Error)(nil); errors.As(err, &p) {
			return Sheet{}, err
		}
		if err != nil {
			return Sheet{}, unreadable.Because(err)
		}
		if found, known := list(rows, o); found.Heading != nil && known > most {
			s, most = found, known
		}
		if most > 0 {
			break
		}
	}
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil && *props.Date1904 {
		s.days = 1904
	}
	return s, nil
}

func sheetRows(f *excelize.File, name string, o Options) (all []Line, err error) {
	rows, err := f.Rows(name)
	if err != nil {
		return nil, fmt.Errorf("opening sheet: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for number := 1; rows.Next(); number++ {
		cells, err := rows.Columns()
		if err != nil {
			return nil, fmt.Errorf("reading line %d: %w", number, err)
		}
		line := Line{Number: number, Cells: cells[:min(len(cells), maxColumns+1)]}
		for i, c := range line.Cells {
			line.Cells[i] = strings.NewReplacer("\x00", "", "\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(c, Damaged))
			if failed.MatchString(c) {
				line.Fault = "formula_error"
			}
		}
		if !empty(line.Cells) {
			all = append(all, line)
		}
		if len(all) > o.MaxRows+searched+1 {
			return nil, tooLong(o)
		}
	}
	if err := rows.Error(); err != nil {
		return nil, fmt.Errorf("reading sheet: %w", err)
	}
	return all, nil
}

// failed are the values of formulas that came to nothing.
var failed = regexp.MustCompile(`^#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!)$`)

// plainly has numbers shown as they are and days as 2006-01-02, whatever the look of
// their cells; only the zeros before a number are part of it (000123).
func plainly(f *excelize.File) error {
	format := "yyyy-mm-dd"
	day, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return fmt.Errorf("making a style: %w", err)
	}
	formats := f.Styles.CellXfs.Xf
	for i := range formats {
		style, err := f.GetStyle(i)
		if err != nil {
			return fmt.Errorf("reading a style: %w", err)
		}
		code := ""
		if style.CustomNumFmt != nil {
			code = *style.CustomNumFmt
		}
		switch {
		case dated(style.NumFmt, code):
			formats[i].NumFmtID = formats[day].NumFmtID
		case !zeros0.MatchString(code):
			general := 0
			formats[i].NumFmtID = &general
		}
	}
	return nil
}

var (
	zeros0 = regexp.MustCompile(`^0+(;@)?$`)
	spoken = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]|_.|\*.`) // parts of a format that are no places
)

// dated tells the formats of days: Excel's own by their numbers, others by their
// letters.
func dated(number int, code string) bool {
	if code != "" {
		return strings.ContainsAny(strings.ToLower(spoken.ReplaceAllString(code, "")), "dyдгж")
	}
	return number >= 14 && number <= 17 || number == 22 || number >= 27 && number <= 31 || number == 36 || number >= 50 && number <= 58
}
