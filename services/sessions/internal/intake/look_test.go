package intake

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/text/sheet"
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
		"a sum below":       {Participants, "№;фио\n1;Ким\nИтого;1\n", faults{"3 name not_a_name"}, 1},
		"empty name":        {Participants, "фио;язык\n;ru\n", faults{"2 name required"}, 0},
		"language":          {Participants, "фио;язык\nА;тува\nБ;en\nВ;\n", faults{"2 language unknown_language"}, 2},
		"repeated":          {Participants, "фио\nА Б\nа  б\n", faults{"3 key repeats_line"}, 1},
		"stored":            {Participants, "фио\nескі қатысушы\n", nil, 0},
		"stored key":        {Participants, "код;фио\n9;Новый\n", nil, 0},
		"same name, keys":   {Participants, "код;фио\n11;А\n12;А\n", nil, 2},
		"a БИН":             {Organisations, "бин;название\n990140000123;А\n40140000123;Б\n9901 4000 0124;В\n12345;Г\nабвгдежзиклм;Д\n", faults{"5 bin want_bin", "6 bin want_bin"}, 3},
		"two БИН":           {Organisations, "бин;название\n040140000123;А\n40140000123;Б\n", faults{"3 key repeats_line"}, 1},
		"organisation":      {Participants, "фио;организация\nА;Нет такой\nБ;ОС\nВ;77\nГ;бірінші\n", faults{"2 organisation organisation_not_found", "3 organisation organisation_ambiguous"}, 2},
		"long":              {Participants, "фио\n" + strings.Repeat("ы", 201) + "\n", faults{"2 name too_long"}, 0},
		"quotes":            {Participants, "фио;язык\n\"А Б;ru\nВ;ru\n", faults{"2  broken_quotes"}, 1},
		"quoted lines":      {Participants, "фио;нужды\n\"А\";\"1\n2\"\nБ;x\n;x\n", faults{"5 name required"}, 2},
		"no columns":        {Organisations, "вид\nнпо\n", faults{"1 name missing_column"}, 0},
		"kind":              {Organisations, "название;вид\nА;кооператив\nБ;СМИ\n", faults{"2 kind unknown_kind"}, 1},
		"kind is a word":    {Organisations, "название;вид\nА;русский\n", faults{"2 kind unknown_kind"}, 0},
		"region":            {Organisations, "название;область\nА;Луна\nБ;Туркестанская область\n", faults{"2 region unknown_region"}, 1},
		"days":              {Organisations, "название;действует с;действует по\nА;вчера;\nБ;11.06.2022;2022-06-10\nВ;11.06.2022;\n", faults{"2 valid_from want_date", "3 name ends_before_start"}, 1},
		"name in any words": {Organisations, "название;name_kk\nПервый;\nНовый;БІРІНШІ\nДругой;Басқа\n", nil, 1},
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

// Nobody types the register first: whom an organiser imports brings the organisation
// along, once, however often and in whatever letters it stands there.
func TestPeopleBringTheirOrganisations(t *testing.T) {
	const list = "фио;организация\nА;ОФ «Дос»\nБ;оф \"дос\"\nВ;Жас Отан\nГ;Первый\n"
	k := known{organisations: []organisation.Organisation{{ID: "a", Names: []organisation.DatedName{{Name: events.Text{RU: "Первый"}}}}}}
	if p, err := look(Participants, []byte(list), k); err != nil || len(p.Errors) != 3 {
		t.Errorf("who may enter none got %+v, %v", p, err)
	}
	k.enters = true
	p, err := look(Participants, []byte(list), k)
	if err != nil || p.Ready != 4 || len(p.Errors) != 0 || len(p.Warnings) != 2 || p.Warnings[0].Code != "organisation_entered" || p.Warnings[1].Line != 4 {
		t.Fatalf("got %+v, %v", p, err)
	}
	if one, two := p.participants[0], p.participants[1]; one.OrganisationID != two.OrganisationID || one.OrganisationID == "" || p.participants[3].OrganisationID != "a" {
		t.Errorf("got %+v", p.participants)
	}
	reader := newParticipantReader(k, sheet.Sheet{}).(participantReader)
	var entered []string
	for _, one := range p.participants {
		if _, o := reader.from(one); o != nil {
			entered = append(entered, o.Names[0].Name.RU)
		}
	}
	if !slices.Equal(entered, []string{"ОФ «Дос»", "Жас Отан"}) {
		t.Errorf("entered %q", entered)
	}
}

