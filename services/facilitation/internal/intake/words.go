package intake

import (
	"github.com/shanyraq/shanyraq/pkg/text/sheet"
	"github.com/shanyraq/shanyraq/pkg/words"
)

// rowNumber is the column that counts the lines of a list: no number of the channel.
const rowNumber = "row"

// The headings, languages and channels as files call them, in Kazakh, Russian
// and English, folded.
var (
	headings = meant(map[string][]string{
		rowNumber:       {"№ п/п", "п/п", "№ пп", "р/с", "р/с №", "№ р/с", "no", "n"},
		"id":            {"id", "идентификатор", "uuid"},
		"language":      {"language", "lang", "язык", "язык предложения", "тіл", "тілі", "ұсыныс тілі"},
		"theme":         {"theme", "topic", "тема", "направление", "тақырып", "тақырыбы", "бағыт", "бағыты"},
		"text":          {"text", "suggestion", "текст", "предложение", "текст предложения", "предложения", "суть предложения", "текст обращения", "содержание", "мәтін", "мәтіні", "ұсыныс", "ұсыныс мәтіні", "ұсыныстар", "мазмұны"},
		"source":        {"source", "channel", "источник", "канал", "дереккөз", "дереккөзі", "көзі", "арна", "арнасы"},
		"source_number": {"source number", "number", "номер", "номер обращения", "номер в источнике", "регистрационный номер", "рег номер", "нөмір", "нөмірі", "өтініш нөмірі", "тіркеу нөмірі", "дереккөздегі нөмірі"},
		"received_on":   {"received on", "received", "date", "дата", "дата поступления", "получено", "күні", "түскен күні", "күн"},
	})
	languages = meant(spoken())
	sources   = meant(map[string][]string{
		"call_centre":      {"call centre", "call center", "колл-центр", "кол-центр", "call-центр", "контакт-центр", "байланыс орталығы", "қоңырау орталығы", "колл-орталық"},
		"city_application": {"city application", "city app", "городское приложение", "мобильное приложение", "приложение", "қала қосымшасы", "мобильді қосымша", "қосымша"},
		"social_network":   {"social network", "social networks", "social media", "соцсеть", "соцсети", "социальная сеть", "социальные сети", "әлеуметтік желі", "әлеуметтік желілер"},
		"other":            {"other", "другое", "другой", "иное", "басқа"},
	})
)

// spoken are the languages as files call them, and speech in several at once.
func spoken() map[string][]string {
	all := map[string][]string{"mixed": {"mix", "смешанный", "аралас"}}
	for _, l := range words.Languages() {
		all[l.Code] = l.Called
	}
	return all
}

func meant(called map[string][]string) map[string]string {
	m := map[string]string{}
	for meaning, names := range called {
		for _, n := range names {
			m[sheet.HeadingKey(n)] = meaning
		}
		m[sheet.HeadingKey(meaning)] = meaning
	}
	return m
}
