// Package suggestion is the copy that decisions keeps of suggestions: as
// facilitation told of each last, with the history of its states, and without the
// people who were erased.
package suggestion

import (
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
)

// Heard is a suggestion's newest state in a batch, and the event that told it.
type Heard struct {
	events.Suggestion
	Because bus.Received
}

// record is a suggestion as its table keeps it: a member is a column.
type record struct {
	ID           string              `json:"id"`
	ForumID      string              `json:"forum_id"`
	Version      int                 `json:"version"`
	Number       int64               `json:"number"`
	Receipt      string              `json:"receipt"`
	Text         string              `json:"text"`
	OriginalText string              `json:"original_text"`
	Language     string              `json:"language"`
	AuthorID     string              `json:"author_id"`
	SessionID    string              `json:"session_id"`
	ThemeID      string              `json:"theme_id"`
	State        string              `json:"state"`
	StateAt      time.Time           `json:"state_at"`
	ReceivedAt   time.Time           `json:"received_at"`
	Tags         events.List[string] `json:"tags"`
	OfferedTo    string              `json:"offered_to"`
}

// told are the columns that each event tells anew, born those that stay as they
// were told first.
const (
	told = `version, text, original_text, language, author_id, theme_id, state, tags, offered_to`
	born = `id, forum_id, number, receipt, session_id, received_at, state_at`
)

func (h Heard) record() record {
	return record{
		ID: h.SuggestionID, ForumID: h.ForumID, Version: h.Version, Number: h.Number, Receipt: h.Receipt, Text: h.Text,
		OriginalText: h.OriginalText, Language: h.Language, AuthorID: h.AuthorID, SessionID: h.SessionID, ThemeID: ThemeOf(h.Suggestion),
		State: h.State, StateAt: h.Because.Time, ReceivedAt: h.ReceivedAt, Tags: h.Tags, OfferedTo: OfferedTo(h.Suggestion),
	}
}

// TextOf is a suggestion's text as a proposal's: in its own language. Mixed
// speech stands in the Kazakh place until a person words it.
func TextOf(s events.Suggestion) events.Text {
	if s.Language == "mixed" || s.Language == "" {
		return events.Text{KK: s.Text}
	}
	return events.Text{}.With(s.Language, s.Text)
}

// ThemeOf is the theme that a suggestion is offered to now.
func ThemeOf(s events.Suggestion) string {
	if s.State == "parked" && s.ParkedThemeID != "" {
		return s.ParkedThemeID
	}
	return s.ThemeID
}

// Secretariat is to whom a parked suggestion is offered that no session takes.
const Secretariat = "secretariat"

// OfferedTo is to whom a parked suggestion is offered: one of secretariat, theme,
// session; "" = it is not parked.
func OfferedTo(s events.Suggestion) string {
	switch {
	case s.State != "parked":
		return ""
	case s.ParkedSessionID != "":
		return "session"
	case s.ParkedThemeID != "":
		return "theme"
	}
	return Secretariat
}
