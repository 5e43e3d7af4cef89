package message

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
)

// Links are what letters lead to.
type Links struct {
	Public  string // where people reach us, without a trailing slash
	Appeals string // where an appeal in the sense of the law is made (eOtinish)
}

// Story is what one letter tells: a fact, to the author of some of the
// suggestions it concerns.
type Story struct {
	Fact chain.Fact
	Own  []chain.Suggestion
	Book *chain.Book
}

// errNoReason keeps a refusal without a reason from being told at all.
var errNoReason = errors.New("a rejection without a reason is not told")

// Compose writes the letter. Missing are the things it would name but that are
// not in the book yet; without them the letter is correct but poorer.
func (w *Words) Compose(lang string, s Story, links Links) (_ Letter, missing []uuid.UUID, err error) {
	c := &composition{voice: w.voice(lang), Story: s}
	slices.SortFunc(c.Own, func(a, b chain.Suggestion) int { return cmp.Compare(a.Number, b.Number) })
	c.letter.Language = c.language
	forum := c.forum()
	c.zone = zoneOf(forum.TimeZone)
	switch s.Fact.Kind {
	case chain.Receipt:
		c.receipt()
	case chain.Merged:
		err = tell(c, c.merged)
	case chain.Unmerged:
		err = tell(c, c.unmerged)
	case chain.Decided:
		err = tell(c, c.decided)
	case chain.Planned:
		err = tell(c, c.planned)
	case chain.Reported:
		err = tell(c, c.reported)
	case chain.Split:
		err = tell(c, c.split)
	case chain.Divided:
		err = tell(c, c.divided)
	case chain.Recommended:
		err = tell(c, c.recommended)
	case chain.Released:
		err = tell(c, c.released)
	case chain.Returned:
		err = tell(c, c.returned)
	case chain.OffControl:
		err = tell(c, c.offControl)
	default:
		err = fmt.Errorf("fact %s is of unknown kind %q", s.Fact.ID, s.Fact.Kind)
	}
	if err != nil {
		return Letter{}, nil, err
	}
	c.frame(forum, links)
	return c.letter, c.missing, c.err
}

// tell reads the fact's event and writes of it.
func tell[E any](c *composition, write func(E) error) error {
	var e E
	if err := json.Unmarshal(c.Fact.Data, &e); err != nil {
		return fmt.Errorf("reading fact %s: %w", c.Fact.ID, err)
	}
	return write(e)
}

type composition struct {
	*voice
	Story
	letter  Letter
	missing []uuid.UUID
}

// frame writes what every letter has.
func (c *composition) frame(forum events.ForumDescribed, links Links) {
	l := &c.letter
	l.From = c.say("sender")
	l.Greeting = c.say("greeting")
	for _, s := range c.Own {
		if s.Words != "" {
			l.Said = append(l.Said, Said{Title: c.say("said", "Number", c.numbers([]int64{s.Number})), Words: c.say("quote", "Words", shortened(s.Words))})
		}
	}
	l.WayIntro = c.count("wayIntro", len(c.Own))
	for _, s := range c.Own {
		l.Ways = append(l.Ways, Way{
			Title: c.say("way", "Number", c.numbers([]int64{s.Number}), "Receipt", s.Receipt),
			URL:   links.Public + "/way/" + s.Receipt,
		})
	}
	l.Appeal, l.AppealURL = c.say("appeal"), links.Appeals
	l.Unsubscribe = c.say("unsubscribe")
	l.Regards = c.say("regards")
	l.Signature = []string{c.say("signature")}
	if title := c.aside(forum.Title); title != "" {
		l.Signature = append(l.Signature, text.Contained(title))
	}
}

// shortened ends a long text at a word; the way of the suggestion has all of it.
func shortened(words string) string {
	const limit = 300
	runes := []rune(strings.Join(strings.Fields(words), " "))
	if len(runes) <= limit {
		return string(runes)
	}
	cut := string(runes[:limit])
	if space := strings.LastIndexByte(cut, ' '); space > 0 {
		cut = cut[:space]
	}
	return strings.TrimRight(cut, ",;:–- ") + "…"
}

func (c *composition) lead(sentences ...string) {
	c.letter.Lead = append(c.letter.Lead, sentences...)
}

