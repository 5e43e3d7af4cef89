package simulation

import (
	"fmt"
	"math/rand/v2"

	"github.com/shanyraq/shanyraq/events"
)

// repeats is the share of generated ideas that say again what another one said:
// 35 to 45 % of what is said at a forum ends merged.
const repeats = 0.40

// A template makes one idea in Kazakh and in Russian out of a place and a thing.
type template struct {
	theme, kk, ru string
	things        [][2]string // kk, ru
}

var templates = []template{
	{"inclusion", "%s: %s орнатылсын.", "%s: установить %s.", [][2]string{{"пандус", "пандус"}, {"шақыру түймесі", "кнопку вызова"}, {"тактильді жол", "тактильную дорожку"}}},
	{"ecology", "%s: %s қойылсын.", "%s: поставить %s.", [][2]string{{"бөлек жинау контейнері", "контейнеры для раздельного сбора"}, {"ауа сапасының датчигі", "датчик качества воздуха"}}},
	{"education", "%s: %s ашылсын.", "%s: открыть %s.", [][2]string{{"тегін үйірме", "бесплатный кружок"}, {"қосымша балабақша тобы", "дополнительную группу детского сада"}, {"психолог кабинеті", "кабинет психолога"}}},
	{"health", "%s: %s қажет.", "%s: нужен %s.", [][2]string{{"балалар дәрігері", "детский врач"}, {"жылжымалы медициналық пункт", "передвижной медпункт"}}},
	{"digital", "%s: %s қосылсын.", "%s: подключить %s.", [][2]string{{"жылдам интернет", "быстрый интернет"}, {"қоғамдық Wi-Fi", "общественный Wi-Fi"}}},
	{"housing", "%s: %s жөнделсін.", "%s: отремонтировать %s.", [][2]string{{"ескі лифт", "старые лифты"}, {"кіреберіс", "подъезды"}, {"жылу желісі", "тепловые сети"}}},
	{"transport", "%s: %s қосылсын.", "%s: добавить %s.", [][2]string{{"кешкі автобус", "вечерний автобус"}, {"веложол", "велодорожку"}}},
	{"safety", "%s: %s керек.", "%s: нужно %s.", [][2]string{{"жаяу өткел жарығы", "освещение перехода"}, {"бейнебақылау", "видеонаблюдение"}}},
	{"youth", "%s: %s ашылсын.", "%s: открыть %s.", [][2]string{{"коворкинг", "коворкинг"}, {"жасөспірімдер клубы", "подростковый клуб"}}},
	{"rural", "%s: %s тартылсын.", "%s: провести %s.", [][2]string{{"ауызсу", "питьевую воду"}, {"газ", "газ"}}},
}

// Generate makes n ideas in Kazakh and Russian, the same ones for the same
// seed. Some repeat another one in other words or in the other language.
func Generate(n int, seed uint64) []Idea {
	r := rand.New(rand.NewPCG(seed, 0x69646561)) // #nosec G404 -- a play, not a secret
	ideas := make([]Idea, 0, n)
	var first []int // the ideas that are no repetition
	for i := range n {
		id := fmt.Sprintf("G%05d", i+1)
		if len(first) > 0 && r.Float64() < repeats {
			ideas = append(ideas, repetition(r, ideas[first[r.IntN(len(first))]], id))
			continue
		}
		first = append(first, i)
		ideas = append(ideas, invention(r, id, len(first)))
	}
	return ideas
}

// invention is an idea that nobody has had: its place has a number of its own.
func invention(r *rand.Rand, id string, n int) Idea {
	t := templates[r.IntN(len(templates))]
	thing := t.things[r.IntN(len(t.things))]
	w := events.Text{
		KK: fmt.Sprintf(t.kk, fmt.Sprintf("%d-шағынаудан, %d-үй", 1+n/40, 1+n%40), thing[0]),
		RU: fmt.Sprintf(t.ru, fmt.Sprintf("Микрорайон %d, дом %d", 1+n/40, 1+n%40), thing[1]),
	}
	idea := Idea{ID: id, Language: "kk", Theme: t.theme, Text: w.KK, Wording: w}
	if r.IntN(2) == 0 {
		idea.Language, idea.Text = "ru", w.RU
	}
	return idea
}

// repetition says an idea again: in the other language, or with a few words more.
func repetition(r *rand.Rand, of Idea, id string) Idea {
	idea := Idea{ID: id, Theme: of.Theme, DuplicateOf: of.ID, Wording: of.Wording}
	kk, ru := of.Wording.KK, of.Wording.RU
	switch r.IntN(4) {
	case 0:
		idea.Language, idea.Text = "kk", "Біз де сұраймыз. "+kk
	case 1:
		idea.Language, idea.Text = "ru", "Тоже прошу. "+ru
	case 2:
		idea.Language, idea.Text = "mixed", ru+" Өте керек!"
	default:
		idea.Language, idea.Text = "kk", kk
		if of.Language == "kk" {
			idea.Language, idea.Text = "ru", ru
		}
	}
	return idea
}
