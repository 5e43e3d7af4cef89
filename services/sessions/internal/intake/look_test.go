package intake

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/sessions/internal/organisation"
	"github.com/shanyraq/shanyraq/services/sessions/internal/participant"
)

func encoded(t *testing.T, s string, e interface{ String(string) (string, error) }) []byte {
	t.Helper()
	out, err := e.String(s)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(out)
}

func xlsx(t testing.TB, rows ...[]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		for j, cell := range row {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellStr("Sheet1", at, cell); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestFilesComeInManyForms(t *testing.T) {
	const list = "ФИО;Язык;Организация\nКим Виктор;русский;ОФ \"Дана\"\n\nЦой Анна;рус;\n"
	for name, file := range map[string][]byte{
		"semicolons":   []byte(list),
		"commas":       []byte(strings.ReplaceAll(list, ";", ",")),
		"tabs":         []byte(strings.ReplaceAll(list, ";", "\t")),
		"BOM":          []byte("\xef\xbb\xbf" + list),
		"windows-1251": encoded(t, list, charmap.Windows1251.NewEncoder()),
		"UTF-16":       encoded(t, list, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()),
		"CRLF":         []byte(strings.ReplaceAll(list, "\n", "\r\n")),
		"headings kk":  []byte(strings.Replace(list, "ФИО;Язык;Организация", " АТЫ-ЖӨНІ* ;Тілі:;Ұйым", 1)),
		"headings en":  []byte(strings.Replace(list, "ФИО;Язык;Организация", "Full name;Language;Organisation", 1)),
		"XLSX":         xlsx(t, []string{"ФИО", "Язык", "Организация"}, []string{"Ким Виктор", "русский", `ОФ "Дана"`}, nil, []string{"Цой Анна", "рус"}),
	} {
		known := known{organisations: []organisation.Organisation{{ID: "o", Names: []organisation.DatedName{{Name: events.Text{RU: `ОФ "Дана"`}}}}}}
		p, err := look(Participants, file, known)
		if err != nil || p.Rows != 2 || p.Ready != 2 || len(p.Errors) != 0 {
			t.Errorf("%s: %+v, %v", name, p, err)
			continue
		}
		if one := p.participants[0]; one.Name != "Ким Виктор" || one.Language != "ru" || one.OrganisationID != "o" {
			t.Errorf("%s: got %+v", name, one)
		}
	}
}

func TestFaultsAreNamedByLineAndColumn(t *testing.T) {
	known := known{
		participants: []participant.Participant{{Name: "Ескі Қатысушы"}, {Name: "X", Key: "9"}},
		organisations: []organisation.Organisation{
			{ID: "a", Names: []organisation.DatedName{{Name: events.Text{RU: "Первый", KK: "Бірінші"}, Abbreviation: events.Text{RU: "ОС"}}}},
			{ID: "b", Key: "77", Names: []organisation.DatedName{{Name: events.Text{RU: "Второй"}, Abbreviation: events.Text{RU: "ОС"}}}},
		},
	}
	type faults []string // "line column code"
	for name, c := range map[string]struct {
		kind, file string
		want       faults
		ready      int
	}{
		"no name":           {Participants, "язык\nru\n", faults{"1 name missing_column"}, 0},
		"empty name":        {Participants, "фио;язык\n;ru\n", faults{"2 name required"}, 0},
		"language":          {Participants, "фио;язык\nА;тува\nБ;en\nВ;\n", faults{"2 language unknown_language"}, 2},
		"repeated":          {Participants, "фио\nА Б\nа  б\n", faults{"3 key repeats_line"}, 1},
		"stored":            {Participants, "фио\nескі қатысушы\n", faults{"2 key already_stored"}, 0},
		"stored key":        {Participants, "№;фио\n9;Новый\n", faults{"2 key already_stored"}, 0},
		"same name, keys":   {Participants, "№;фио\n1;А\n2;А\n", nil, 2},
		"organisation":      {Participants, "фио;организация\nА;Нет такой\nБ;ОС\nВ;77\nГ;бірінші\n", faults{"2 organisation organisation_not_found", "3 organisation organisation_ambiguous"}, 2},
		"long":              {Participants, "фио\n" + strings.Repeat("ы", 201) + "\n", faults{"2 name too_long"}, 0},
		"quotes":            {Participants, "фио;язык\n\"А\" Б;ru\nВ;ru\n", faults{"2  broken_quotes"}, 1},
		"quoted lines":      {Participants, "фио;нужды\n\"А\";\"1\n2\"\nБ;x\n;x\n", faults{"5 name required"}, 2},
		"no columns":        {Organisations, "вид\nнпо\n", faults{"1 name missing_column"}, 0},
		"kind":              {Organisations, "название;вид\nА;кооператив\nБ;СМИ\n", faults{"2 kind unknown_kind"}, 1},
		"kind is a word":    {Organisations, "название;вид\nА;русский\n", faults{"2 kind unknown_kind"}, 0},
		"region":            {Organisations, "название;область\nА;Луна\nБ;Туркестанская область\n", faults{"2 region unknown_region"}, 1},
		"days":              {Organisations, "название;действует с;действует по\nА;вчера;\nБ;11.06.2022;2022-06-10\nВ;11.06.2022;\n", faults{"2 valid_from want_date", "3 name ends_before_start"}, 1},
		"name in any words": {Organisations, "название;name_kk\nПервый;\nНовый;БІРІНШІ\nДругой;Басқа\n", faults{"2 key already_stored", "3 key already_stored"}, 1},
	} {
		p, err := look(c.kind, []byte(c.file), known)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got faults
		for _, f := range p.Errors {
			got = append(got, strings.Join([]string{string(rune('0' + f.Line)), f.Column, f.Code}, " "))
		}
		if !slices.Equal(got, c.want) || p.Ready != c.ready {
			t.Errorf("%s: got %v and %d ready, want %v and %d", name, got, p.Ready, c.want, c.ready)
		}
	}
}

func TestUnreadableFiles(t *testing.T) {
	long := "фио\n" + strings.Repeat("А\n", maxRows+1)
	for want, file := range map[string][]byte{
		"file_empty":      []byte(" \n\n;;\n"),
		"file_unreadable": []byte("PK\x03\x04 no workbook"),
		"file_too_long":   []byte(long),
	} {
		if _, err := look(Participants, file, known{}); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("want %s, got %v", want, err)
		}
	}
}

func TestKazakhAndRussianNamesFindTheirPlace(t *testing.T) {
	p, err := look(Organisations, []byte("название;сокращение;действует с\nЖасыл әлем;ЖӘ;08.06.2022\nЗелёный мир;ЗМ;\n"), known{})
	if err != nil || p.Ready != 2 {
		t.Fatalf("%+v, %v", p, err)
	}
	kk, ru := p.organisations[0].Names[0], p.organisations[1].Names[0]
	if kk.Name != (events.Text{KK: "Жасыл әлем"}) || kk.Abbreviation.KK != "ЖӘ" || kk.ValidFrom != "2022-06-08" || ru.Name != (events.Text{RU: "Зелёный мир"}) {
		t.Errorf("got %+v, %+v", kk, ru)
	}
}

// FuzzLook: whatever the file, nothing breaks, and each line is either ready or
// has a fault.
func FuzzLook(f *testing.F) {
	for _, s := range []string{
		"фио;язык\nКим;ru\n", "\xef\xbb\xbfname,language\nA,kk\n", "name\n\"a\nb\"\n\"broken", "\"", "name\tкод\n\"x\" y\tz\n",
		"название;вид\nА;нпо\n", "\xff\xfen\x00a\x00m\x00e\x00", "PK\x03\x04", "name\n\x00\xff\n", ";;;\n;;\n", "\r\r\nname\r\n",
	} {
		f.Add([]byte(s), true)
		f.Add([]byte(s), false)
	}
	f.Add(xlsx(f, []string{"name"}, []string{"А"}), true)
	f.Fuzz(func(t *testing.T, file []byte, people bool) {
		kind := Organisations
		if people {
			kind = Participants
		}
		p, err := look(kind, file, known{})
		if err != nil {
			return
		}
		wrong := map[int]bool{}
		for _, fault := range p.Errors {
			if fault.Line < 1 || fault.Code == "" {
				t.Errorf("a fault without place or code: %+v", fault)
			}
			if fault.Line > 1 {
				wrong[fault.Line] = true
			}
		}
		columnsMissing := len(p.Errors) > 0 && slices.ContainsFunc(p.Errors, func(f Fault) bool { return f.Code == "missing_column" })
		if len(p.Errors) < maxFaults && !columnsMissing && p.Ready+len(wrong) < p.Rows {
			t.Errorf("of %d lines %d are ready and %d wrong", p.Rows, p.Ready, len(wrong))
		}
		if n := len(p.organisations) + len(p.participants); n != p.Ready {
			t.Errorf("%d ready, %d kept", p.Ready, n)
		}
		for _, person := range p.participants {
			if person.Name == "" || strings.ContainsRune(person.Name, 0) || strings.ToValidUTF8(person.Name, "") != person.Name {
				t.Errorf("kept %q", person.Name)
			}
		}
	})
}
