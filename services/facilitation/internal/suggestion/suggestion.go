// Package suggestion is what somebody said, from the moment it was typed: the
// words as typed and every later wording, and whether it was withdrawn or
// parked since.
package suggestion

import (
	"time"

	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
)

// The states of a suggestion.
const (
	Received  = events.SuggestionReceived
	Withdrawn = events.SuggestionIsWithdrawn
	Parked    = events.SuggestionIsParked
)

// MaxText is the longest text, in characters (Unicode code points).
const MaxText = 2000

// SourceSession is the source of what was said in a session. Everything else
// came through another channel.
const SourceSession = events.FromSession

// Suggestion is one suggestion with the wording that stands.
type Suggestion struct {
	ID            string                  `db:"id" json:"id"`
	ForumID       string                  `db:"forum_id" json:"forum_id"`
	SessionID     string                  `db:"session_id,optional" json:"session_id" doc:"Empty for a suggestion from another channel"`
	RoundID       string                  `db:"round_id,optional" json:"round_id"`
	ThemeID       string                  `db:"theme_id,optional" json:"theme_id"`
	Number        int64                   `db:"number" json:"number" doc:"Per forum, from 1, without gaps"`
	Receipt       string                  `db:"receipt" json:"receipt" doc:"Public code that opens the suggestion's way"`
	Text          string                  `db:"text_now,derived" json:"text"`
	OriginalText  string                  `db:"text" json:"original_text" doc:"The words as first typed; they never change, but personal data in them may be hidden"`
	Language      string                  `db:"language_now,derived" json:"language" format:"speech"`
	AuthorID      string                  `db:"author_id,optional" json:"author_id" doc:"Opaque participant id; empty when anonymous"`
	TypedBy       string                  `db:"typed_by,optional" json:"typed_by"`
	DeviceID      string                  `db:"device_id,optional" json:"device_id"`
	DeviceCounter int64                   `db:"device_counter" json:"device_counter"`
	Source        events.SuggestionSource `db:"source" json:"source"`
	SourceNumber  string                  `db:"source_number" json:"source_number"`
	ReceivedOn    string                  `db:"received_on,optional" json:"received_on" doc:"Day on which the other channel received it; empty for a session's"`
	State         events.SuggestionState  `db:"state" json:"state"`
	ParkedThemeID string                  `db:"parked_theme_id,optional" json:"parked_theme_id" doc:"The theme that a parked one is offered to"`
	ReceivedAt    time.Time               `db:"received_at" json:"received_at"`
	Version       int                     `db:"version" json:"version"`
	Wordings      []Wording               `db:"-" json:"wordings,omitempty" doc:"All wordings, the original first; only where one suggestion is asked for"`
	Changes       []Change                `db:"-" json:"changes,omitempty" doc:"Withdrawals, restorals, parkings and hidings; only where one suggestion is asked for"`

	ParkedSessionID   string `db:"parked_session_id,optional" json:"parked_session_id" doc:"The session that a parked one is offered to; empty: to all of the theme or, without a theme, to the secretariat"`
	TakenSessionID    string `db:"taken_session_id,optional" json:"taken_session_id" doc:"The other session that has taken it up"`
	DeclinedSessionID string `db:"declined_session_id,optional" json:"declined_session_id" doc:"The session that left it to the secretariat"`

	Tags pq.StringArray `db:"tags_now,derived" json:"tags" nullable:"false" doc:"Of the wording that stands, as they were spelled"`

	OriginalLanguage string         `db:"language" json:"-"`
	OriginalTags     pq.StringArray `db:"tags" json:"-"`
	TypedAt          *time.Time     `db:"typed_at" json:"-"` // by the tablet's clock
	CapturedBy       string         `db:"captured_by" json:"-"`
	WordingVersion   int            `db:"wording_version" json:"-"` // of the wording that stands
	WasHidden        bool           `db:"was_hidden" json:"-"`      // a part of the words was hidden: they are not what was typed
}

