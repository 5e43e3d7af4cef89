package events

import "time"

// Channels are the ways in which a message can travel; a consent to messages is one
// to one of them.
var Channels = []string{"email"}

// Notice is the public state of one message to one participant about one fact.
// Neither the address nor the words are in it.
type Notice struct {
	ForumID       string       `json:"forum_id"`
	NoticeID      string       `json:"notice_id"`
	Version       int          `json:"version"`
	ParticipantID string       `json:"participant_id"` // to whom, an opaque id
	Kind          NoticeKind   `json:"kind"`
	FactID        string       `json:"fact_id"`        // event id of what it tells
	SuggestionIDs List[string] `json:"suggestion_ids"` // the person's suggestions it is about
	Language      string       `json:"language"`       // of the message; its code
	Channel       string       `json:"channel"`        // how it travels, "email"
	State         NoticeState  `json:"state"`
	Attempts      int          `json:"attempts"`  // how often sending was tried
	QueuedAt      time.Time    `json:"queued_at"` // when it was composed
	SentAt        *time.Time   `json:"sent_at"`   // when the channel took it over; null before
}

// NoticeQueued tells that a message was composed and waits for its channel.
type NoticeQueued struct{ Notice }

func (e NoticeQueued) Subject() string {
	return subject("notifications", e.ForumID, "notice", "queued")
}
func (NoticeQueued) Name() string { return "NoticeQueued" }

// NoticeSent tells that the channel took the message over.
type NoticeSent struct{ Notice }

func (e NoticeSent) Subject() string { return subject("notifications", e.ForumID, "notice", "sent") }
func (NoticeSent) Name() string      { return "NoticeSent" }

// NoticeFailed tells that the channel refused the message for good.
type NoticeFailed struct{ Notice }

func (e NoticeFailed) Subject() string {
	return subject("notifications", e.ForumID, "notice", "failed")
}
func (NoticeFailed) Name() string { return "NoticeFailed" }
