package register

//go:generate go run github.com/a-h/templ/cmd/templ@v0.3.977 generate

import (
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/pkg/words"
	"github.com/shanyraq/shanyraq/services/decisions/internal/measure"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/sentence"
	"github.com/shanyraq/shanyraq/services/decisions/internal/term"
	"github.com/shanyraq/shanyraq/services/decisions/internal/way"
)

// Page is what every public page knows: its language, its address, the zone of
// its times.
type Page struct {
	Language string
	Private  bool // not for search machines
	url      *url.URL
	zone     *time.Location
	whose    events.Text // the institution's name; empty = none is known
}

// newPage chooses the language: ?lang= before Accept-Language, the first one if
// neither says one of ours.
func newPage(r *http.Request, zone *time.Location) Page {
	language := r.URL.Query().Get("lang")
	if !words.Known(language) {
		language = web.Language(r.Header.Get("Accept-Language"))
	}
	whose, _ := r.Context().Value(institutionKey{}).(events.Text)
	return Page{Language: language, url: r.URL, zone: zone, whose: whose}
}

// brand is what stands on top of the page: the institution, else ours.
func (p Page) brand() string {
	if !p.whose.Empty() {
		return p.whose.In(p.Language)
	}
	return p.say("shanyraq", nil)
}

func (p Page) say(key string, a sentence.Args) string { return sentence.In(p.Language, key, a) }

// in is this page in another language.
func (p Page) in(language string) templ.SafeURL {
	q := p.url.Query()
	q.Set("lang", language)
	return templ.SafeURL(p.url.EscapedPath() + "?" + q.Encode())
}

// link is another page in this language.
func (p Page) link(to string) templ.SafeURL {
	mark := "?"
	if strings.Contains(to, "?") {
		mark = "&"
	}
	return templ.SafeURL(to + mark + "lang=" + p.Language)
}

// languageOf is the language in which a text is shown on this page.
func (p Page) languageOf(t events.Text) string {
	if l := t.Language(p.Language); l != "" {
		return l
	}
	return p.Language
}

func (p Page) forumTitle(t events.Text) events.Text {
	if t.Empty() {
		return sentence.Say("forum_untitled", nil)
	}
	return t
}

// time prints an instant as official papers write the day: «2021 жылғы 1
// желтоқсан, 14:05».
func (p Page) time(t time.Time) string {
	return p.date(t) + ", " + t.In(p.zone).Format("15:04")
}

func (p Page) date(t time.Time) string {
	return p.day(events.Day(t.In(p.zone).Format(time.DateOnly)))
}

func (p Page) day(d events.Day) string { return term.DateText(d).In(p.Language) }

// zoneText says which time the page's moments are in; the zone's code name is no
// word that people know.
func (p Page) zoneText(at time.Time) string {
	key := "time_elsewhere"
	if kazakhstan[p.zone.String()] {
		key = "time_kazakhstan"
	}
	return p.say(key, sentence.Args{"offset": text.Offset(at.In(p.zone))})
}

var kazakhstan = map[string]bool{
	"Asia/Almaty": true, "Asia/Aqtau": true, "Asia/Aqtobe": true, "Asia/Atyrau": true, "Asia/Oral": true, "Asia/Qostanay": true, "Asia/Qyzylorda": true,
}

func (p Page) machineTime(t time.Time) string { return t.In(p.zone).Format(time.RFC3339) }

func (p Page) days(f programme.Forum) string {
	if f.EndsOn == "" {
		return p.day(f.StartsOn)
	}
	return term.DatesText(f.StartsOn, f.EndsOn).In(p.Language)
}

// roles are what stands in brackets after a co-executor.
func (p Page) roles(c measure.CoExecutorView) string {
	var notes []string
	if c.Consolidates {
		notes = append(notes, p.say("consolidates", nil))
	}
	if c.ByAgreement {
		notes = append(notes, p.say("by_agreement", nil))
	}
	return strings.Join(notes, ", ")
}

// millions prints whole tenge in millions, a dash when nothing is stated.
func (p Page) millions(tenge int64) string {
	if tenge == 0 {
		return "–"
	}
	return words.Decimal(p.Language, float64(tenge)/1e6)
}

func (p Page) funding(source string) string {
	if source == "" {
		return "–"
	}
	if key := "funding_" + source; sentence.All.Has(key) {
		return p.say(key, nil)
	}
	return source
}

// langOf is the lang attribute of what was said; mixed speech has none.
func langOf(language string) string {
	if language == "mixed" {
		return ""
	}
	return language
}

// differs reports that the proposal says something else than the suggestion.
func differs(w way.Way) bool {
	t, s := w.Proposal.Text, w.Suggestion
	for _, wording := range t.All() {
		if wording == s.Text && w.Proposal.Others == 0 {
			return false
		}
	}
	return !t.Empty()
}

// wordedBy says whose words the proposal has.
func wordedBy(w way.Way) string {
	if w.Proposal.ByGroup {
		return "recommended_as"
	}
	return "worded_as"
}

// upperFirst begins a sentence.
func upperFirst(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

func tone(state string) string {
	switch state {
	case "adopted", "adopted_with_changes":
		return "good"
	case "rejected":
		return "bad"
	case "deferred", "withdrawn", "parked":
		return "warn"
	}
	return "info"
}

func stepTone(s way.Step, w way.Way) string {
	switch s.Kind {
	case "decided":
		for _, o := range w.Outcomes() {
			if s.Ref.ID == o.DecisionID {
				return tone(o.State)
			}
		}
	case "accepted":
		return "good"
	case "returned", "withdrawn":
		return "warn"
	}
	return ""
}

func measureTone(m measure.MeasureView) string {
	switch {
	case m.Overdue:
		return "bad"
	case m.State == measure.Done || m.State == measure.OffControl:
		return "good"
	case m.State == measure.Returned:
		return "warn"
	}
	return "info"
}
