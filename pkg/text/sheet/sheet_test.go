package sheet_test

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/shanyraq/shanyraq/pkg/text/sheet"
)

var options = sheet.Options{MaxRows: 1000, Known: func(key string) bool {
	return slices.Contains([]string{"фио", "атыжони", "тили", "язык", "текст", "тема", "номер", "датапоступления", "код", "наименование", "деиствуетс", "nамe", "ид", "текст", "text", "name", "id", "language"}, key) ||
		slices.Contains([]string{sheet.HeadingKey("name"), sheet.HeadingKey("id"), sheet.HeadingKey("language"), sheet.HeadingKey("text")}, key)
}}

// shown is a sheet as a person would read it out.
func shown(s sheet.Sheet) string {
	out := strings.Join(s.Heading, "|")
	for _, l := range s.Lines {
		out += fmt.Sprintf("\n%d %s", l.Number, strings.Join(l.Cells, "|"))
		if l.Fault != "" {
			out += " !" + l.Fault
		}
	}
	return out
}

func TestTheCasesAreUnderstood(t *testing.T) {
	for name, want := range map[string]string{
		"s01_single_col_comma.csv":    "Текст\n2 Нужен свет во дворе, вода и газ\n3 Дороги; тротуары, остановки",
		"p09_single_col_comma.csv":    "ФИО\n2 Образцов, Проба (г. Нұр-Сұлтан, ҚБ)\n3 Примеров, Тест",
		"s02_quote_start.csv":         "№|Текст\n2 1|\"Дана\" ұсынады: жол керек\n3 2|Екінші ұсыныс\n4 3|Үшінші \"ұсыныс\"\n5 4|Төртінші",
		"s03_unclosed.csv":            "Текст|Тема\n2 Первое предложение|\n3 \"Открытая кавычка без конца| !broken_quotes\n4 Третье|\n5 Четвёртое|",
		"s04_sep.csv":                 "Номер|Текст\n3 1|Проба",
		"s05_title.csv":               "Номер|Текст\n4 1|Проба",
		"p35_title.xlsx":              "№|ФИО|Язык\n4 1|Проба|рус",
		"p08_mac_cr.csv":              "№|Аты-жөні|Тілі\n2 1|Қасымова Әсел Үлгі|қаз\n3 2|Өтеген Ғани Сынақ|орыс",
		"p01_kz1048.csv":              "№|Аты-жөні|Тілі\n2 1|Қасымова Әсел Үлгі|қаз\n3 2|Өтеген Ғани Сынақ|орыс",
		"p31_hidden_first_sheet.xlsx": "ФИО|Язык\n2 Второй Лист Пробный|рус",
		"s09_lead0.xlsx":              "Номер|Текст|Дата поступления\n2 000123|Номер показан как 000123|2021-07-14\n3 20210300012345|Длинный номер|2021-07-14\n4 0.1|Дробь|44391.99\n5 3|Дата текстом|5.7.21",
		"o10_dates.xlsx":              "Код|Наименование|Действует с\n2 777|Пробная орг дата1|2021-07-05\n3 778|Пробная орг дата2|2021-07-05\n4 779|Пробная орг дата3|05.07.21\n5 780|Проба 4|44382",
		"p40_latin_head_bad_byte.csv": "id|name|language\n2 1|Қасымова Әсел|kk\n3 2|Үлгі Сынақ|kk\n4 3|Кесілген Мыса\ufffd|kk",
		"s12_one_bad_byte.csv":        "id|text\n2 1|Первое предложение\n3 2|Екінші ұсыныс\n4 3|Обрезано\ufffd",
	} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := sheet.Read(data, options)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got := shown(s); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
		}
	}
}