// The cases people really had: pkg/text/sheet reads them, here is what they mean.
func TestTheListsPeopleHave(t *testing.T) {
	names := func(p Preview) (all []string) {
		for _, one := range p.participants {
			all = append(all, one.Name+" "+one.Language)
		}
		for _, one := range p.organisations {
			all = append(all, one.Names[0].Name.RU+" "+one.Key+" "+string(one.Names[0].ValidFrom))
		}
		return all
	}
	for file, c := range map[string]struct {
		kind string
		want []string
	}{
		"p01_kz1048.csv":              {Participants, []string{"Қасымова Әсел Үлгі kk", "Өтеген Ғани Сынақ ru"}},
		"p08_mac_cr.csv":              {Participants, []string{"Қасымова Әсел Үлгі kk", "Өтеген Ғани Сынақ ru"}},
		"p09_single_col_comma.csv":    {Participants, []string{"Образцов, Проба (г. Нұр-Сұлтан, ҚБ) kk", "Примеров, Тест kk"}},
		"p20_list_a.csv":              {Participants, []string{"Бірінші Тізім Үлгі kk", "Екінші Тізім Үлгі kk"}},
		"p21_list_b.csv":              {Participants, []string{"Список Второй Пробный ru", "Другая Проба Пробная ru"}},
		"p31_hidden_first_sheet.xlsx": {Participants, []string{"Второй Лист Пробный ru"}},
		"p35_title.xlsx":              {Participants, []string{"Проба ru"}},
		"p40_latin_head_bad_byte.csv": {Participants, []string{"Қасымова Әсел kk", "Үлгі Сынақ kk", "Кесілген Мыса\ufffd kk"}},
		"o10_dates.xlsx":              {Organisations, []string{"Пробная орг дата1 777 2021-07-05", "Пробная орг дата2 778 2021-07-05", "Пробная орг дата3 779 2021-07-05", "Проба 4 780 2021-07-05"}},
	} {
		p := lookAt(t, c.kind, file, known{})
		if got := names(p); !slices.Equal(got, c.want) || len(p.Errors) > 0 {
			t.Errorf("%s: got %q and %v", file, got, p.Errors)
		}
		if damaged := strings.Contains(file, "bad_byte"); damaged != (len(p.Warnings) == 1 && p.Warnings[0].Line == 4 && p.Warnings[0].Code == "letters_damaged") {
			t.Errorf("%s: warned of %v", file, p.Warnings)
		}
	}
}