// Columns are those of the table suggestions.
var Columns = database.ColumnsOf[Suggestion]()

// Receive makes what somebody sent the suggestion that is stored.
func (s *Suggestion) Receive(number int64, receipt string, at time.Time) {
	s.Number, s.Receipt, s.ReceivedAt, s.State, s.Version, s.WordingVersion = number, receipt, at, Received, 1, 1
	s.OriginalText, s.OriginalLanguage, s.OriginalTags = s.Text, s.Language, s.Tags
}

// MadeOf reports whether the suggestion was made of what is sent. The tablet's
// clock is no content, and neither are the author and the tags: whose words they
// are may be said later, and forgotten, and a line that comes from a tablet that
// knows no tags is still the same line. The theme is, until something becomes of
// the suggestion: who takes up a parked one puts it under a theme of their own.
func (s *Suggestion) MadeOf(sent *Suggestion) bool {
	return (s.OriginalText == sent.Text || s.WasHidden) && s.OriginalLanguage == sent.Language &&
		s.SessionID == sent.SessionID && s.RoundID == sent.RoundID &&
		(s.ThemeID == sent.ThemeID || s.Version > 1) && s.TypedBy == sent.TypedBy &&
		s.DeviceID == sent.DeviceID && s.DeviceCounter == sent.DeviceCounter &&
		s.Source == sent.Source && s.SourceNumber == sent.SourceNumber
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

// Withdraw takes the suggestion back, on behalf of its author or group.
func (s *Suggestion) Withdraw() (bool, error) {
	return s.Stand(Standing{State: Withdrawn, TakenSessionID: s.TakenSessionID}), nil
}

// Restore undoes a withdrawal. A suggestion that stands is left as it is.
func (s *Suggestion) Restore() (bool, error) {
	return s.State == Withdrawn && s.Stand(Standing{State: Received, TakenSessionID: s.TakenSessionID}), nil
}

// Attribute says whose words they are, "" for nobody's, and reports whether that
// changed anything. The words stay as they are.
func (s *Suggestion) Attribute(author string) bool {
	if s.AuthorID == author {
		return false
	}
	s.AuthorID = author
	s.Version++
	return true
}

// Standing is where a suggestion stands, offers included.
type Standing struct {
	State                                                             events.SuggestionState
	ParkedThemeID, ParkedSessionID, TakenSessionID, DeclinedSessionID string
}

// Stand puts the suggestion there, and reports whether that is a change.
func (s *Suggestion) Stand(now Standing) bool {
	before := Standing{s.State, s.ParkedThemeID, s.ParkedSessionID, s.TakenSessionID, s.DeclinedSessionID}
	if before == now {
		return false
	}
	s.State, s.ParkedThemeID, s.ParkedSessionID = now.State, now.ParkedThemeID, now.ParkedSessionID
	s.TakenSessionID, s.DeclinedSessionID = now.TakenSessionID, now.DeclinedSessionID
	s.Version++
	return true
}

// Public is the suggestion's state as it is told to others.
func (s *Suggestion) Public() events.Suggestion {
	return events.Suggestion{
		ForumID: s.ForumID, SuggestionID: s.ID, Version: s.Version, SessionID: s.SessionID, RoundID: s.RoundID,
		ThemeID: s.ThemeID, Number: s.Number, Receipt: s.Receipt, Text: s.Text, OriginalText: s.OriginalText,
		Language: s.Language, AuthorID: s.AuthorID, Source: s.Source, SourceNumber: s.SourceNumber,
		State: s.State, ParkedThemeID: s.ParkedThemeID, ParkedSessionID: s.ParkedSessionID,
		TakenSessionID: s.TakenSessionID, DeclinedSessionID: s.DeclinedSessionID, ReceivedAt: s.ReceivedAt,
		Tags: events.List[string](s.Tags),
	}
}