func encoded(t *testing.T, s string, e interface{ String(string) (string, error) }) string {
	t.Helper()
	out, err := e.String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestFilesOfTheSameKinds(t *testing.T) {
	const list = "ФИО;Язык\nКим Виктор;рус\nЦой Анна;рус\n"
	const want = "ФИО|Язык\n2 Ким Виктор|рус\n3 Цой Анна|рус"
	for name, c := range map[string][2]string{
		"commas":                            {strings.ReplaceAll(list, ";", ","), want},
		"tabs":                              {strings.ReplaceAll(list, ";", "\t"), want},
		"bars":                              {strings.ReplaceAll(list, ";", "|"), want},
		"mark":                              {"\xef\xbb\xbf" + list, want},
		"windows-1251":                      {encoded(t, list, charmap.Windows1251.NewEncoder()), want},
		"UTF-16 LE":                         {encoded(t, list, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()), want},
		"UTF-16 BE":                         {encoded(t, list, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder()), want},
		"UTF-16 LE, no mark":                {encoded(t, list, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder()), want},
		"UTF-16 BE, no mark":                {encoded(t, list, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder()), want},
		"CRLF":                              {strings.ReplaceAll(list, "\n", "\r\n"), want},
		"sep with quotes":                   {"\"sep=,\"\r\nФИО,Язык\r\nКим; Виктор,рус", "ФИО|Язык\n3 Ким; Виктор|рус"},
		"sep of a tab":                      {"sep=\t\nФИО\tЯзык\nКим\tрус", "ФИО|Язык\n3 Ким|рус"},
		"nested quotes":                     {"ФИО,Язык\n\"ОФ \"Дана\", Алматы\",рус\n", "ФИО|Язык\n2 ОФ \"Дана\", Алматы|рус"},
		"doubled quotes":                    {"ФИО,Язык\n\"ОФ \"\"Дана\"\"\",рус\n", "ФИО|Язык\n2 ОФ \"Дана\"|рус"},
		"two words quoted":                  {"Текст;Язык\n\"Дом\" и \"Двор\";рус\n", "Текст|Язык\n2 \"Дом\" и \"Двор\"|рус"},
		"a break in a cell":                 {"Текст;Язык\n\"Дом\nи двор\";рус\nДа;рус", "Текст|Язык\n2 Дом\nи двор|рус\n4 Да|рус"},
		"unclosed, then more":               {"Текст;Язык\n\"Дом;рус\n\"Двор\";рус\nДа;рус", "Текст|Язык\n2 \"Дом|рус !broken_quotes\n3 Двор|рус\n4 Да|рус"},
		"unclosed at the end":               {"Текст\nДа\n\"Дом", "Текст\n2 Да\n3 \"Дом !broken_quotes"},
		"zeros kept by =":                   {"Номер;Текст\n=\"000123\";Да", "Номер|Текст\n2 000123|Да"},
		"a long title":                      {"Форум\n\nСписок;на 1 мая;\nСоставил: Ким\n;;\nФИО;Язык\nЦой;рус", "ФИО|Язык\n7 Цой|рус"},
		"nothing known":                     {"A;B\nx;y", "A|B\n2 x|y"},
		"one column, texts of equal commas": {"Текст\nДороги, дома\nШколы, сады\n", "Текст\n2 Дороги, дома\n3 Школы, сады"},
	} {
		s, err := sheet.Read([]byte(c[0]), options)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got := shown(s); got != c[1] {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, c[1])
		}
	}
}

func TestEveryKazakhLetterOfTheCodePage(t *testing.T) {
	data := []byte("\xd4\xc8\xce\n") // ФИО
	for _, c := range [][2]byte{{0x8d, 0x9d}, {0x8e, 0x9e}, {0xa1, 0xa2}, {0xa3, 0xbc}, {0xa5, 0xb4}, {0xaa, 0xba}, {0xaf, 0xbf}, {0xb2, 0xb3}, {0xbd, 0xbe}} {
		data = append(data, c[0], c[1], '\n')
	}
	s, err := sheet.Read(data, options)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, l := range s.Lines {
		got += l.Cells[0]
	}
	if got != "ҚқҺһҰұӘәӨөҒғҮүІіҢң" {
		t.Errorf("got %s", got)
	}
}

func workbook(t testing.TB, build func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	var out bytes.Buffer
	if err := build(f); err != nil {
		t.Fatal(err)
	}
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestWorkbooks(t *testing.T) {
	yes, look := true, `[$-43F]dd\ mmmm\ yyyy" г."`
	days := func(f *excelize.File) error {
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &look})
		if err != nil {
			return err
		}
		_ = f.SetSheetRow("Sheet1", "A1", &[]any{"Номер", "Дата поступления", "Код"})
		_ = f.SetSheetRow("Sheet1", "A2", &[]any{990140000123, 42000, 42000})
		return f.SetCellStyle("Sheet1", "B2", "B2", style)
	}
	for name, c := range map[string]struct {
		build func(f *excelize.File) error
		want  string
	}{
		"days and a BIN": {days, "Номер|Дата поступления|Код\n2 990140000123|2014-12-27|42000"},
		"days from 1904": {func(f *excelize.File) error {
			return cmpErr(f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}), days(f))
		}, "Номер|Дата поступления|Код\n2 990140000123|2018-12-28|42000"},
		"empty first sheet": {func(f *excelize.File) error {
			_, err := f.NewSheet("Список")
			return cmpErr(err, f.SetSheetRow("Список", "A2", &[]any{"ФИО"}), f.SetSheetRow("Список", "A3", &[]any{"Ким"}))
		}, "ФИО\n3 Ким"},
		"a cover before the list": {func(f *excelize.File) error {
			_, err := f.NewSheet("Список")
			return cmpErr(err, f.SetSheetRow("Sheet1", "A1", &[]any{"Форум 2026"}), f.SetSheetRow("Список", "A1", &[]any{"ФИО"}), f.SetSheetRow("Список", "A2", &[]any{"Ким"}))
		}, "ФИО\n2 Ким"},
		"formulas": {func(f *excelize.File) error {
			f.Pkg.Store("xl/worksheets/sheet1.xml", []byte(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
				<row r="1"><c r="A1" t="str"><v>ФИО</v></c></row><row r="2"><c r="A2" t="str"><f>B2</f><v>Ким Виктор</v></c></row>
				<row r="3"><c r="A3" t="e"><f>B3</f><v>#REF!</v></c></row><row r="4"><c r="A4"><f>1+1</f></c></row></sheetData></worksheet>`))
			f.Sheet.Delete("xl/worksheets/sheet1.xml")
			return nil
		}, "ФИО\n2 Ким Виктор\n3 #REF! !formula_error"},
	} {
		s, err := sheet.Read(workbook(t, c.build), options)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := shown(s); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, c.want)
		}
		if name == "days from 1904" {
			if day, ok := s.Day("42000"); !ok || day != "2018-12-28" {
				t.Errorf("a bare number of 1904 is %s", day)
			}
		}
	}
}

