// Package message is one message to one participant about one fact: its states, its
// row, and the desk's list. The row is also the queue that delivery works off.
package message

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/contact"
	"github.com/shanyraq/shanyraq/services/notifications/internal/letter"
)

// State is where a message stands.
type State = events.MessageState

// The states. Sent, Failed, Undeliverable and Stopped are final.
const (
	Waiting       = events.MessageWaiting       // for a contact, a consent or a piece of the chain
	Queued        = events.MessageQueued        // composed; waits for its channel
	Held          = events.MessageHeld          // may have been sent before a restore
	Sending       = events.MessageSending       // handed to the channel, no answer yet
	Sent          = events.MessageSent          // the channel took it over
	Failed        = events.MessageFailed        // given up after the last attempt
	Undeliverable = events.MessageUndeliverable // the channel will never take it: no such mailbox
	Stopped       = events.MessageStopped       // a withdrawal or an erasure came first
)

// Message is one message to one participant about one fact.
type Message struct {
	ID            uuid.UUID
	ForumID       uuid.UUID
	ParticipantID uuid.UUID
	Kind          string
	FactID        uuid.UUID
	FactAt        time.Time
	SuggestionIDs []uuid.UUID
	Correlation   string
	Released      bool // held once, and let go

	state    State
	version  int
	channel  string
	language string
	letter   *letter.Letter
	attempts int
	queuedAt *time.Time
	sentAt   *time.Time
}

// New makes a message that waits.
func New(f chain.Fact, participant uuid.UUID, suggestions []uuid.UUID) (*Message, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("making message id: %w", err)
	}
	return &Message{
		ID: id, ForumID: f.ForumID, ParticipantID: participant, Kind: f.Kind, FactID: f.ID, FactAt: f.At,
		SuggestionIDs: suggestions, Correlation: f.Correlation, state: Waiting, version: 1,
	}, nil
}

// open reports that the message can still be changed by what becomes known.
func (m *Message) open() bool { return m.state == Waiting || m.state == Queued || m.state == Held }

// Queue makes the message ready for its channel, or for the word that it waits for.
func (m *Message) Queue(l letter.Letter, channel string, now time.Time, held bool) {
	m.state, m.letter, m.language, m.channel, m.queuedAt = Queued, &l, l.Language, channel, &now
	if held {
		m.state = Held
	}
	m.version++
}

// Ready reports that nothing but its channel's turn is waited for.
func (m *Message) Ready() bool { return m.state == Queued }

// Hold takes a queued message back: what allowed it is gone but may return.
func (m *Message) Hold() bool {
	if m.state != Queued && m.state != Held {
		return false
	}
	m.state, m.letter, m.queuedAt = Waiting, nil, nil
	m.version++
	return true
}

// Stop ends a message that must never be sent. Its words are deleted.
func (m *Message) Stop() bool {
	if !m.open() {
		return false
	}
	m.state, m.letter = Stopped, nil
	m.version++
	return true
}

// Judge applies a standing and reports whether the message changed, and whether
// it is now to be composed. One that is queued for a channel which the person has
// left since is taken back and composed anew.
func (m *Message) Judge(s contact.Standing, channel string) (changed, compose bool) {
	switch s {
	case contact.Stop:
		return m.Stop(), false
	case contact.Wait:
		return m.Hold(), false
	case contact.Go:
		changed = m.channel != channel && m.Hold()
		return changed, m.state == Waiting
	}
	return false, false
}

// Notice is the message's public state.
func (m *Message) Notice() events.Notice {
	n := events.Notice{
		ForumID: m.ForumID.String(), NoticeID: m.ID.String(), Version: m.version, ParticipantID: m.ParticipantID.String(),
		Kind: events.NoticeKind(m.Kind), FactID: m.FactID.String(), SuggestionIDs: make(events.List[string], len(m.SuggestionIDs)),
		Language: m.language, Channel: m.channel, State: events.NoticeState(m.state), Attempts: m.attempts, SentAt: m.sentAt,
	}
	for i, id := range m.SuggestionIDs {
		n.SuggestionIDs[i] = id.String()
	}
	if m.queuedAt != nil {
		n.QueuedAt = m.queuedAt.UTC()
	}
	return n
}