func lookAt(t *testing.T, kind, file string, k known) Preview {
	t.Helper()
	data, err := os.ReadFile("../../../../pkg/text/sheet/testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := look(kind, data, k)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return p
}

// Two lists, each numbered from 1, are four people.
func TestARowNumberIsNoIdentity(t *testing.T) {
	for _, heading := range []string{"№ п/п", "№", "р/с №", "Номер", "No"} {
		k := known{}
		for n, list := range []string{"А Б\n2;В Г", "Д Е\n2;Ж З"} {
			p, err := look(Participants, []byte(heading+";ФИО\n1;"+list), k)
			if err != nil || p.Ready != 2 || p.Known > 0 || len(p.Errors) > 0 {
				t.Errorf("%s, list %d: %+v %v", heading, n+1, p, err)
			}
			for _, one := range p.participants {
				k.participants = append(k.participants, one.Participant)
			}
		}
	}
}

func TestPerhapsTheSame(t *testing.T) {
	p := lookAt(t, Participants, "p30_dups.csv", known{})
	got := ""
	for _, a := range p.Alike {
		got += fmt.Sprintf("%d~%d ", a.Line, a.OtherLine)
	}
	if got != "3~2 5~4 7~6 9~8 " || p.Ready != 8 || len(p.Errors) > 0 {
		t.Errorf("got %s%+v", got, p)
	}
	// Chosen again once they are stored, nothing of it is new.
	var k known
	for _, one := range p.participants {
		k.participants = append(k.participants, one.Participant)
	}
	if p := lookAt(t, Participants, "p30_dups.csv", k); p.Ready != 0 || p.Known != 8 || len(p.Errors)+len(p.Alike) > 0 {
		t.Errorf("the same file again: %+v", p)
	}
	// A corrected line of it is shown beside the one that is stored.
	p, err := look(Participants, []byte("ФИО\nЁлкин Пробный\nЙодов  Прoбный\n"), k)
	if err != nil || p.Known != 1 || p.Ready != 1 || len(p.Alike) != 1 || p.Alike[0].OtherLine != 0 || p.Alike[0].OtherText != "Йодов Пробный" {
		t.Errorf("corrected: %+v, %v", p, err)
	}
	// Organisations: quotation marks of another shape.
	p, err = look(Organisations, []byte("название\nОФ «Дана»\nОФ \"Дана\"\nОФ „Дана“\nОФ Дана плюс\n"), known{})
	if err != nil || p.Ready != 4 || len(p.Alike) != 2 {
		t.Errorf("organisations: %+v, %v", p, err)
	}
}

func TestHeadingsAndWordsAsPeopleWriteThem(t *testing.T) {
	for _, heading := range []string{"Т.А.Ә.", "Ф.И.О", "ФИО", "фио:", "ФИО участника", "Фамилия Имя Отчество", "Фамилия, имя, отчество", "Аты жөні", "Аты-жөні", "АТЫ - ЖӨНІ *", "Tегі, аты"} {
		p, err := look(Participants, []byte("Список участников\n\n"+heading+";Тілі\nКим Виктор;қаз\n"), known{})
		if err != nil || p.Ready != 1 || p.Sample[0]["name"] != "Ким Виктор" {
			t.Errorf("%s: %+v, %v", heading, p, err)
		}
	}
	for word, want := range map[string]string{
		"қазақ тілі": "kk", "каз.": "kk", "KAZ": "kk", "Қаз": "kk", "казак тили": "kk", "казахский": "kk", "rus": "ru", "РУС.": "ru", "русский язык": "ru", "орыс тілі": "ru", "Eng": "en",
	} {
		if p, err := look(Participants, []byte("ФИО;Язык\nКим;"+word), known{}); err != nil || p.Ready != 1 || p.participants[0].Language != want {
			t.Errorf("%s: %+v, %v", word, p, err)
		}
	}
	for word, want := range map[string]string{
		"Алматы": "KZ-75", "г. Алматы": "KZ-75", "Алматы қ.": "KZ-75", "Шымкент": "KZ-79", "г.Шымкент": "KZ-79", "Астана": "KZ-71", "Нур-Султан": "KZ-71", "г. Нур-Султан": "KZ-71",
		"Нұр-Сұлтан қ.": "KZ-71", "ВКО": "KZ-63", "Алматинская обл.": "KZ-19", "Алматинская область": "KZ-19", "Алматы обл.": "KZ-19", "СКО": "KZ-59", "ШҚО": "KZ-63", "область Улытау": "KZ-62",
		"Жетісу": "KZ-33", "Абай": "KZ-10", "Туркестанская": "KZ-61", "Южно-Казахстанская область": "KZ-61", "kz-75": "KZ-75", "Almaty": "KZ-75",
	} {
		if p, err := look(Organisations, []byte("Название;Регион\nДана;"+word), known{}); err != nil || p.Ready != 1 || p.organisations[0].Region != want {
			t.Errorf("%s: %+v, %v", word, p, err)
		}
	}
}

// A cell may hold line breaks and what nobody sees; a name may not.
func TestNamesAreLines(t *testing.T) {
	p, err := look(Participants, []byte("ФИО;Нужды\n\"Ким\nВиктор\u202e \u200bИ.\";x\n\"\u00ad\u2800\";x\n"), known{})
	if err != nil || p.Ready != 1 || p.participants[0].Name != "Ким Виктор И." || len(p.Errors) != 1 || p.Errors[0].Code != "required" {
		t.Errorf("%+v, %v", p, err)
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
		if len(p.Errors) < maxFaults && !columnsMissing && p.Ready+p.Known+len(wrong) < p.Rows {
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
