package register

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/services/decisions/internal/edition"
	"github.com/shanyraq/shanyraq/services/decisions/internal/measure"
)

// measuresOnPage is how many measures one page of the register shows: a plan of
// 853 would be forty screens of a phone for each hundred.
const measuresOnPage = 25

// everything asks for the whole plan on one page, to print it.
const everything = "all"

// Part is what of the plan a page shows.
type Part struct {
	Words    string // what was looked for, "" = nothing
	Measures []measure.MeasureView
	Found    int // how many there are on all parts
	From     int // the first of them here, from 1; 0 when there is none
	Page     int // from 1
	Pages    int
}

// part chooses what is shown of the plan: the measures in which the words stand,
// however they are spelled, or the one whose number they are, and of these a page.
func part(p *edition.PlanView, words, which string) Part {
	of := Part{Words: strings.TrimSpace(words), Page: 1, Pages: 1}
	if p == nil {
		return of
	}
	for _, m := range p.Measures {
		if of.Words == "" || sought(m, of.Words) {
			of.Measures = append(of.Measures, m)
		}
	}
	of.Found = len(of.Measures)
	if of.Found > 0 {
		of.From = 1
	}
	if which == everything {
		return of
	}
	of.Pages = max(1, (of.Found+measuresOnPage-1)/measuresOnPage)
	if n, err := strconv.Atoi(which); err == nil {
		of.Page = min(max(n, 1), of.Pages)
	}
	from := (of.Page - 1) * measuresOnPage
	of.Measures = of.Measures[from:min(from+measuresOnPage, of.Found)]
	if of.Found > 0 {
		of.From = from + 1
	}
	return of
}

func sought(m measure.MeasureView, words string) bool {
	if n, _ := text.Numbered(words); n > 0 {
		return m.Number == n
	}
	said := []events.Text{m.Text, m.FormOfCompletion, m.Deadline.Phrase}
	if m.LeadBody != nil {
		said = append(said, m.LeadBody.Name, m.LeadBody.Abbreviation)
	}
	if m.OverdueFor != nil {
		said = append(said, m.OverdueFor.Phrase)
	}
	for _, c := range m.CoExecutors {
		said = append(said, c.Name)
	}
	var all []string
	for _, t := range said {
		for _, words := range t.All() {
			all = append(all, words)
		}
	}
	return text.Finds(text.Fold(strings.Join(all, " ")), words)
}

// Last is the last measure here.
func (p Part) Last() int { return p.From + len(p.Measures) - 1 }

// partLink leads to another part of the plan.
func (r ForumRegister) partLink(p Page, which string) templ.SafeURL {
	q := url.Values{"lang": {p.Language}, "measures": {which}}
	if r.Part.Words != "" {
		q.Set("q", r.Part.Words)
	}
	return templ.SafeURL("/register/" + r.Forum.ForumID + "?" + q.Encode() + "#plan")
}

// measureLink leads to a measure, on whatever part it stands.
func (r ForumRegister) measureLink(p Page, m measure.MeasureView) templ.SafeURL {
	for i, one := range r.Plan.Measures {
		if one.ID == m.ID {
			q := url.Values{"lang": {p.Language}, "measures": {strconv.Itoa(i/measuresOnPage + 1)}}
			return templ.SafeURL(fmt.Sprintf("/register/%s?%s#measure-%d", r.Forum.ForumID, q.Encode(), m.Number))
		}
	}
	return templ.SafeURL("#plan")
}
