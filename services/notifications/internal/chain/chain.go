// Package chain is what this service remembers of the chain from suggestion to
// report: who said what, what became of it, and the names that a letter needs.
// It stores what it hears and touches it; composing comes later, in a
// transaction of its own.
package chain

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
)

// The kinds of facts that people are told.
const (
	Receipt  = string(events.NoticeReceipt)
	Merged   = string(events.NoticeMerged)
	Unmerged = string(events.NoticeUnmerged)
	Decided  = string(events.NoticeDecided)
	Planned  = string(events.NoticePlanned)
	Reported = string(events.NoticeReported)
	Split    = string(events.NoticeSplit)
	// A report sent back, and the end of control: acts of their own, told as such.
	Returned   = string(events.NoticeReturned)
	OffControl = string(events.NoticeOffControl)
	// A line about two matters, and what the group of a session recommends.
	Divided     = string(events.NoticeDivided)
	Recommended = string(events.NoticeRecommended)
	Released    = string(events.NoticeReleased)
	// What was written on the public form, and questions for the agenda.
	Refused  = string(events.NoticeRefused)
	OnAgenda = string(events.NoticeOnAgenda)
	Answered = string(events.NoticeAnswered)
)

// Fact is one event that the authors of its suggestions are told of.
type Fact struct {
	ID            uuid.UUID
	ForumID       uuid.UUID
	Kind          string
	At            time.Time
	SuggestionIDs []uuid.UUID
	Data          json.RawMessage // the event as it came
	Correlation   string
}

// Suggestion is what a letter says of a suggestion.
type Suggestion struct {
	ID         uuid.UUID
	ForumID    uuid.UUID
	Number     int64
	Receipt    string
	Words      string    // as the author said it; "" = heard before words were kept
	ThemeID    uuid.UUID // Nil = none
	SessionID  uuid.UUID // Nil = none
	AuthorID   uuid.UUID // Nil = anonymous
	ReceivedAt time.Time
}

// Book holds the things that some letters name. What is not in it has not been
// heard of yet.
type Book struct {
	forums        map[uuid.UUID]events.ForumDescribed
	themes        map[uuid.UUID]events.ThemeDescribed
	sessions      map[uuid.UUID]events.SessionScheduled
	organisations map[uuid.UUID]events.OrganisationRegistered
	decisions     map[uuid.UUID]events.DecisionRecorded
}

// NewBook makes an empty book.
func NewBook() *Book {
	return &Book{
		forums:        map[uuid.UUID]events.ForumDescribed{},
		themes:        map[uuid.UUID]events.ThemeDescribed{},
		sessions:      map[uuid.UUID]events.SessionScheduled{},
		organisations: map[uuid.UUID]events.OrganisationRegistered{},
		decisions:     map[uuid.UUID]events.DecisionRecorded{},
	}
}

// Forum looks a forum up.
func (b *Book) Forum(id uuid.UUID) (events.ForumDescribed, bool) { v, ok := b.forums[id]; return v, ok }

// Theme looks a theme up.
func (b *Book) Theme(id uuid.UUID) (events.ThemeDescribed, bool) { v, ok := b.themes[id]; return v, ok }

// Session looks a session up.
func (b *Book) Session(id uuid.UUID) (events.SessionScheduled, bool) {
	v, ok := b.sessions[id]
	return v, ok
}

// Organisation looks an organisation up.
func (b *Book) Organisation(id uuid.UUID) (events.OrganisationRegistered, bool) {
	v, ok := b.organisations[id]
	return v, ok
}

// Decision looks a line of the decision log up.
func (b *Book) Decision(id uuid.UUID) (events.DecisionRecorded, bool) {
	v, ok := b.decisions[id]
	return v, ok
}

// Enter adds a thing: an event of one of the five types.
func (b *Book) Enter(id uuid.UUID, thing any) {
	switch e := thing.(type) {
	case events.ForumDescribed:
		b.forums[id] = e
	case events.ThemeDescribed:
		b.themes[id] = e
	case events.SessionScheduled:
		b.sessions[id] = e
	case events.OrganisationRegistered:
		b.organisations[id] = e
	case events.DecisionRecorded:
		b.decisions[id] = e
	}
}
