package phone

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/pkg/web/look"
	"github.com/shanyraq/shanyraq/pkg/words"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/ballot"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/mark"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/vote"
)

// page is what the template shows: the question for a code, or a ballot.
type page struct {
	Language string
	Missing  bool // there is no ballot with this code
	Ballot   *ballot.Ballot
	Voter    string
	Voted    bool
	Late     bool   // the last press came after the end
	Refused  string // why the last press was not taken
	Again    string // in how many seconds it is pressed again; "" if that is no use
	Rows     []row  // what can be chosen, and is in the form
	Chosen   []row  // what counts
	cookie   bool   // the phone keeps its token
	items    []ballot.BallotItem
	url      *url.URL
}

// row is a suggestion and what can be chosen for it.
type row struct {
	Field   string // s0, s1 …: its place in the ballot
	Text    string
	Value   int
	Chosen  bool
	Options []option
}

type option struct {
	Value   int
	Label   string
	Checked bool
}

// newPage chooses the language: ?lang= before Accept-Language.
func newPage(r *http.Request) *page {
	language := r.URL.Query().Get("lang")
	if !words.Known(language) {
		language = web.Language(r.Header.Get("Accept-Language"))
	}
	return &page{Language: language, url: r.URL}
}

// fill puts a vote and what stands in the form into the rows.
func (p *page) fill(counts vote.Vote, ticks []ballot.Choice) {
	p.Voted, p.Rows = counts.Counter > 0, p.rows(ticks)
	for _, r := range p.rows(counts.Choices) {
		if r.Chosen {
			p.Chosen = append(p.Chosen, r)
		}
	}
}

func (p *page) rows(choices []ballot.Choice) []row {
	given := make(map[string]int, len(choices))
	for _, c := range choices {
		given[c.SuggestionID] = c.Value
	}
	rows := make([]row, len(p.items))
	for i, item := range p.items {
		value, chosen := given[item.ID]
		chosen = chosen && (value > 0 || p.Ballot.Rules.Kind == mark.Agree)
		rows[i] = row{Field: "s" + strconv.Itoa(i), Text: item.Text, Value: value, Chosen: chosen, Options: options(p.Ballot.Rules, value, chosen)}
	}
	return rows
}

// options are the marks to choose from, in the order in which they are shown. A
// rank is shown as a place: of five the first is worth five points.
func options(r ballot.Rules, value int, chosen bool) []option {
	var all []option
	add := func(value int, label string, checked bool) { all = append(all, option{value, label, checked}) }
	switch r.Kind {
	case mark.Dots:
		if !r.Stacking {
			return nil // one box to tick
		}
		for dots := range min(r.Dots, 10) + 1 {
			add(dots, strconv.Itoa(dots), dots == value)
		}
	case mark.Rank:
		for points := r.Scale; points > 0; points-- {
			add(points, strconv.Itoa(r.Scale+1-points), points == value)
		}
	default:
		first := 1
		if r.Kind == mark.Agree {
			first = 0
		}
		for v := first; v <= r.Scale; v++ {
			add(v, strconv.Itoa(v), chosen && v == value)
		}
	}
	return all
}

// read takes the choices out of the form.
func (p *page) read(form url.Values) []ballot.Choice {
	choices := []ballot.Choice{}
	for i, item := range p.items {
		value, err := strconv.Atoi(form.Get("s" + strconv.Itoa(i)))
		if err != nil || value < 0 || value == 0 && p.Ballot.Rules.Kind != mark.Agree {
			continue
		}
		choices = append(choices, ballot.Choice{SuggestionID: item.ID, Value: value})
	}
	return choices
}

// Open reports that the phone may still vote.
func (p *page) Open() bool { return p.Ballot.State == ballot.Open }

// Clearable reports that a choice needs a way back: a box can be unticked and
// 0 dots can be chosen, other marks cannot be taken back by themselves.
func (p *page) Clearable() bool { return p.Ballot.Rules.Kind != mark.Dots }

// Mark is what a row was marked with, in words.
func (p *page) Mark(r row) string {
	switch rules := p.Ballot.Rules; rules.Kind {
	case mark.Dots:
		return strings.Repeat("●", min(r.Value, 10))
	case mark.Rank:
		return p.Say("place", rules.Scale+1-r.Value)
	default:
		return strconv.Itoa(r.Value)
	}
}

// Title is what is voted on.
func (p *page) Title() string {
	if p.Ballot == nil || p.Ballot.Title.Empty() {
		return p.Say("title")
	}
	return p.Ballot.Title.In(p.Language)
}

// Task tells what to do.
func (p *page) Task() string {
	r := p.Ballot.Rules
	if r.Kind != mark.Dots {
		return p.Say("task_"+string(r.Kind), r.Scale)
	}
	if r.Stacking {
		return p.Say("task_dots", r.Dots) + " " + p.Say("stacking")
	}
	return p.Say("task_dots", r.Dots) + " " + p.Say("no_stacking")
}

// Languages are the page's languages by their own names.
func (p *page) Languages() []words.Language { return words.Languages() }

// In is this page in another language.
func (p *page) In(language string) string { return p.url.EscapedPath() + "?lang=" + language }

func (p *page) link(to string) string { return to + "?lang=" + p.Language }

// sentences are those of the page.
const sentences words.Catalogue = "phone"

// Say is a sentence in the page's language, for a number when one is given.
func (p *page) Say(key string, n ...int) string {
	if len(n) == 0 {
		return sentences.Say(p.Language, key, nil)
	}
	return sentences.Say(p.Language, key, words.Args{"n": n[0], "count": n[0]})
}

//go:embed page.html
var pageFile string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"css": func() string { return styles.Address },
	"js":  func() string { return script.Address },
}).Parse(pageFile))

// policy lets the page load its two files and the icon from here, and send its
// form here: nothing else.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// write renders the whole page before it answers.
func (p *page) write(w http.ResponseWriter, r *http.Request, status int) {
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, p); err != nil {
		web.Fail(w, r, fmt.Errorf("rendering a ballot: %w", err))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	// Not no-referrer: with it an old browser says Origin: null, and its vote looks like another site's.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store") // it has the phone's token and choices
	h.Set("Vary", "Accept-Language")
	if p.Again != "" {
		h.Set("Retry-After", p.Again)
	}
	w.WriteHeader(status)
	_, _ = b.WriteTo(w) // a failed write means that the reader has gone
}

//go:embed assets/phone.css
var css []byte

//go:embed assets/phone.js
var js []byte

var (
	styles = web.NewAsset("/b/assets", "phone", "css", look.CSS, css)
	script = web.NewAsset("/b/assets", "phone", "js", js)
)
