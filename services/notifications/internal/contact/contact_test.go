package contact

import (
	"errors"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
	"github.com/shanyraq/shanyraq/services/notifications/internal/channel/email"
)

var noon = time.Date(2020, 11, 16, 12, 0, 0, 0, time.UTC)

func at(minutes int) *time.Time { t := noon.Add(time.Duration(minutes) * time.Minute); return &t }

// willing is a person who wants to be told everything.
func willing() Person {
	return Person{
		version: 1, language: "ru", channel: email.Name, address: "a@b.kz", contactAt: at(-30),
		processing: consent{given: true, changedAt: *at(-60)}, channels: map[string]consent{email.Name: {given: true, changedAt: *at(-60)}},
	}
}

// there are the channels of a small installation.
var there = channel.Channels{email.NewFolder("", email.Envelope{})}

// agreed moves the consent to letters.
func (p *Person) agreed(at time.Time) { p.channels[email.Name] = consent{given: true, changedAt: at} }

// TestStanding: the fact is of noon; minutes count from there.
func TestStanding(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(p *Person)
		want   Standing
	}{
		{"all is there", func(*Person) {}, Go},
		{"nothing is known", func(p *Person) { *p = Person{} }, Wait},
		{"no contact yet", func(p *Person) { p.channel, p.address = "", "" }, Wait},
		{"no channel wanted", func(p *Person) { p.channel, p.address = NoChannel, "" }, Wait},
		{"not registered yet, language with the contact", func(p *Person) { p.version, p.contactLanguage = 0, "kk" }, Go},
		{"not registered yet, no language", func(p *Person) { p.version = 0 }, Wait},
		{"no consent to processing", func(p *Person) { p.processing = consent{} }, Wait},
		{"no consent to the channel", func(p *Person) { p.channels[email.Name] = consent{} }, Wait},
		{"consent came after the fact", func(p *Person) { p.agreed(*at(5)); p.processing.changedAt = *at(5) }, Go},
		{"processing withdrawn since", func(p *Person) { p.processing = consent{changedAt: *at(5), withdrawnAt: at(5)} }, Stop},
		{"channel withdrawn since", func(p *Person) { p.channels[email.Name] = consent{changedAt: *at(5), withdrawnAt: at(5)} }, Stop},
		{"withdrawn at that moment", func(p *Person) { p.channels[email.Name] = consent{changedAt: *at(0), withdrawnAt: at(0)} }, Stop},
		{"withdrawn before", func(p *Person) { p.channels[email.Name] = consent{changedAt: *at(-5), withdrawnAt: at(-5)} }, Wait},
		{"withdrawn before and given again", func(p *Person) {
			p.channels[email.Name] = consent{given: true, changedAt: *at(-4), withdrawnAt: at(-5)}
		}, Go},
		{"withdrawn since and given again", func(p *Person) { p.channels[email.Name] = consent{given: true, changedAt: *at(6), withdrawnAt: at(5)} }, Stop},
		{"declined since and chosen again", func(p *Person) { p.declinedAt = at(5) }, Stop},
		{"declined before and chosen again", func(p *Person) { p.declinedAt = at(-5) }, Go},
		{"unsubscribed since", func(p *Person) { p.unsubscribedAt = at(5) }, Stop},
		{"unsubscribed before", func(p *Person) { p.unsubscribedAt = at(-5) }, Wait},
		{"unsubscribed before, consent given after that", func(p *Person) { p.unsubscribedAt = at(-5); p.agreed(*at(-4)) }, Go},
		{"another channel chosen, asked about letters only", func(p *Person) { p.channel = "pigeon" }, Wait},
		{"another channel chosen and agreed to, letters withdrawn since", func(p *Person) {
			p.channel, p.channels = "pigeon", map[string]consent{"pigeon": {given: true, changedAt: *at(-60)}, email.Name: {changedAt: *at(5), withdrawnAt: at(5)}}
		}, Go},
		{"no channel, letters withdrawn since", func(p *Person) {
			p.channel, p.address = "", ""
			p.channels[email.Name] = consent{changedAt: *at(5), withdrawnAt: at(5)}
		}, Stop},
		{"erased", func(p *Person) { p.erasedAt = at(5) }, Stop},
		{"erased before", func(p *Person) { p.erasedAt = at(-5) }, Stop},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := willing()
			c.change(&p)
			if got := p.Standing(noon); got != c.want {
				t.Errorf("%d, want %d", got, c.want)
			}
		})
	}
}

func TestReach(t *testing.T) {
	for _, c := range []struct {
		name, channel, address string
		code                   string // of the problem with /address
	}{
		{"an address", email.Name, "aigul@example.kz", ""},
		{"a long top level", email.Name, "a@b.company", ""},
		{"no channel", NoChannel, "", ""},
		{"no channel but an address", NoChannel, "a@b.kz", "address_not_wanted"},
		{"a channel that is not there", "pigeon", "roof 3", "want_one_of"},
		{"no address", email.Name, "", "address_required"},
		{"no at", email.Name, "aigul", "address_invalid"},
		{"a name", email.Name, "Aigul <aigul@example.kz>", "address_letter"},
		{"two", email.Name, "a@b.kz, c@d.kz", "address_letter"},
		{"another header", email.Name, "a@b.kz\r\nBcc: c@d.kz", "address_letter"},
		{"a comment", email.Name, "a@b.kz (me)", "address_letter"},
		{"quoted", email.Name, `"a b"@c.kz`, "address_letter"},
		{"localhost", email.Name, "aigul@localhost", "address_local"},
		{"a literal", email.Name, "aigul@[10.0.0.1]", "address_local"},
		{"an unseen letter", email.Name, "ai\u200bgul@example.kz", "address_letter"},
		{"a Cyrillic letter", email.Name, "aigul@exаmple.kz", "address_letter"},
		{"nothing to see", email.Name, "\u00ad\u2800", "address_required"},
		{"nothing before the at", email.Name, "@b.kz", "address_invalid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var p Person
			changed, err := p.Reach(there, c.channel, c.address, "", noon)
			if c.code == "" {
				if err != nil || !changed {
					t.Fatalf("changed %v, error %v", changed, err)
				}
				if changed, _ = p.Reach(there, c.channel, c.address, "", noon); changed {
					t.Error("the same again changes something")
				}
				return
			}
			var refusal *problem.Error
			if !errors.As(err, &refusal) || len(refusal.Fields) != 1 || refusal.Fields[0].Code != c.code {
				t.Errorf("error %v, want %s", err, c.code)
			}
		})
	}
	p := Person{erasedAt: at(0)}
	if _, err := p.Reach(there, email.Name, "a@b.kz", "", noon); !errors.Is(err, problem.Conflict("participant_erased")) {
		t.Errorf("an erased person: %v", err)
	}
}

func TestMask(t *testing.T) {
	for address, want := range map[string]string{
		"aigul@example.kz": "a***@e***.kz", "a@b.kz": "a***@b***.kz", "әйгүл@мысал.қаз": "ә***@м***.қаз", "a@localhost": "a***@l***", "": "", "77011234567": "7***",
	} {
		if got := Mask(address); got != want {
			t.Errorf("%q is masked as %q, want %q", address, got, want)
		}
	}
}

// A channel without words of its own is called by its name in every language.
func TestABrandNeedsNoWords(t *testing.T) {
	if got := called("kk", "channel_", "telegram"); got != "Telegram" {
		t.Errorf("got %q", got)
	}
}
