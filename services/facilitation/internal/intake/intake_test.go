package intake

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

func read(t *testing.T, file []byte) understood {
	t.Helper()
	s, columns, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	return understand("forum", s, columns, nil, Defaults{Language: "ru", Source: "other"})
}

// The cases people really had: pkg/text/sheet reads them, here is what they mean.
func TestTheListsPeopleHave(t *testing.T) {
	for name, want := range map[string][]string{
		"s01_single_col_comma.csv": {"2 Нужен свет во дворе, вода и газ", "3 Дороги; тротуары, остановки"},
		"s02_quote_start.csv":      {`2 "Дана" ұсынады: жол керек`, "3 Екінші ұсыныс", `4 Үшінші "ұсыныс"`, "5 Төртінші"},
		"s03_unclosed.csv":         {"2 Первое предложение", "4 Третье", "5 Четвёртое", "3 broken_quotes"},
		"s04_sep.csv":              {"3 Проба (1)"},
		"s05_title.csv":            {"4 Проба (1)"},
		"s12_one_bad_byte.csv":     {"2 Первое предложение", "3 Екінші ұсыныс", "4 Обрезано\ufffd", "4 letters_damaged"},
		"s09_lead0.xlsx": {"2 Номер показан как 000123 (000123) 2021-07-14", "3 Длинный номер (20210300012345) 2021-07-14",
			"4 Дробь (0.1) 2021-07-14", "5 Дата текстом (3) 2021-07-05"},
	} {
		data, err := os.ReadFile("../../../../pkg/text/sheet/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		u := read(t, data)
		for _, l := range u.lines {
			line := fmt.Sprint(l.Line, " ", l.Text)
			if l.SourceNumber != "" {
				line += " (" + l.SourceNumber + ")"
			}
			got = append(got, strings.TrimSpace(line+" "+l.ReceivedOn))
		}
		for _, f := range append(u.faults, u.warnings...) {
			got = append(got, fmt.Sprint(f.Line, " ", f.Code))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", name, got, want)
		}
	}
}

// The same list saved as CSV and as a workbook is the same suggestions.
func TestAListIsTheSameInBothForms(t *testing.T) {
	data, err := os.ReadFile("../../../../pkg/text/sheet/testdata/s09_lead0.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	book := read(t, data)
	list := read(t, []byte("Номер;Текст;Дата поступления\n000123;Номер показан как 000123;14.07.2021\n"))
	if len(list.lines) != 1 || list.lines[0].ID != book.lines[0].ID {
		t.Errorf("%+v is not %+v", list, book.lines[0])
	}
}

func TestPerhapsTheSame(t *testing.T) {
	u := read(t, []byte("№;Текст\n1;Больше ёлок\n2;больше елок!\n3;Больше ёлок\n4;Другое\n"))
	if len(u.lines) != 4 || len(u.alike) != 2 || u.alike[0].Line != 3 || u.alike[0].OtherLine != 2 || u.alike[1].Line != 4 || u.lines[0].SourceNumber != "" {
		t.Errorf("got %+v", u)
	}
}
