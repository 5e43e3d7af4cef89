package forum

import (
	"strings"

	"github.com/shanyraq/shanyraq/events"
)

// regions are those of Kazakhstan since 8 June 2022, by ISO 3166-2.
var regions = map[string]events.Text{
	"KZ-10": {KK: "Абай облысы", RU: "область Абай", EN: "Abai"},
	"KZ-11": {KK: "Ақмола облысы", RU: "Акмолинская область", EN: "Akmola"},
	"KZ-15": {KK: "Ақтөбе облысы", RU: "Актюбинская область", EN: "Aktobe"},
	"KZ-19": {KK: "Алматы облысы", RU: "Алматинская область", EN: "Almaty Region"},
	"KZ-23": {KK: "Атырау облысы", RU: "Атырауская область", EN: "Atyrau"},
	"KZ-27": {KK: "Батыс Қазақстан облысы", RU: "Западно-Казахстанская область", EN: "West Kazakhstan"},
	"KZ-31": {KK: "Жамбыл облысы", RU: "Жамбылская область", EN: "Zhambyl"},
	"KZ-33": {KK: "Жетісу облысы", RU: "область Жетісу", EN: "Zhetisu"},
	"KZ-35": {KK: "Қарағанды облысы", RU: "Карагандинская область", EN: "Karaganda"},
	"KZ-39": {KK: "Қостанай облысы", RU: "Костанайская область", EN: "Kostanay"},
	"KZ-43": {KK: "Қызылорда облысы", RU: "Кызылординская область", EN: "Kyzylorda"},
	"KZ-47": {KK: "Маңғыстау облысы", RU: "Мангистауская область", EN: "Mangystau"},
	"KZ-55": {KK: "Павлодар облысы", RU: "Павлодарская область", EN: "Pavlodar"},
	"KZ-59": {KK: "Солтүстік Қазақстан облысы", RU: "Северо-Казахстанская область", EN: "North Kazakhstan"},
	"KZ-61": {KK: "Түркістан облысы", RU: "Туркестанская область", EN: "Turkistan"},
	"KZ-62": {KK: "Ұлытау облысы", RU: "область Ұлытау", EN: "Ulytau"},
	"KZ-63": {KK: "Шығыс Қазақстан облысы", RU: "Восточно-Казахстанская область", EN: "East Kazakhstan"},
	"KZ-71": {KK: "Астана қаласы", RU: "город Астана", EN: "Astana"},
	"KZ-75": {KK: "Алматы қаласы", RU: "город Алматы", EN: "Almaty"},
	"KZ-79": {KK: "Шымкент қаласы", RU: "город Шымкент", EN: "Shymkent"},
}

// KnownRegion reports whether the code is that of a region.
func KnownRegion(code string) bool { _, ok := regions[code]; return ok }

// RegionOf finds a region by its code or by its name in any language, as lists
// have it; "" when there is none.
func RegionOf(s string) string {
	s = strings.TrimSpace(s)
	if KnownRegion(strings.ToUpper(s)) {
		return strings.ToUpper(s)
	}
	for code, name := range regions {
		if strings.EqualFold(s, name.KK) || strings.EqualFold(s, name.RU) || strings.EqualFold(s, name.EN) {
			return code
		}
	}
	return ""
}
