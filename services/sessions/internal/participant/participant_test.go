package participant

import (
	"testing"
	"time"
)

func TestConsents(t *testing.T) {
	var p Participant
	for i, c := range []struct {
		consent Consent
		changed bool
		problem string
	}{
		{Consent{Scope: "processing", TextVersion: "1", Given: true}, true, ""},
		{Consent{Scope: "processing", TextVersion: "1", Given: true}, false, ""},
		{Consent{Scope: "processing", TextVersion: "2", Given: true}, true, ""}, // a new wording is a new consent
		{Consent{Scope: "processing", TextVersion: "2"}, true, ""},
		{Consent{Scope: "notifications", Channel: "email", TextVersion: "2", Given: true}, true, ""},
		{Consent{Scope: "notifications", TextVersion: "2", Given: true}, false, "invalid_request [/channel required]"},
		{Consent{Scope: "processing", Channel: "email", TextVersion: "2"}, false, "invalid_request [/channel channel_of_processing]"},
		{Consent{Scope: "processing", TextVersion: " ", Given: true}, false, "invalid_request [/text_version required]"},
	} {
		version := p.Version
		changed, err := p.Consent(&c.consent)
		said := ""
		if err != nil {
			said = err.Error()
		}
		if changed != c.changed || said != c.problem || (p.Version > version) != c.changed {
			t.Errorf("%d: got %v, %q, version %d → %d", i, changed, said, version, p.Version)
		}
	}
	if len(p.Consents) != 2 || p.Consents[0].Given || !p.Consents[1].Given {
		t.Errorf("in the end: %+v", p.Consents)
	}
}

func TestNeedsThatShowNothingAreNone(t *testing.T) {
	p := Participant{Name: "Айгүл", Needs: "\u00ad\u2800"}
	if err := p.Check(); err != nil || p.Needs != "" {
		t.Errorf("%q, %v", p.Needs, err)
	}
}

func TestErase(t *testing.T) {
	p := Participant{ID: "p", Name: "Айгүл", Needs: "пандус", Key: "17", OrganisationID: "o", Language: "kk", Version: 3}
	if !p.Erase(time.Now()) || p.Erase(time.Now()) || p.Version != 4 {
		t.Errorf("erased twice: version %d", p.Version)
	}
	if p.Name+p.Needs+p.Key+p.OrganisationID != "" || p.ID != "p" || p.Language != "kk" {
		t.Errorf("left %+v", p)
	}
	name := "Айгүл"
	_, arrived := p.CheckIn(time.Now())
	_, consented := p.Consent(&Consent{Scope: "processing", TextVersion: "1", Given: true})
	for verb, err := range map[string]error{"check in": arrived, "consent": consented, "correct": p.Apply(participantChange{Name: &name})} {
		if err == nil || err.Error() != "participant_erased" {
			t.Errorf("%s: %v", verb, err)
		}
	}
}
