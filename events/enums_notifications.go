package events

// NoticeKind is what a message is about.
type NoticeKind string

// The values of [NoticeKind].
const (
	NoticeReceipt     NoticeKind = "receipt"
	NoticeMerged      NoticeKind = "merged"
	NoticeUnmerged    NoticeKind = "unmerged"
	NoticeDecided     NoticeKind = "decided"
	NoticePlanned     NoticeKind = "planned"
	NoticeReported    NoticeKind = "reported"
	NoticeSplit       NoticeKind = "split"
	NoticeReturned    NoticeKind = "returned"
	NoticeOffControl  NoticeKind = "off_control"
	NoticeDivided     NoticeKind = "divided"
	NoticeRecommended NoticeKind = "recommended"
	NoticeReleased    NoticeKind = "released"
	// What was written on the public form, and questions for the agenda.
	NoticeRefused  NoticeKind = "refused"
	NoticeOnAgenda NoticeKind = "on_agenda"
	NoticeAnswered NoticeKind = "answered"
)

// Values implements [Enum].
func (NoticeKind) Values() []string {
	return values(NoticeReceipt, NoticeMerged, NoticeUnmerged, NoticeDecided, NoticePlanned, NoticeReported, NoticeSplit, NoticeReturned, NoticeOffControl, NoticeDivided, NoticeRecommended, NoticeReleased,
		NoticeRefused, NoticeOnAgenda, NoticeAnswered)
}

// NoticeState is what is told of a message on its way.
type NoticeState string

// The values of [NoticeState].
const (
	NoticeIsQueued        NoticeState = "queued"
	NoticeIsSent          NoticeState = "sent"
	NoticeIsFailed        NoticeState = "failed"
	NoticeIsUndeliverable NoticeState = "undeliverable"
)

// Values implements [Enum].
func (NoticeState) Values() []string {
	return values(NoticeIsQueued, NoticeIsSent, NoticeIsFailed, NoticeIsUndeliverable)
}

// MessageState is how far a message has come.
type MessageState string

// The values of [MessageState].
const (
	MessageWaiting       MessageState = "waiting"       // for a contact, a consent or a piece of the chain
	MessageQueued        MessageState = "queued"        // composed; waits for its channel
	MessageHeld          MessageState = "held"          // composed; may have been sent before a restore, and waits for an organiser's word
	MessageSending       MessageState = "sending"       // handed to the channel, no answer yet
	MessageSent          MessageState = "sent"          // the channel took it over
	MessageFailed        MessageState = "failed"        // given up after the last attempt
	MessageUndeliverable MessageState = "undeliverable" // the channel will never take it: no such mailbox
	MessageStopped       MessageState = "stopped"       // a withdrawal or an erasure came first
)

// Values implements [Enum].
func (MessageState) Values() []string {
	return values(MessageWaiting, MessageQueued, MessageHeld, MessageSending, MessageSent, MessageFailed, MessageUndeliverable, MessageStopped)
}
