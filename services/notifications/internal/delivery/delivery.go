// Package delivery hands messages to their channel. The message's row is the queue:
// a dispatcher a channel claims rows that are due, sends, and records.
//
// # How often a message is sent
//
// A claim is a committed transaction before the sending, under a lock that others
// pass by (FOR UPDATE SKIP LOCKED): two workers never send one message, in however
// many processes. Between the channel's "taken" and our commit of that, though,
// nothing can be atomic. If the process dies, or the connection drops, just there,
// we choose to send again rather than never: at least once within that window,
// exactly once outside of it. A message sent again is recognisable by its id, which
// a letter has as its Message-ID, and in a mail folder it replaces itself. The
// window holds at most one message for each worker.
package delivery

import (
	"errors"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
	"github.com/shanyraq/shanyraq/services/notifications/internal/message"
)

// attempt is a claimed message.
type attempt struct {
	channel.Message
	PersonID uuid.UUID
	ID       uuid.UUID // of the attempt: whoever claims the message later has another one
	Count    int       // of attempts, with this one
}

// Policy is how persistently a message is tried.
type Policy struct {
	Attempts int           // before it is given up
	First    time.Duration // pause after the first failure; it doubles
	Most     time.Duration // the longest pause
}

// outcome is what became of an attempt.
type outcome struct {
	attempt
	state    message.State
	pause    time.Duration // before the next attempt, when state is Queued
	spent    bool          // whether the attempt counts
	reason   string
	evidence channel.Evidence
	kept     bool // in the channel's archive
}

// judge turns a channel's answer into what becomes of the message. A channel
// that is away is waited for as long as it takes: its absence uses up nobody's
// attempts.
func (p Policy) judge(a attempt, evidence channel.Evidence, err error) outcome {
	result := outcome{attempt: a, state: message.Sent, spent: true, evidence: evidence}
	if err == nil {
		return result
	}
	var r *channel.Refusal
	if !errors.As(err, &r) {
		r = &channel.Refusal{Blame: channel.Later, Reason: "no answer from the channel", Cause: err}
	}
	result.reason, result.evidence = r.Reason, ""
	switch {
	case r.Blame == channel.Never:
		result.state = message.Undeliverable
	case r.Blame == channel.Away:
		result.state, result.spent, result.pause = message.Queued, false, p.pause(min(a.Count, 4))
	case a.Count >= p.Attempts:
		result.state = message.Failed
	default:
		result.state, result.pause = message.Queued, p.pause(a.Count)
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
