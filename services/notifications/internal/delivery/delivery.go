// Package delivery hands messages to their channel: a work queue on JetStream,
// workers that claim, send and record one message at a time, by SMTP or into a
// mail folder.
//
// # How often a message is sent
//
// The database knows each message's state, and a worker claims a message in a
// committed transaction before it sends: two workers never send one message,
// however often the queue delivers its job. Between the channel's "taken" and
// our commit of that, though, nothing can be atomic. If the process dies, or the
// connection drops, just there, we choose to send again rather than never: at
// least once within that window, exactly once outside of it. A repeated letter
// is recognisable by its Message-ID, which is made from the message's id alone,
// and in a mail folder it replaces itself. The window holds at most one message
// for each worker.
package delivery

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/services/notifications/internal/message"
)

// Outgoing is a claimed message with all that a channel needs.
type Outgoing struct {
	ID             uuid.UUID
	ForumID        uuid.UUID
	PersonID       uuid.UUID
	Address        string
	Letter         message.Letter
	QueuedAt       time.Time
	Attempt        uuid.UUID
	Attempts       int // with this one
	UnsubscribeURL string
}

// Channel takes messages over. One worker uses it at a time.
type Channel interface {
	// Send returns nil once the message has been taken over for good; a
	// *Refusal when the channel said no; any other error when it is not known
	// what became of the message.
	Send(ctx context.Context, o Outgoing) error
	// Idle is called when there is nothing to send for a while.
	Idle()
}

// Blame says what a refusal is about.
type Blame int

// Whom to blame.
const (
	Message   Blame = iota // this message may be taken later
	Recipient              // this recipient will never get it
	Everyone               // the channel is away or closed to us; it says nothing about the message
)

// Refusal is a channel's no. Reason holds no address and no words.
type Refusal struct {
	Blame  Blame
	Reason string
	cause  error
	// harmless: the cause names nobody and may be logged.
	harmless bool
}

func (r *Refusal) Error() string { return r.Reason }
func (r *Refusal) Unwrap() error { return r.cause }

// Policy is how persistently a message is tried.
type Policy struct {
	Attempts int           // before it is given up
	First    time.Duration // pause after the first failure; it doubles
	Most     time.Duration // the longest pause
}

// outcome is what became of an attempt.
type outcome struct {
	Outgoing
	state  message.State
	pause  time.Duration // before the next attempt, when state is Queued
	spent  bool          // whether the attempt counts
	reason string
	filed  bool
}

// judge turns a channel's answer into what becomes of the message. A channel
// that is away is waited for as long as it takes: its absence uses up nobody's
// attempts.
func (p Policy) judge(o Outgoing, err error) outcome {
	result := outcome{Outgoing: o, state: message.Sent, spent: true}
	if err == nil {
		return result
	}
	var r *Refusal
	if !errors.As(err, &r) {
		r = &Refusal{Blame: Message, Reason: "no answer from the channel", cause: err}
	}
	result.reason = r.Reason
	switch {
	case r.Blame == Recipient:
		result.state = message.Undeliverable
	case r.Blame == Everyone:
		result.state, result.spent, result.pause = message.Queued, false, p.pause(min(o.Attempts, 4))
	case o.Attempts >= p.Attempts:
		result.state = message.Failed
	default:
		result.state, result.pause = message.Queued, p.pause(o.Attempts)
	}
	return result
}

// pause grows from First to Most, never quite the same for two messages.
func (p Policy) pause(attempts int) time.Duration {
	d := p.First
	for i := 1; i < attempts && d < p.Most; i++ {
		d *= 2
	}
	d = min(d, p.Most)
	return d*3/4 + rand.N(d/4+1) // #nosec G404 -- spreads attempts, guards nothing
}

// messageID is the same for every sending of a message.
func messageID(o Outgoing, host string) string { return fmt.Sprintf("%s@%s", o.ID, host) }
