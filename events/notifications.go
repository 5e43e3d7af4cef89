package events

import "time"

// Notice is the public state of one message to one participant about one fact.
// Neither the address nor the words are in it.
type Notice struct {
	ForumID       string     `json:"forum_id"`
	NoticeID      string     `json:"notice_id"`
	Version       int        `json:"version"`
	ParticipantID string     `json:"participant_id"`
	Kind          string     `json:"kind"`    // receipt, merged, unmerged, decided, planned, reported, ...
	FactID        string     `json:"fact_id"` // id of the event that it tells of
	SuggestionIDs []string   `json:"suggestion_ids"`
	Language      string     `json:"language"`
	Channel       string     `json:"channel"` // email
	State         string     `json:"state"`   // queued, sent, failed, undeliverable
	Attempts      int        `json:"attempts"`
	QueuedAt      time.Time  `json:"queued_at"`
	SentAt        *time.Time `json:"sent_at"`
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
