// Package contact is how a participant can be reached and whether they allow
// it. Addresses live here and nowhere else; every answer masks them.
package contact

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/words"
	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
)

// NoChannel is the choice to get no messages.
const NoChannel = "none"

// Person is a participant as far as messages are concerned.
type Person struct {
	ID      uuid.UUID
	ForumID uuid.UUID

	version         int    // of the registration; 0 = not heard yet
	language        string // as registered
	erasedAt        *time.Time
	channel         string
	address         string
	contactLanguage string
	contactVersion  int
	contactAt       *time.Time
	declinedAt      *time.Time
	unsubscribedAt  *time.Time

	processing consent            // without it nothing may be sent
	channels   map[string]consent // to each channel that the person was asked about
}

type consent struct {
	given       bool
	changedAt   time.Time
	withdrawnAt *time.Time // the latest withdrawal, whatever came after
}

// reach is the consent to the chosen channel. Who has chosen none has given none, and
// has withdrawn what was withdrawn last.
func (p Person) reach() consent {
	if p.reachable() {
		return p.channels[p.channel]
	}
	var last consent
	for _, c := range p.channels {
		if c.withdrawnAt != nil && (last.withdrawnAt == nil || c.withdrawnAt.After(*last.withdrawnAt)) {
			last.withdrawnAt = c.withdrawnAt
		}
	}
	return last
}

func (p Person) reachable() bool {
	return p.channel != "" && p.channel != NoChannel && p.address != ""
}

// Standing is what may be done with a message to a person.
type Standing int

// The standings.
const (
	Wait Standing = iota // something is missing that may still come
	Go                   // send it
	Stop                 // never send it
)

// Standing judges a message about a fact of that moment. It depends on what is
// known and not on the order in which it came:
//
//   - Nothing goes to an erased person.
//   - Nothing about the time before the person last turned messages off
//     (withdrew a consent, unsubscribed, chose no channel, had the contact
//     deleted) is ever sent, even if they are turned on again later.
//   - Else it waits until there is consent to processing, consent to the
//     channel, an address and a language.
//   - Who unsubscribed by the link in a letter is written to again only after
//     a consent given later than that.
func (p Person) Standing(factAt time.Time) Standing {
	if p.Erased() {
		return Stop
	}
	reach := p.reach()
	for _, off := range []*time.Time{p.declinedAt, p.unsubscribedAt, p.processing.withdrawnAt, reach.withdrawnAt} {
		if off != nil && !factAt.After(*off) {
			return Stop
		}
	}
	switch {
	case !p.processing.given || !reach.given, !p.reachable(), !p.KnowsLanguage(), p.unsubscribed():
		return Wait
	}
	return Go
}

func (p Person) unsubscribed() bool {
	if p.unsubscribedAt == nil {
		return false
	}
	reach := p.reach()
	return !reach.given || !reach.changedAt.After(*p.unsubscribedAt)
}

// Erased reports that the person is to be forgotten.
func (p Person) Erased() bool { return p.erasedAt != nil }

// Channel is how messages reach the person.
func (p Person) Channel() string { return p.channel }

// Language is the language of messages: as chosen with the contact, else as
// registered, else the first of all.
func (p Person) Language() string {
	for _, l := range []string{p.contactLanguage, p.language} {
		if words.Known(l) {
			return l
		}
	}
	return words.Codes()[0]
}

// KnowsLanguage reports whether it is known in which language to speak to the person.
func (p Person) KnowsLanguage() bool { return p.contactLanguage != "" || p.version > 0 }

// Reach sets how the person wants to be written to: by one of the channels that
// there are, or by none. It reports whether anything changed.
func (p *Person) Reach(there channel.Channels, by, address, language string, now time.Time) (bool, error) {
	if p.Erased() {
		return false, problem.Conflict("participant_erased")
	}
	var err error
	if address, err = checked(there, by, address); err != nil {
		return false, err
	}
	if p.contactAt != nil && p.channel == by && p.address == address && p.contactLanguage == language {
		return false, nil
	}
	if by == NoChannel && p.channel != NoChannel {
		p.declinedAt = &now
	}
	p.channel, p.address, p.contactLanguage = by, address, language
	p.contactAt = &now
	p.contactVersion++
	return true, nil
}

// checked is the address as the channel keeps it.
func checked(there channel.Channels, by, address string) (string, error) {
	if by == NoChannel {
		if address != "" {
			return "", problem.InvalidField("/address", "address_not_wanted")
		}
		return "", nil
	}
	c := there.Named(by)
	if c == nil {
		return "", problem.InvalidField("/channel", "want_one_of", "values", strings.Join(append(there.Names(), NoChannel), ", "))
	}
	return c.Check(address)
}

// Forget deletes the contact. It reports whether there was one.
func (p *Person) Forget(now time.Time) bool {
	if p.contactAt == nil {
		return false
	}
	p.channel, p.address, p.contactLanguage = "", "", ""
	p.contactAt, p.declinedAt = nil, &now
	p.contactVersion++
	return true
}

// Unsubscribe closes the channel until a later consent opens it again. It
// reports whether it was open.
func (p *Person) Unsubscribe(now time.Time) bool {
	if p.Erased() || p.unsubscribed() {
		return false
	}
	p.unsubscribedAt = &now
	return true
}

// Mask shows enough of an address to recognise one's own, too little to use it:
// "a***@m***.kz", "7***".
func Mask(address string) string {
	local, domain, ok := strings.Cut(address, "@")
	switch {
	case address == "":
		return ""
	case !ok:
		return first(local) + "***"
	}
	top := ""
	if i := strings.LastIndexByte(domain, '.'); i > 0 {
		domain, top = domain[:i], domain[i:]
	}
	return first(local) + "***@" + first(domain) + "***" + top
}

func first(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}