func cmpErr(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestDays(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", " 2021-07-05 ": "2021-07-05", "05.07.2021": "2021-07-05", "5.7.21": "2021-07-05", "5/7/2021": "2021-07-05",
		"2021-07-05T10:00:00": "2021-07-05", "05.07.2021 10:30": "2021-07-05", "44382": "2021-07-05", "44391.99": "2021-07-14",
		"05.07.2021 г.": "2021-07-05", "05.07.2021ж.": "2021-07-05",
	} {
		if got, ok := (sheet.Sheet{}).Day(cell); !ok || got != want {
			t.Errorf("%q is %q", cell, got)
		}
	}
	for _, cell := range []string{"вчера", "31.02.2021", "7", "05.07.1821", "2021"} {
		if got, ok := (sheet.Sheet{}).Day(cell); ok {
			t.Errorf("%q is %q", cell, got)
		}
	}
}

func TestRowNumbers(t *testing.T) {
	for file, want := range map[string]bool{
		"Номер;ФИО\n1;А\n2;Б\n3;В": true, "Номер;ФИО\n1.;А\n2.;Б": true, "Номер;ФИО\n1;А": false, "Номер;ФИО\n1;А\n3;Б": false, "Номер;ФИО\n01;А\n02;Б": false,
	} {
		s, err := sheet.Read([]byte(file), options)
		if err != nil || s.Counts(0) != want {
			t.Errorf("%q counts: %t (%v)", file, !want, err)
		}
	}
}

func TestFilesThatAreNoListsSayWhatToDo(t *testing.T) {
	for want, file := range map[string][]byte{
		"file_empty":      []byte(" \n\n;;\n"),
		"file_unreadable": []byte("PK\x03\x04 no workbook"),
		"file_too_long":   []byte("ФИО\n" + strings.Repeat("А\n", options.MaxRows+1)),
		"file_old_excel":  []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00"),
		"file_web_page":   []byte("\xef\xbb\xbf\r\n<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table><tr><td>ФИО"),
	} {
		if _, err := sheet.Read(file, options); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("want %s, got %v", want, err)
		}
	}
	for _, file := range []string{"%PDF-1.7\n...", "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>"} {
		if s, err := sheet.Read([]byte(file), options); err == nil {
			t.Errorf("%q was read: %+v", file, s)
		}
	}
}

// A small file may unpack to gigabytes. It is refused, and what is read meanwhile
// stays small.
func TestAWorkbookThatUnpacksToTooMuchIsRefused(t *testing.T) {
	bomb := workbook(t, func(f *excelize.File) error {
		w, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			return err
		}
		row := []any{strings.Repeat("а", 30_000)}
		for i := range 1200 { // two bytes a letter: more than the limit
			if err := w.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
				return err
			}
		}
		return w.Flush()
	})
	if len(bomb) > sheet.MaxFile {
		t.Fatalf("the file itself has %d bytes", len(bomb))
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	_, err := sheet.Read(bomb, options)
	runtime.ReadMemStats(&after)
	if err == nil || !strings.HasPrefix(err.Error(), "file_unpacks") {
		t.Errorf("got %v", err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 3*sheet.MaxUnpacked {
		t.Errorf("%d MB were taken for it", used>>20)
	}
}

func FuzzRead(f *testing.F) {
	names, err := os.ReadDir("testdata")
	if err != nil {
		f.Fatal(err)
	}
	for _, n := range names {
		if data, err := os.ReadFile("testdata/" + n.Name()); err == nil {
			f.Add(data)
		}
	}
	f.Add([]byte("\"a\nb\"\n\"broken"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := sheet.Read(data, options)
		if err != nil {
			return
		}
		last := 0
		for _, l := range s.Lines {
			if l.Number <= last || len(l.Cells) == 0 || strings.ContainsRune(strings.Join(l.Cells, ""), 0) {
				t.Fatalf("line %d after %d: %q", l.Number, last, l.Cells)
			}
			last = l.Number
		}
	})
}
