// Package suggestion is what somebody said, from the moment it was typed: the
// words as typed and every later wording, and whether it was withdrawn or
// parked since.
package suggestion

import (
	"slices"
	"time"

	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// The states of a suggestion.
const (
	Received  = "received"
	Withdrawn = "withdrawn"
	Parked    = "parked"
)

// MaxText is the longest text, in characters (Unicode code points).
const MaxText = 2000

// Suggestion is one suggestion with the wording that stands.
type Suggestion struct {
	ID            string    `db:"id" json:"id"`
	ForumID       string    `db:"forum_id" json:"forum_id"`
	SessionID     string    `db:"session_id" json:"session_id" doc:"Empty for a suggestion from another channel"`
	RoundID       string    `db:"round_id" json:"round_id"`
	ThemeID       string    `db:"theme_id" json:"theme_id"`
	Number        int64     `db:"number" json:"number" doc:"Per forum, from 1, without gaps"`
	Receipt       string    `db:"receipt" json:"receipt" doc:"Public code that opens the suggestion's way"`
	Text          string    `db:"text" json:"text"`
	OriginalText  string    `db:"original_text" json:"original_text" doc:"The words as first typed; they never change, but personal data in them may be hidden"`
	Language      string    `db:"language" json:"language" format:"speech"`
	AuthorID      string    `db:"author_id" json:"author_id" doc:"Opaque participant id; empty when anonymous"`
	TypedBy       string    `db:"typed_by" json:"typed_by"`
	DeviceID      string    `db:"device_id" json:"device_id"`
	DeviceCounter int64     `db:"device_counter" json:"device_counter"`
	Source        string    `db:"source" json:"source" enum:"session,call_centre,city_application,social_network,other"`
	SourceNumber  string    `db:"source_number" json:"source_number"`
	ReceivedOn    string    `db:"received_on" json:"received_on" doc:"Day on which the other channel received it; empty for a session's"`
	State         string    `db:"state" json:"state" enum:"received,withdrawn,parked"`
	ParkedThemeID string    `db:"parked_theme_id" json:"parked_theme_id" doc:"The theme that a parked one is offered to"`
	ReceivedAt    time.Time `db:"received_at" json:"received_at"`
	Version       int       `db:"version" json:"version"`
	Wordings      []Wording `db:"-" json:"wordings,omitempty" doc:"All wordings, the original first; only where one suggestion is asked for"`
	Changes       []Change  `db:"-" json:"changes,omitempty" doc:"Withdrawals, restorals, parkings and hidings; only where one suggestion is asked for"`

	ParkedSessionID   string `db:"parked_session_id" json:"parked_session_id" doc:"The session that a parked one is offered to; empty: to all of the theme or, without a theme, to the secretariat"`
	TakenSessionID    string `db:"taken_session_id" json:"taken_session_id" doc:"The other session that has taken it up"`
	DeclinedSessionID string `db:"declined_session_id" json:"declined_session_id" doc:"The session that left it to the secretariat"`

	Tags pq.StringArray `db:"tags" json:"tags" nullable:"false" doc:"Of the wording that stands, as they were spelled"`

	OriginalLanguage string         `db:"original_language" json:"-"`
	OriginalTags     pq.StringArray `db:"original_tags" json:"-"`
	CapturedBy       string         `db:"captured_by" json:"-"`
	WordingVersion   int            `db:"wording_version" json:"-"` // of the wording that stands
	WasHidden        bool           `db:"was_hidden" json:"-"`      // a part of the words was hidden: they are not what was typed
}

// original is the first wording.
func (s *Suggestion) original() Wording {
	return Wording{Version: 1, Text: s.OriginalText, Language: s.OriginalLanguage, Tags: s.OriginalTags, At: s.ReceivedAt, By: s.CapturedBy}
}

// Wording is one wording of a suggestion. Its version is that of the suggestion
// when the wording was made.
type Wording struct {
	Version  int            `db:"version" json:"version"`
	Text     string         `db:"text" json:"text"`
	Language string         `db:"language" json:"language" format:"speech"`
	Tags     pq.StringArray `db:"tags" json:"tags" nullable:"false"`
	At       time.Time      `db:"at" json:"at"`
	By       string         `db:"by" json:"by" doc:"Account or device id"`
	EditID   string         `db:"edit_id" json:"-"`
}

// Change is something else that was done to a suggestion.
type Change struct {
	Version int       `db:"version" json:"version"`
	Verb    string    `db:"verb" json:"verb" enum:"withdraw,restore,park,unpark,take,decline,hide,show"`
	Note    string    `db:"note" json:"note"`
	At      time.Time `db:"at" json:"at"`
	By      string    `db:"by" json:"by" doc:"Account or device id"`

	Until *time.Time `db:"until" json:"until,omitempty" doc:"Of hide: until when it can be undone; absent when it cannot"`
}

// Edit is a new wording as a client proposes it.
type Edit struct {
	ID          string // made by the client
	Text        string
	Language    string
	Tags        pq.StringArray // as newTags made them; nil: those that stand
	BaseVersion int            // of the suggestion as the editor saw it
	By          string
	DeviceID    string
}

// Reword puts a new wording in place of the one that stands, and reports
// whether that changed anything. Errors: suggestion_withdrawn; text_empty;
// base_version_unknown; newer_wording (with the newer wording) when somebody
// else has reworded it, or hidden a part of it, since the editor's base.
func (s *Suggestion) Reword(e Edit) (bool, error) {
	tags := e.Tags
	if tags == nil {
		tags = s.Tags
	}
	same := s.Text == e.Text && s.Language == e.Language && slices.Equal(s.Tags, tags)
	switch {
	case s.State == Withdrawn:
		return false, problem.Conflict("suggestion_withdrawn")
	case Blank(e.Text):
		return false, problem.InvalidField("/text", "text_empty")
	case e.BaseVersion > s.Version:
		return false, problem.InvalidField("/base_version", "base_version_unknown")
	case (s.WordingVersion > e.BaseVersion || s.hiddenSince(e.BaseVersion)) && !same:
		return false, problem.Conflict("newer_wording")
	case same:
		return false, nil
	}
	s.Version++
	s.WordingVersion = s.Version
	s.Text, s.Language, s.Tags = e.Text, e.Language, tags
	return true, nil
}

// hiddenSince reports whether a part of the words was hidden after the version:
// who saw them before may have written it down again.
func (s *Suggestion) hiddenSince(version int) bool {
	return slices.ContainsFunc(s.Changes, func(c Change) bool { return c.Verb == "hide" && c.Version > version })
}

// Withdraw takes the suggestion back, on behalf of its author or group.
func (s *Suggestion) Withdraw() (bool, error) {
	return s.stand(standing{State: Withdrawn, TakenSessionID: s.TakenSessionID}), nil
}

// Restore undoes a withdrawal. A suggestion that stands is left as it is.
func (s *Suggestion) Restore() (bool, error) {
	return s.State == Withdrawn && s.stand(standing{State: Received, TakenSessionID: s.TakenSessionID}), nil
}

// public is the suggestion's state as it is told to others.
func (s *Suggestion) public() events.Suggestion {
	return events.Suggestion{
		ForumID: s.ForumID, SuggestionID: s.ID, Version: s.Version, SessionID: s.SessionID, RoundID: s.RoundID,
		ThemeID: s.ThemeID, Number: s.Number, Receipt: s.Receipt, Text: s.Text, OriginalText: s.OriginalText,
		Language: s.Language, AuthorID: s.AuthorID, Source: s.Source, SourceNumber: s.SourceNumber,
		State: s.State, ParkedThemeID: s.ParkedThemeID, ParkedSessionID: s.ParkedSessionID,
		TakenSessionID: s.TakenSessionID, DeclinedSessionID: s.DeclinedSessionID, ReceivedAt: s.ReceivedAt,
		Tags: events.List[string](s.Tags),
	}
}
