package contact

import (
	"errors"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

var noon = time.Date(2020, 11, 16, 12, 0, 0, 0, time.UTC)

func at(minutes int) *time.Time { t := noon.Add(time.Duration(minutes) * time.Minute); return &t }

// willing is a person who wants to be told everything.
func willing() Person {
	return Person{
		version: 1, language: "ru", channel: Email, address: "a@b.kz", contactAt: at(-30),
		processing: consent{given: true, changedAt: *at(-60)}, reach: consent{given: true, changedAt: *at(-60)},
	}
}

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
		{"no consent to the channel", func(p *Person) { p.reach = consent{} }, Wait},
		{"consent came after the fact", func(p *Person) { p.reach.changedAt, p.processing.changedAt = *at(5), *at(5) }, Go},
		{"processing withdrawn since", func(p *Person) { p.processing = consent{changedAt: *at(5), withdrawnAt: at(5)} }, Stop},
		{"channel withdrawn since", func(p *Person) { p.reach = consent{changedAt: *at(5), withdrawnAt: at(5)} }, Stop},
		{"withdrawn at that moment", func(p *Person) { p.reach = consent{changedAt: *at(0), withdrawnAt: at(0)} }, Stop},
		{"withdrawn before", func(p *Person) { p.reach = consent{changedAt: *at(-5), withdrawnAt: at(-5)} }, Wait},
		{"withdrawn before and given again", func(p *Person) { p.reach = consent{given: true, changedAt: *at(-4), withdrawnAt: at(-5)} }, Go},
		{"withdrawn since and given again", func(p *Person) { p.reach = consent{given: true, changedAt: *at(6), withdrawnAt: at(5)} }, Stop},
		{"declined since and chosen again", func(p *Person) { p.declinedAt = at(5) }, Stop},
		{"declined before and chosen again", func(p *Person) { p.declinedAt = at(-5) }, Go},
		{"unsubscribed since", func(p *Person) { p.unsubscribedAt = at(5) }, Stop},
		{"unsubscribed before", func(p *Person) { p.unsubscribedAt = at(-5) }, Wait},
		{"unsubscribed before, consent given after that", func(p *Person) { p.unsubscribedAt, p.reach.changedAt = at(-5), *at(-4) }, Go},
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
		{"an address", Email, "aigul@example.kz", ""},
		{"a long top level", Email, "a@b.company", ""},
		{"no channel", NoChannel, "", ""},
		{"no channel but an address", NoChannel, "a@b.kz", "address_not_wanted"},
		{"no address", Email, "", "address_required"},
		{"no at", Email, "aigul", "address_invalid"},
		{"a name", Email, "Aigul <aigul@example.kz>", "address_letter"},
		{"two", Email, "a@b.kz, c@d.kz", "address_letter"},
		{"another header", Email, "a@b.kz\r\nBcc: c@d.kz", "address_letter"},
		{"a comment", Email, "a@b.kz (me)", "address_letter"},
		{"quoted", Email, `"a b"@c.kz`, "address_letter"},
		{"localhost", Email, "aigul@localhost", "address_local"},
		{"a literal", Email, "aigul@[10.0.0.1]", "address_local"},
		{"an unseen letter", Email, "ai\u200bgul@example.kz", "address_letter"},
		{"a Cyrillic letter", Email, "aigul@exаmple.kz", "address_letter"},
		{"nothing to see", Email, "\u00ad\u2800", "address_required"},
		{"nothing before the at", Email, "@b.kz", "address_invalid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var p Person
			changed, err := p.Reach(c.channel, c.address, "", noon)
			if c.code == "" {
				if err != nil || !changed {
					t.Fatalf("changed %v, error %v", changed, err)
				}
				if changed, _ = p.Reach(c.channel, c.address, "", noon); changed {
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
	if _, err := p.Reach(Email, "a@b.kz", "", noon); !errors.Is(err, problem.Conflict("participant_erased")) {
		t.Errorf("an erased person: %v", err)
	}
}

func TestMask(t *testing.T) {
	for address, want := range map[string]string{
		"aigul@example.kz": "a***@e***.kz", "a@b.kz": "a***@b***.kz", "әйгүл@мысал.қаз": "ә***@м***.қаз", "a@localhost": "a***@l***", "": "", "none": "",
	} {
		if got := Mask(address); got != want {
			t.Errorf("%q is masked as %q, want %q", address, got, want)
		}
	}
}

func FuzzAddressIsNeverAHeader(f *testing.F) {
	for _, s := range []string{"a@b.kz", "a@b.kz\nBcc: x@y.kz", "<a@b.kz>", "a@[127.0.0.1]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, address string) {
		address, err := checkAddress(address)
		if err != nil {
			return
		}
		for _, r := range address {
			if r < ' ' || r == '<' || r == '>' || r == ',' || r == ' ' {
				t.Errorf("%q was taken", address)
			}
		}
	})
}
