package forum

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/text"
)

// regions are those of Kazakhstan since 8 June 2022, by ISO 3166-2.
var regions = map[string]events.Text{
	"KZ-10": events.Text{KK: "Абай облысы", RU: "область Абай"}.With("en", "Abai"),
	"KZ-11": events.Text{KK: "Ақмола облысы", RU: "Акмолинская область"}.With("en", "Akmola"),
	"KZ-15": events.Text{KK: "Ақтөбе облысы", RU: "Актюбинская область"}.With("en", "Aktobe"),
	"KZ-19": events.Text{KK: "Алматы облысы", RU: "Алматинская область"}.With("en", "Almaty Region"),
	"KZ-23": events.Text{KK: "Атырау облысы", RU: "Атырауская область"}.With("en", "Atyrau"),
	"KZ-27": events.Text{KK: "Батыс Қазақстан облысы", RU: "Западно-Казахстанская область"}.With("en", "West Kazakhstan"),
	"KZ-31": events.Text{KK: "Жамбыл облысы", RU: "Жамбылская область"}.With("en", "Zhambyl"),
	"KZ-33": events.Text{KK: "Жетісу облысы", RU: "область Жетісу"}.With("en", "Zhetisu"),
	"KZ-35": events.Text{KK: "Қарағанды облысы", RU: "Карагандинская область"}.With("en", "Karaganda"),
	"KZ-39": events.Text{KK: "Қостанай облысы", RU: "Костанайская область"}.With("en", "Kostanay"),
	"KZ-43": events.Text{KK: "Қызылорда облысы", RU: "Кызылординская область"}.With("en", "Kyzylorda"),
	"KZ-47": events.Text{KK: "Маңғыстау облысы", RU: "Мангистауская область"}.With("en", "Mangystau"),
	"KZ-55": events.Text{KK: "Павлодар облысы", RU: "Павлодарская область"}.With("en", "Pavlodar"),
	"KZ-59": events.Text{KK: "Солтүстік Қазақстан облысы", RU: "Северо-Казахстанская область"}.With("en", "North Kazakhstan"),
	"KZ-61": events.Text{KK: "Түркістан облысы", RU: "Туркестанская область"}.With("en", "Turkistan"),
	"KZ-62": events.Text{KK: "Ұлытау облысы", RU: "область Ұлытау"}.With("en", "Ulytau"),
	"KZ-63": events.Text{KK: "Шығыс Қазақстан облысы", RU: "Восточно-Казахстанская область"}.With("en", "East Kazakhstan"),
	"KZ-71": events.Text{KK: "Астана қаласы", RU: "город Астана"}.With("en", "Astana"),
	"KZ-75": events.Text{KK: "Алматы қаласы", RU: "город Алматы"}.With("en", "Almaty"),
	"KZ-79": events.Text{KK: "Шымкент қаласы", RU: "город Шымкент"}.With("en", "Shymkent"),
}

// KnownRegion reports whether the code is that of a region.
func KnownRegion(code string) bool { _, ok := regions[code]; return ok }

// zones are the regions' time zones where they are not that of Almaty.
var zones = map[string]string{
	"KZ-15": "Asia/Aqtobe", "KZ-23": "Asia/Atyrau", "KZ-27": "Asia/Oral", "KZ-39": "Asia/Qostanay", "KZ-43": "Asia/Qyzylorda", "KZ-47": "Asia/Aqtau",
}

// Region is one where forums are held.
type Region struct {
	Code     string      `json:"code" doc:"ISO 3166-2"`
	Name     events.Text `json:"name"`
	TimeZone string      `json:"time_zone" doc:"IANA name of the time that its clocks show"`
}

// Regions are all, in the order of their codes.
func Regions() []Region {
	all := make([]Region, 0, len(regions))
	for _, code := range slices.Sorted(maps.Keys(regions)) {
		all = append(all, Region{Code: code, Name: regions[code], TimeZone: cmp.Or(zones[code], "Asia/Almaty")})
	}
	return all
}

// RegionName is what a language calls a region; "" of one that is not known.
func RegionName(code, language string) string { return regions[code].In(language) }

// aliases are what else lists call regions: short forms and names of the past.
var aliases = map[string][]string{
	"KZ-15": {"Ақтөбе", "Актобе"},
	"KZ-27": {"ЗКО", "БҚО", "Уральск", "Орал"},
	"KZ-31": {"Тараз"},
	"KZ-33": {"Жетысу", "Жетысуская область"},
	"KZ-59": {"СКО", "СҚО", "Петропавловск"},
	"KZ-61": {"ТКО", "ЮКО", "ОҚО", "Южно-Казахстанская область", "Оңтүстік Қазақстан облысы"},
	"KZ-62": {"Улытауская область"},
	"KZ-63": {"ВКО", "ШҚО", "Усть-Каменогорск", "Өскемен"},
	"KZ-71": {"Нур-Султан", "Нұр-Сұлтан", "Nur-Sultan"},
	"KZ-10": {"Абайская область"},
}

// kinds are the words for what a region is, and their short forms.
var kinds = func() map[string]bool {
	m := map[string]bool{}
	for _, word := range []string{"область", "обл", "облысы", "қаласы", "қ", "город", "г", "гор", "region", "city"} {
		m[text.Fold(word)] = true
	}
	return m
}()

// plainRegions are the regions by their names, folded: whole, and without the word
// for what they are, where that is no other's name (Алматы is the city).
var plainRegions = func() map[string]string {
	found := map[string]string{}
	for code := range regions {
		for _, n := range named(code) {
			found[text.Fold(n)] = code
		}
	}
	for code := range regions {
		for _, n := range named(code) {
			if short := withoutKind(n); !almaty(short) || code == "KZ-75" {
				found[short] = code
			}
		}
	}
	return found
}()

// named are a region's names in all languages, and what else it is called.
func named(code string) []string {
	all := slices.Clone(aliases[code])
	for _, name := range regions[code].All() {
		all = append(all, name)
	}
	return all
}

// almaty is a city's name that a region has too.
func almaty(key string) bool { return key == text.Fold("Алматы") || key == text.Fold("Almaty") }

func withoutKind(s string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(text.Fold(s)), func(w string) bool { return kinds[w] }), " ")
}

// RegionOf finds a region by its code or by its name in any language, as lists have
// it («г. Алматы», «Алматинская обл.», «ВКО», «Нур-Султан»); "" when there is none.
func RegionOf(s string) string {
	s = strings.TrimSpace(s)
	if KnownRegion(strings.ToUpper(s)) {
		return strings.ToUpper(s)
	}
	key := text.Fold(s)
	if code, ok := plainRegions[key]; ok {
		return code
	}
	words := strings.Fields(key)
	if almaty(withoutKind(s)) && slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, text.Fold("обл")) || w == text.Fold("region") }) {
		return "KZ-19"
	}
	return plainRegions[withoutKind(s)]
}
