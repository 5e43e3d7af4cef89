package intake

import (
	"strings"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/text/sheet"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/pkg/words"
)

// rowNumber is the column that counts the lines of a list: nobody's identity,
// since the next list begins with 1 again.
const rowNumber = "row"

// headings are the names that columns go by in Kazakh, Russian and English lists,
// for each kind of file.
var headings = map[string]map[string]string{
	Participants: meaning(map[string][]string{
		rowNumber:      {"№ п/п", "п/п", "№ пп", "р/с", "р/с №", "№ р/с", "no", "no.", "n"},
		"key":          {"key", "number", "нөмірі", "нөмір", "номер", "код", "коды", "id"},
		"name":         {"name", "full name", "аты-жөні", "тегі, аты", "тегі, аты, әкесінің аты", "т.а.ә.", "аты-жөні, тегі", "фио", "ф.и.о.", "фио участника", "ф.и.о. участника", "имя участника", "фамилия, имя", "фамилия имя отчество", "фамилия и имя", "қатысушының аты-жөні", "қатысушының т.а.ә.", "участник", "қатысушы", "participant"},
		"last_name":    {"last name", "surname", "тегі", "фамилия"},
		"first_name":   {"first name", "given name", "аты", "имя"},
		"middle_name":  {"middle name", "patronymic", "әкесінің аты", "отчество"},
		"language":     {"language", "lang", "тілі", "тіл", "язык", "язык общения", "қатынас тілі"},
		"organisation": {"organisation", "organization", "ұйым", "ұйымы", "организация", "место работы", "жұмыс орны", "нпо", "үеұ"},
		"needs":        {"needs", "accessibility", "қажеттіліктері", "қажеттілік", "ерекше қажеттіліктер", "потребности", "особые потребности"},
	}),
	Organisations: meaning(inEachLanguage(map[string][]string{
		rowNumber:      {"№ п/п", "п/п", "№ пп", "р/с", "р/с №", "№ р/с", "no", "no.", "n"},
		"key":          {"key", "код", "коды", "code", "id"},
		"bin":          {"bin", "бсн", "бин", "бсн/бин", "бин/бсн", "бин организации", "ұйымның бсн"},
		"kind":         {"kind", "type", "түрі", "вид", "тип"},
		"name":         {"name", "атауы", "название", "наименование", "наименование организации", "название организации", "ұйым атауы", "ұйымның атауы", "организация"},
		"abbreviation": {"abbreviation", "қысқарту", "аббревиатура", "сокращение"},
		"ngo_kind":     {"вид нпо", "үеұ түрі", "категория нпо", "kind of ngo", "направление", "бағыты"},
		"activity":     {"деятельность", "вид деятельности", "сфера деятельности", "қызметі", "қызмет түрі", "қызмет саласы"},
		"activity_kk":  {"қызметі (қазақша)", "деятельность (на казахском)", "деятельность (каз)", "activity in kazakh"},
		"activity_ru":  {"қызметі (орысша)", "деятельность (на русском)", "деятельность (рус)", "activity in russian"},
		"region":       {"region", "өңір", "облыс", "регион", "область", "регион/область"},
		"valid_from":   {"valid_from", "valid from", "басталуы", "күшіне енген күні", "действует с"},
		"valid_to":     {"valid_to", "valid to", "аяқталуы", "күші жойылған күні", "действует по"},
	})),
}

// inEachLanguage adds the columns of names in one language, name_kk, abbreviation_kk,
// and what our own lists call each column.
func inEachLanguage(fields map[string][]string) map[string][]string {
	for _, l := range words.Languages() {
		for of, called := range l.Columns {
			fields[of+"_"+l.Code] = called
		}
	}
	for field := range fields {
		for _, l := range words.Codes() {
			fields[field] = append(fields[field], web.FieldName(l, "/"+field))
		}
	}
	return fields
}

// meaning turns meanings with their names into names with their meaning.
func meaning(names map[string][]string) map[string]string {
	m := map[string]string{}
	for field, all := range names {
		for _, n := range append(all, field) {
			m[sheet.HeadingKey(n)] = field
		}
	}
	return m
}

// columns maps a heading to fields: the index of each field's column, and the
// headings that mean nothing to us. A number that only counts the lines is no key.
func columns(kind string, s sheet.Sheet) (at map[string]int, ignored []string) {
	at = map[string]int{}
	for i, h := range s.Heading {
		field, ok := headings[kind][sheet.HeadingKey(h)]
		if sign := strings.TrimSpace(h); sign == "№" || sign == "#" || field == "key" && s.Counts(i) {
			field, ok = rowNumber, true
		}
		if _, twice := at[field]; !ok || twice {
			if text.Shows(h) {
				ignored = append(ignored, cut(text.OneLine(h), 60))
			}
			continue
		}
		at[field] = i
	}
	delete(at, rowNumber)
	return at, ignored
}

// plain is a value as repetitions are found: in lower case, with single blanks.
func plain(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

func cut(s string, max int) string {
	if r := []rune(s); len(r) > max {
		return string(r[:max]) + "…"
	}
	return s
}

// values are what lists say for our values.
var values = meaning(map[string][]string{
	"ngo":            {"үеұ", "нпо", "үкіметтік емес ұйым", "неправительственная организация", "қоғамдық бірлестік", "общественное объединение", "қоғамдық қор", "общественный фонд"},
	"state_body":     {"state body", "мемлекеттік орган", "государственный орган", "госорган"},
	"company":        {"компания", "бизнес", "business"},
	"media":          {"бақ", "сми"},
	"public_council": {"public council", "қоғамдық кеңес", "общественный совет"},
	"other":          {"басқа", "другое"},
})

// ngoKinds are the kinds of NGOs by what lists call them: the words of our own lists,
// in each language, and a few more.
var ngoKinds = func() map[string]string {
	all := map[string][]string{
		"youth": {"молодежные", "молодежная", "жастар"}, "family": {"женские", "детские", "семья", "әйелдер"}, "veterans": {"ветеранские", "ардагерлер ұйымы"},
		"disability": {"инвалиды", "инвалидность", "инклюзия", "мүгедектік"}, "volunteers": {"волонтерские", "волонтерство", "еріктілік"},
		"charity": {"благотворительные", "благотворительная"}, "religious": {"религиозные", "религиозная", "діни"}, "ethnic": {"этнокультурные"},
		"ecology": {"экологические", "экологиялық"}, "rights": {"правозащитные", "правозащитная"}, "sport": {"спортивные"}, "culture": {"культурные"},
	}
	for _, kind := range events.NGOKind("").Values() {
		for _, l := range words.Codes() {
			all[kind] = append(all[kind], problem.Say(l, "ngo_is_"+kind, nil))
		}
	}
	return meaning(all)
}()

// organisationKinds are the same of organisations.
var organisationKinds = func() map[string]string {
	all := map[string][]string{}
	for _, kind := range events.OrganisationKind("").Values() {
		for _, l := range words.Codes() {
			all[kind] = append(all[kind], problem.Say(l, "organisation_is_"+kind, nil))
		}
	}
	for name, kind := range values {
		all[kind] = append(all[kind], name)
	}
	return meaning(all)
}()

// spoken are the languages as lists call them.
var spoken = func() map[string]string {
	all := map[string][]string{}
	for _, l := range words.Languages() {
		all[l.Code] = l.Called
	}
	return meaning(all)
}()

// kazakh tells whether a text has letters that Russian lacks.
func kazakh(s string) bool { return strings.ContainsAny(strings.ToLower(s), "әғқңөұүһі") }
