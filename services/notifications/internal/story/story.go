// Package story writes the letter that tells one fact to one author, from the
// chain, in the author's language.
package story

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/words"
	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/letter"
	"github.com/shanyraq/shanyraq/services/notifications/internal/wording"
)

// Links are what letters lead to.
type Links struct {
	Public  string // where people reach us, without a trailing slash
	Appeals string // where an appeal in the sense of the law is made (eOtinish)
	// Institution is whose forum it is: it signs, in its colour.
	Institution events.InstitutionDescribed
}

// Story is what one letter tells: a fact, to the author of some of the
// suggestions it concerns.
type Story struct {
	Fact chain.Fact
	Own  []chain.Suggestion
	Book *chain.Book
}

// Compose writes the letter. Missing are the things it would name but that are
// not in the book yet; without them the letter is correct but poorer.
func Compose(lang string, s Story, links Links) (_ letter.Letter, missing []uuid.UUID, err error) {
	c := &composition{Voice: wording.In(lang), Story: s}
	slices.SortFunc(c.Own, func(a, b chain.Suggestion) int { return cmp.Compare(a.Number, b.Number) })
	c.letter.Language = c.Language
	forum := c.forum()
	c.Zone(forum.TimeZone)
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
	case chain.Refused:
		err = tell(c, c.refused)
	case chain.OnAgenda:
		err = tell(c, c.onAgenda)
	case chain.Answered:
		err = tell(c, c.answered)
	default:
		err = fmt.Errorf("fact %s is of unknown kind %q", s.Fact.ID, s.Fact.Kind)
	}
	if err != nil {
		return letter.Letter{}, nil, err
	}
	c.frame(forum, links)
	return c.letter, c.missing, c.Err
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
	*wording.Voice
	Story
	letter  letter.Letter
	missing []uuid.UUID
}

// frame writes what every letter has.
func (c *composition) frame(forum events.ForumDescribed, links Links) {
	l := &c.letter
	l.From = c.Say("sender")
	l.Greeting = c.Say("greeting")
	for _, s := range c.Own {
		if s.Words != "" {
			l.Said = append(l.Said, letter.Said{Title: c.Say("said", "Number", c.Numbers([]int64{s.Number})), Words: c.Say("quote", "Words", shortened(s.Words))})
		}
	}
	l.WayIntro, l.Ways = c.ways(links.Public)
	l.Appeal, l.AppealURL = c.Say("appeal"), links.Appeals
	l.Unsubscribe = c.Say("unsubscribe")
	l.Regards = c.Say("regards")
	l.Signature = []string{c.Say("signature")}
	l.Accent = links.Institution.Accent
	if title := c.aside(links.Institution.Title); title != "" {
		l.Signature = append(l.Signature, words.Contained(title))
	}
	if title := c.aside(forum.Title); title != "" {
		l.Signature = append(l.Signature, words.Contained(title))
	}
}

// ways are where one sees what became of the author's own: a suggestion has a way,
// what is none has its page of the public form.
func (c *composition) ways(public string) (intro string, ways []letter.Way) {
	if slices.Contains([]string{chain.Refused, chain.OnAgenda, chain.Answered}, c.Fact.Kind) {
		for _, s := range c.Own {
			ways = append(ways, letter.Way{Title: c.Say("sentIn.way", "Receipt", s.Receipt), URL: public + "/speak/" + s.ForumID.String() + "/" + s.Receipt})
		}
		return c.Say("sentIn.wayIntro"), ways
	}
	for _, s := range c.Own {
		ways = append(ways, letter.Way{
			Title: c.Say("way", "Number", c.Numbers([]int64{s.Number}), "Receipt", s.Receipt),
			URL:   public + "/way/" + s.Receipt,
		})
	}
	return c.Count("wayIntro", len(c.Own)), ways
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
	if value = strings.TrimSpace(words.Contained(value)); value != "" {
		c.letter.Rows = append(c.letter.Rows, letter.Row{Label: c.Say("row." + key), Value: value})
	}
}

// own is the author's suggestions by number, and how many.
func (c *composition) own() (numbers string, n int) {
	ns := make([]int64, len(c.Own))
	for i, s := range c.Own {
		ns[i] = s.Number
	}
	return c.Numbers(ns), len(ns)
}

// others is how many suggestions beside the author's own the fact concerns.
func (c *composition) others(all []string) int { return max(len(all)-len(c.Own), 0) }

func (c *composition) receipt() {
	numbers, _ := c.own()
	c.letter.Subject = c.Say("receipt.subject", "Numbers", numbers)
	c.lead(c.Say("receipt.thanks"), c.Say("receipt.next"))
	s := c.Own[0]
	c.row("suggestion", numbers)
	c.row("receipt", s.Receipt)
	c.row("received", c.Moment(s.ReceivedAt))
	c.row("receiver", c.Say("signature"))
	c.row("theme", c.theme(s.ThemeID))
	c.row("session", c.session(s.SessionID))
}
