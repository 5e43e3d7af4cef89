package events

import "time"

// Suggestion is a suggestion's public state.
type Suggestion struct {
	ForumID       string    `json:"forum_id"`
	SuggestionID  string    `json:"suggestion_id"` // the suggestion; made on the tablet
	Version       int       `json:"version"`
	SessionID     string    `json:"session_id"`      // where it was said; "" = came by another channel
	RoundID       string    `json:"round_id"`        // the round it was said in; "" = outside of a round
	ThemeID       string    `json:"theme_id"`        // what it is about; "" = not said
	Number        int64     `json:"number"`          // per forum, without gaps, from 1
	Receipt       string    `json:"receipt"`         // public code of the suggestion's way, "7K3F-92QX-AB"
	Text          string    `json:"text"`            // the wording now
	OriginalText  string    `json:"original_text"`   // the words as they were captured, for ever
	Language      string    `json:"language"`        // of the text; one of kk, ru, en, mixed
	AuthorID      string    `json:"author_id"`       // opaque participant id; "" = anonymous
	Source        string    `json:"source"`          // how it came in; one of session, call_centre, city_application, social_network, other
	SourceNumber  string    `json:"source_number"`   // its number there; "" = none
	State         string    `json:"state"`           // one of received, withdrawn, parked
	ParkedThemeID string    `json:"parked_theme_id"` // the theme a parked suggestion is offered to; "" = none
	ReceivedAt    time.Time `json:"received_at"`     // when the server stored it
}

// SuggestionCaptured tells that a suggestion is stored for ever.
type SuggestionCaptured struct{ Suggestion }

func (e SuggestionCaptured) Subject() string {
	return subject("facilitation", e.ForumID, "suggestion", "captured")
}
func (SuggestionCaptured) Name() string { return "SuggestionCaptured" }

// SuggestionReworded tells a new wording; the original stays beside it.
type SuggestionReworded struct{ Suggestion }

func (e SuggestionReworded) Subject() string {
	return subject("facilitation", e.ForumID, "suggestion", "reworded")
}
func (SuggestionReworded) Name() string { return "SuggestionReworded" }

// SuggestionWithdrawn tells that the author or the group took it back.
type SuggestionWithdrawn struct{ Suggestion }

func (e SuggestionWithdrawn) Subject() string {
	return subject("facilitation", e.ForumID, "suggestion", "withdrawn")
}
func (SuggestionWithdrawn) Name() string { return "SuggestionWithdrawn" }

// SuggestionRestored tells that a withdrawal was undone.
type SuggestionRestored struct{ Suggestion }

func (e SuggestionRestored) Subject() string {
	return subject("facilitation", e.ForumID, "suggestion", "restored")
}
func (SuggestionRestored) Name() string { return "SuggestionRestored" }

// SuggestionParked tells that a suggestion was off the session's theme and is
// offered to another one.
type SuggestionParked struct{ Suggestion }

func (e SuggestionParked) Subject() string {
	return subject("facilitation", e.ForumID, "suggestion", "parked")
}
func (SuggestionParked) Name() string { return "SuggestionParked" }

// SuggestionUnparked tells that a parked suggestion was taken up again.
type SuggestionUnparked struct{ Suggestion }

func (e SuggestionUnparked) Subject() string {
	return subject("facilitation", e.ForumID, "suggestion", "unparked")
}
func (SuggestionUnparked) Name() string { return "SuggestionUnparked" }
