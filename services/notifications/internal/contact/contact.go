// Package contact is how a participant can be reached and whether they allow
// it. Addresses live here and nowhere else; every answer masks them.
package contact

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
)

// The channels. NoChannel is the choice to get no messages.
const (
	Email     = "email"
	NoChannel = "none"
)

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

	// processing is the consent without which nothing may be sent; reach is the
	// one for the chosen channel.
	processing, reach consent
}

type consent struct {
	given       bool
	changedAt   time.Time
	withdrawnAt *time.Time // the latest withdrawal, whatever came after
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
	for _, off := range []*time.Time{p.declinedAt, p.unsubscribedAt, p.processing.withdrawnAt, p.reach.withdrawnAt} {
		if off != nil && !factAt.After(*off) {
			return Stop
		}
	}
	switch {
	case !p.processing.given || !p.reach.given,
		p.channel != Email || p.address == "",
		p.contactLanguage == "" && p.version == 0,
		p.unsubscribed():
		return Wait
	}
	return Go
}

func (p Person) unsubscribed() bool {
	return p.unsubscribedAt != nil && (!p.reach.given || !p.reach.changedAt.After(*p.unsubscribedAt))
}

// Erased reports that the person is to be forgotten.
func (p Person) Erased() bool { return p.erasedAt != nil }

// Channel is how messages reach the person.
func (p Person) Channel() string { return p.channel }

// Language is the language of messages: as chosen with the contact, else as
// registered, else Kazakh.
func (p Person) Language() string {
	for _, l := range []string{p.contactLanguage, p.language} {
		if l == "kk" || l == "ru" || l == "en" {
			return l
		}
	}
	return "kk"
}

// Reach sets how the person wants to be written to. It reports whether anything
// changed.
func (p *Person) Reach(channel, address, language string, now time.Time) (bool, error) {
	if p.Erased() {
		return false, problem.Conflict("participant_erased")
	}
	if channel == NoChannel {
		if address != "" {
			return false, problem.InvalidField("/address", "address_not_wanted")
		}
	} else {
		var err error
		if address, err = checkAddress(address); err != nil {
			return false, err
		}
	}
	if p.contactAt != nil && p.channel == channel && p.address == address && p.contactLanguage == language {
		return false, nil
	}
	if channel == NoChannel && p.channel != NoChannel {
		p.declinedAt = &now
	}
	p.channel, p.address, p.contactLanguage = channel, address, language
	p.contactAt = &now
	p.contactVersion++
	return true, nil
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

// checkAddress takes a bare address that other mail servers deliver to, see
// text.Address, and returns it as it is kept.
func checkAddress(address string) (string, error) {
	if !text.Shows(address) {
		return "", problem.InvalidField("/address", "address_required")
	}
	address, flaw := text.Address(address)
	if flaw != nil {
		return "", flaw.At("/address")
	}
	return address, nil
}

// Mask shows enough of an address to recognise one's own, too little to use it:
// "a***@m***.kz".
func Mask(address string) string {
	local, domain, ok := strings.Cut(address, "@")
	if !ok {
		return ""
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