// row adds a labelled value unless the value is empty.
func (c *composition) row(key, value string) {
	if value = strings.TrimSpace(text.Contained(value)); value != "" {
		c.letter.Rows = append(c.letter.Rows, Row{Label: c.say("row." + key), Value: value})
	}
}

// own is the author's suggestions by number, and how many.
func (c *composition) own() (numbers string, n int) {
	ns := make([]int64, len(c.Own))
	for i, s := range c.Own {
		ns[i] = s.Number
	}
	return c.numbers(ns), len(ns)
}

// others is how many suggestions beside the author's own the fact concerns.
func (c *composition) others(all []string) int { return max(len(all)-len(c.Own), 0) }

func (c *composition) receipt() {
	numbers, _ := c.own()
	c.letter.Subject = c.say("receipt.subject", "Numbers", numbers)
	c.lead(c.say("receipt.thanks"), c.say("receipt.next"))
	s := c.Own[0]
	c.row("suggestion", numbers)
	c.row("receipt", s.Receipt)
	c.row("received", c.moment(s.ReceivedAt))
	c.row("receiver", c.say("signature"))
	c.row("theme", c.theme(s.ThemeID))
	c.row("session", c.session(s.SessionID))
}

func (c *composition) decided(e events.DecisionRecorded) error {
	if e.Outcome == "rejected" && e.Reason.In(c.language) == "" {
		return fmt.Errorf("decision %s: %w", e.DecisionID, errNoReason)
	}
	numbers, n := c.own()
	outcome := c.say("outcome." + e.Outcome)
	c.letter.Subject = c.count("decided.subject", n, "Numbers", numbers, "Decision", e.Number, "Outcome", outcome)
	lead := c.count("decided.lead", n, "Numbers", numbers)
	if others := c.others(e.SuggestionIDs); others > 0 {
		lead += " " + c.count("decided.others", others)
	}
	c.lead(lead)
	if e.Corrects != "" {
		if corrected, ok := c.decision(e.Corrects); ok {
			c.lead(c.say("decided.corrects", "Corrected", corrected.Number))
		}
	}
	c.row("decision", c.numbers([]int64{e.Number}))
	c.row("outcome", outcome)
	c.row("decisionText", e.Text.In(c.language))
	c.row("reason", e.Reason.In(c.language))
	c.row("votes", c.votes(e.Votes))
	if e.ForwardedTo != "" {
		c.row("forwardedTo", c.organisation(e.ForwardedTo, e.RecordedAt))
	}
	if e.DeferredUntil != "" {
		c.row("deferredUntil", c.day(e.DeferredUntil))
	}
	decided := e.RecordedAt
	if e.DecidedAt != nil {
		decided = *e.DecidedAt
	}
	c.row("date", c.date(decided.In(c.zone)))
	if e.Outcome == "adopted" || e.Outcome == "adopted_with_changes" {
		c.letter.Closing = c.say("decided.next")
	}
	return nil
}

// votes is empty where nobody was counted.
func (c *composition) votes(v events.Votes) string {
	if v.For+v.Against+v.Abstained == 0 {
		return ""
	}
	s := c.say("votes", "For", v.For, "Against", v.Against, "Abstained", v.Abstained)
	if v.Unanimous {
		s += c.say("unanimous")
	}
	return s
}

func (c *composition) planned(e events.MeasurePlanned) error {
	numbers, n := c.own()
	c.letter.Subject = c.count("planned.subject", n, "Numbers", numbers, "Measure", e.Number)
	c.lead(c.count("planned.lead", n, "Numbers", numbers, "Measure", e.Number))
	c.measure(e.Measure)
	if d, ok := c.decision(e.DecisionID); ok {
		c.row("basis", c.say("basis", "Decision", d.Number))
	}
	c.letter.Closing = c.say("planned.next")
	return nil
}

func (c *composition) measure(m events.Measure) {
	c.row("measure", c.say("measure", "N", m.Number, "Text", m.Text.In(c.language)))
	c.row("formOfCompletion", m.FormOfCompletion.In(c.language))
	c.row("leadBody", c.organisation(m.LeadBodyID, c.Fact.At))
	var names []string
	for _, e := range m.CoExecutors {
		if name := c.organisation(e.OrganisationID, c.Fact.At); name != "" {
			if e.ByAgreement {
				name += c.say("byAgreement")
			}
			names = append(names, name)
		}
	}
	c.row("coExecutors", strings.Join(names, "; "))
	c.row("deadline", c.deadline(m.Deadline))
}
