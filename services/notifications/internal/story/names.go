package story

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
)

// What a letter names. Something not in the book is noted as missing.

func (c *composition) forum() events.ForumDescribed {
	f, ok := c.Book.Forum(c.Fact.ForumID)
	if !ok {
		c.missing = append(c.missing, c.Fact.ForumID)
	}
	return f
}

func (c *composition) theme(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	t, ok := c.Book.Theme(id)
	if !ok {
		c.missing = append(c.missing, id)
	}
	return c.aside(t.Title)
}

// aside is a name that a letter does as well without: who reads neither Kazakh nor
// Russian is not given one that was said in these alone.
func (c *composition) aside(t events.Text) string {
	if !slices.Contains(events.Official, c.Language) {
		return t.Of(c.Language)
	}
	return t.In(c.Language)
}

func (c *composition) session(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	s, ok := c.Book.Session(id)
	if !ok {
		c.missing = append(c.missing, id)
		return ""
	}
	parts := []string{}
	if title := c.aside(s.Title); title != "" {
		parts = append(parts, title)
	}
	if s.Yurt > 0 {
		parts = append(parts, c.Say("yurt", "N", s.Yurt))
	}
	return strings.Join(parts, ", ")
}

// organisation is the name in force on a day: bodies are renamed.
func (c *composition) organisation(id string, on time.Time) string {
	parsed, err := uuid.Parse(id)
	if err != nil {
		return ""
	}
	o, ok := c.Book.Organisation(parsed)
	if !ok {
		c.missing = append(c.missing, parsed)
		return ""
	}
	day := events.Day(c.Local(on).Format(time.DateOnly))
	name := ""
	for _, n := range o.Names {
		if (n.ValidFrom == "" || n.ValidFrom <= day) && (n.ValidTo == "" || day <= n.ValidTo) {
			return n.Name.In(c.Language)
		}
		name = n.Name.In(c.Language) // none in force: the last one is better than none
	}
	return name
}

func (c *composition) decision(id string) (events.DecisionRecorded, bool) {
	parsed, err := uuid.Parse(id)
	if err != nil {
		return events.DecisionRecorded{}, false
	}
	d, ok := c.Book.Decision(parsed)
	if !ok {
		c.missing = append(c.missing, parsed)
	}
	return d, ok
}

// Names are the ids of all things that the letter may name, to be looked up.
func (s Story) Names() []uuid.UUID {
	f := s.Fact
	ids := []uuid.UUID{f.ForumID}
	if f.Kind == chain.Receipt {
		for _, one := range s.Own {
			ids = append(ids, one.ThemeID, one.SessionID)
		}
		return ids
	}
	var e struct {
		DecisionID  string              `json:"decision_id"`
		Corrects    string              `json:"corrects"`
		ForwardedTo string              `json:"forwarded_to"`
		LeadBodyID  string              `json:"lead_body_id"`
		SessionID   string              `json:"session_id"`
		CoExecutors []events.CoExecutor `json:"co_executors"`
	}
	if json.Unmarshal(f.Data, &e) != nil {
		return ids // Compose says so
	}
	texts := []string{e.DecisionID, e.Corrects, e.ForwardedTo, e.LeadBodyID, e.SessionID}
	for _, x := range e.CoExecutors {
		texts = append(texts, x.OrganisationID)
	}
	for _, t := range texts {
		if id, err := uuid.Parse(t); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}
