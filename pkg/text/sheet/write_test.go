package sheet_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/text/sheet"
)

func known(key string) bool { return key == sheet.HeadingKey("name") || key == sheet.HeadingKey("key") }

// What is written is read back, in both formats.
func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rows := [][]string{{"name", "key"}, {"«Үміт»; ҚҚ, \"А\"", "000123"}, {"две\nстроки", "1E5"}}
	for _, format := range []string{sheet.CSV, sheet.XLSX} {
		data, err := sheet.Write(format, rows)
		if err != nil {
			t.Fatal(err)
		}
		s, err := sheet.Read(data, sheet.Options{MaxRows: 10, Known: known})
		if err != nil || len(s.Lines) != 2 {
			t.Fatalf("%s: %d lines, %v", format, len(s.Lines), err)
		}
		if !slices.Equal(s.Heading, rows[0]) || !slices.Equal(s.Lines[0].Cells, rows[1]) || !slices.Equal(s.Lines[1].Cells, rows[2]) {
			t.Errorf("%s: %q %q", format, s.Heading, fmt.Sprint(s.Lines))
		}
	}
}

// FuzzNoCellIsAFormula: whatever strangers typed, no line of a CSV has a cell that
// a spreadsheet would carry out.
func FuzzNoCellIsAFormula(f *testing.F) {
	for _, s := range []string{"=1+1", "+7 701", "-", "@SUM(A1)", "\t=1", "  =cmd|' /C calc'!A0", "Айгүл", "\u00a0=1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		data, err := sheet.Write(sheet.CSV, [][]string{{cell}})
		if err != nil {
			t.Fatal(err)
		}
		written := strings.Trim(strings.TrimPrefix(string(data), "\ufeff"), "\r\n \u00a0\"")
		if written != "" && strings.ContainsAny(written[:1], "=+@") {
			t.Errorf("%q is written %q", cell, written)
		}
	})
}
