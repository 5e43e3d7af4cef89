// Package channel is what a way to people has to be able to do: know a good
// address, take a message over, and say what became of it. Each channel is a
// package of its own below this one and passes the suite in delivery/conformance.
package channel

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/services/notifications/internal/letter"
)

// Channel is one way to people.
type Channel interface {
	// Name is by what consents, contacts and events call it; see events.Channels.
	Name() string
	// Check returns the address as it is kept, or a problem with the member /address.
	Check(address string) (string, error)
	// Send returns evidence once the message has been taken over for good; a
	// *Refusal when the channel said no; any other error when it is not known what
	// became of the message. It is called from as many goroutines as Limits allows
	// and gives up when ctx ends.
	Send(ctx context.Context, m Message) (Evidence, error)
	// Limits are those of the other end.
	Limits() Limits
	// Idle is called when there has been nothing to send for a while: connections
	// may be closed.
	Idle()
}

// Archive is a channel that keeps what it took, until the words are to be forgotten.
type Archive interface {
	Channel
	// Forget deletes what is kept of a message; what is not there is deleted.
	Forget(forum, message uuid.UUID) error
	// Clean deletes what processes that were killed have left unfinished.
	Clean(olderThan time.Duration) error
}

// Changing is a channel that sends in the way that was last chosen.
type Changing interface {
	Channel
	// Now is the way in which it sends at the moment.
	Now(ctx context.Context) (Channel, error)
}

// KnowsAgain reports whether what the channel took is there once, although it is
// handed over twice: an archive, unless it sends in another way now.
func KnowsAgain(ctx context.Context, c Channel) bool {
	if changing, ok := c.(Changing); ok {
		var err error
		if c, err = changing.Now(ctx); err != nil {
			return false
		}
	}
	_, ok := c.(Archive)
	return ok
}

// Message is a claimed message with all that a channel needs.
type Message struct {
	ID             uuid.UUID // the same for every sending: the other end may know it again
	ForumID        uuid.UUID
	Address        string
	Letter         letter.Letter
	QueuedAt       time.Time
	UnsubscribeURL string
}

// Evidence is what the channel says of a message that it took over: a code, an id.
// It names nobody and repeats no words.
type Evidence string

// Limits are how much a channel may be asked at a time.
type Limits struct {
	Workers int           // messages under way at a time in this process
	Rate    float64       // messages a second, 0 = no limit
	Timeout time.Duration // of one message
}

// Blame says what a refusal is about.
type Blame int

// Whom to blame.
const (
	Later Blame = iota // temporary: this message may be taken later
	Never              // permanent: this recipient will never get it
	Away               // the channel is away or closed to us; it says nothing about the message
)

// Refusal is a channel's no. Reason holds no address and no words; it is shown.
type Refusal struct {
	Blame  Blame
	Reason string
	// Cause may name somebody, and is logged only where it is the channel that is to
	// blame.
	Cause error
}

func (r *Refusal) Error() string { return r.Reason }
func (r *Refusal) Unwrap() error { return r.Cause }

// Channels are those that an installation has, in the order in which they are
// offered.
type Channels []Channel

// NewChannels puts together those that are there; nil is one that is not
// configured. Two of one name, and a name that is not among known, are mistakes of
// ours.
func NewChannels(known []string, all ...Channel) (Channels, error) {
	var cs Channels
	for _, c := range all {
		switch {
		case c == nil:
			continue
		case !slices.Contains(known, c.Name()):
			return nil, fmt.Errorf("channel %q is not in the contract", c.Name())
		case cs.Named(c.Name()) != nil:
			return nil, fmt.Errorf("channel %q is there twice", c.Name())
		}
		cs = append(cs, c)
	}
	if len(cs) == 0 {
		return nil, errors.New("no channel is configured")
	}
	return cs, nil
}

// Named finds a channel, nil where there is none of that name.
func (cs Channels) Named(name string) Channel {
	for _, c := range cs {
		if c.Name() == name {
			return c
		}
	}
	return nil
}

// Names are theirs, in order.
func (cs Channels) Names() []string {
	names := make([]string, len(cs))
	for i, c := range cs {
		names[i] = c.Name()
	}
	return names
}
