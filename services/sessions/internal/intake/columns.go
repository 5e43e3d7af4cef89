package intake

import (
	"strings"
	"time"

	"github.com/shanyraq/shanyraq/events"
)

// headings are the names that columns go by in Kazakh, Russian and English
// lists, in lower case, for each kind of file.
var headings = map[string]map[string][]string{
	Participants: {
		"key":          {"key", "no", "№", "number", "нөмірі", "нөмір", "номер", "р/с №", "№ п/п", "id"},
		"name":         {"name", "full name", "аты-жөні", "тегі, аты", "фио", "ф.и.о.", "фамилия, имя", "участник", "қатысушы", "participant"},
		"last_name":    {"last name", "surname", "тегі", "фамилия"},
		"first_name":   {"first name", "given name", "аты", "имя"},
		"middle_name":  {"middle name", "patronymic", "әкесінің аты", "отчество"},
		"language":     {"language", "lang", "тілі", "тіл", "язык"},
		"organisation": {"organisation", "organization", "ұйым", "ұйымы", "организация", "нпо", "үеұ"},
		"needs":        {"needs", "accessibility", "қажеттіліктері", "қажеттілік", "ерекше қажеттіліктер", "потребности", "особые потребности"},
	},
	Organisations: {
		"key":             {"key", "bin", "бсн", "бин", "код", "коды", "code", "id"},
		"kind":            {"kind", "type", "түрі", "вид", "тип"},
		"name":            {"name", "атауы", "название", "наименование"},
		"name_kk":         {"name_kk", "name kk", "атауы (қаз)", "атауы (kk)", "қазақша атауы", "название (kk)", "название на казахском"},
		"name_ru":         {"name_ru", "name ru", "атауы (орыс)", "атауы (ru)", "орысша атауы", "название (ru)", "название на русском"},
		"name_en":         {"name_en", "name en", "атауы (en)", "ағылшынша атауы", "название (en)", "название на английском"},
		"abbreviation":    {"abbreviation", "қысқарту", "аббревиатура", "сокращение"},
		"abbreviation_kk": {"abbreviation_kk", "abbreviation kk", "қысқартуы (қаз)", "аббревиатура (kk)", "сокращение (kk)"},
		"abbreviation_ru": {"abbreviation_ru", "abbreviation ru", "қысқартуы (орыс)", "аббревиатура (ru)", "сокращение (ru)"},
		"region":          {"region", "өңір", "облыс", "регион", "область"},
		"valid_from":      {"valid_from", "valid from", "басталуы", "күшіне енген күні", "действует с"},
		"valid_to":        {"valid_to", "valid to", "аяқталуы", "күші жойылған күні", "действует по"},
	},
}

// columns maps a header to fields: the index of each field's column, and the
// headings that mean nothing to us.
func columns(kind string, header []string) (at map[string]int, ignored []string) {
	fields := map[string]string{}
	for field, names := range headings[kind] {
		for _, n := range append(names, field) {
			fields[n] = field
		}
	}
	at = map[string]int{}
	for i, h := range header {
		field, ok := fields[plain(h)]
		if _, twice := at[field]; !ok || twice {
			if strings.TrimSpace(h) != "" {
				ignored = append(ignored, cut(h, 60))
			}
			continue
		}
		at[field] = i
	}
	return at, ignored
}

// plain is a heading or a value as it is compared: lower case, single spaces, no
// star or colon at its end.
func plain(s string) string {
	return strings.TrimRight(strings.ToLower(strings.Join(strings.Fields(s), " ")), "*: ")
}

func cut(s string, max int) string {
	if r := []rune(s); len(r) > max {
		return string(r[:max]) + "…"
	}
	return s
}

// words are what lists say for our values.
var words = map[string]string{
	"kk": "kk", "қаз": "kk", "қазақ": "kk", "қазақша": "kk", "казахский": "kk", "каз": "kk", "kazakh": "kk", "kz": "kk",
	"ru": "ru", "орыс": "ru", "орысша": "ru", "русский": "ru", "рус": "ru", "russian": "ru",
	"en": "en", "ағылшын": "en", "ағылшынша": "en", "английский": "en", "англ": "en", "english": "en",

	"ngo": "ngo", "үеұ": "ngo", "нпо": "ngo", "үкіметтік емес ұйым": "ngo", "неправительственная организация": "ngo",
	"state_body": "state_body", "state body": "state_body", "мемлекеттік орган": "state_body", "государственный орган": "state_body", "госорган": "state_body",
	"company": "company", "компания": "company", "бизнес": "company", "business": "company",
	"media": "media", "бақ": "media", "сми": "media",
	"public_council": "public_council", "public council": "public_council", "қоғамдық кеңес": "public_council", "общественный совет": "public_council",
	"other": "other", "басқа": "other", "другое": "other",
}

// days are the ways in which lists write a day; the last is how Excel's short
// date comes out.
var days = []string{time.DateOnly, "02.01.2006", "2.1.2006", "02/01/2006", "01-02-06"}

// dayOf reads a day; false when it is none.
func dayOf(s string) (events.Day, bool) {
	if s = strings.TrimSpace(s); s == "" {
		return "", true
	}
	for _, layout := range days {
		if t, err := time.Parse(layout, s); err == nil {
			return events.Day(t.Format(time.DateOnly)), true
		}
	}
	return "", false
}

// kazakh tells whether a text has letters that Russian lacks.
func kazakh(s string) bool { return strings.ContainsAny(strings.ToLower(s), "әғқңөұүһі") }
