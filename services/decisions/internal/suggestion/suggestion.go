// Package suggestion is the copy that decisions keeps of suggestions: as
// facilitation told of each last, with the history of its states, and without the
// people who were erased.
package suggestion

import (
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
)

// Heard is a suggestion's newest state in a batch, and the event that told it.
type Heard struct {
	events.Suggestion
	Because bus.Received
}

// record is a suggestion as its table keeps it: a member is a column.
type record struct {
	ID           string                 `db:"id"`
	ForumID      string                 `db:"forum_id"`
	Version      int                    `db:"version"`
	Number       int64                  `db:"number"`
	Receipt      string                 `db:"receipt"`
	Text         string                 `db:"text"`
	OriginalText string                 `db:"original_text"`
	Language     string                 `db:"language"`
	AuthorID     string                 `db:"author_id"`
	SessionID    string                 `db:"session_id"`
	ThemeID      string                 `db:"theme_id"`
	State        events.SuggestionState `db:"state"`
	StateAt      time.Time              `db:"state_at"`
	ReceivedAt   time.Time              `db:"received_at"`
	Tags         events.List[string]    `db:"tags"`
	OfferedTo    events.OfferedTo       `db:"offered_to"`
}

var columns = database.ColumnsOf[record]()

// told are the columns that each event tells anew; the others stay as they were told
// first, and since when a state holds follows from it.
var told = columns.Names("id", "forum_id", "number", "receipt", "session_id", "received_at", "state_at")

func (h Heard) record() *record {
	return &record{
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
const Secretariat = events.OfferedToSecretariat

// OfferedTo is to whom a parked suggestion is offered; "" = it is not parked.
func OfferedTo(s events.Suggestion) events.OfferedTo {
	switch {
	case s.State != events.SuggestionIsParked:
		return ""
	case s.ParkedSessionID != "":
		return events.OfferedToSession
	case s.ParkedThemeID != "":
		return events.OfferedToTheme
	}
	return Secretariat
}
