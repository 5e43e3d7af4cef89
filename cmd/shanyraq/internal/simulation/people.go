package simulation

import (
	"context"
	"fmt"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/notifications"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/sessions"
)

// person is somebody who takes part.
type person struct {
	sessions.NewParticipant
	address string // "" = left no contact
	agreed  bool   // to be written to
}

// informed reports that the person is to be told what becomes of their words.
func (p person) informed() bool { return p.address != "" && p.agreed }

var (
	givenNames  = []string{"Айжан", "Нұрлан", "Әсел", "Данияр", "Гүлнар", "Самат", "Ирина", "Сергей", "Мария", "Олжас", "Жанар", "Виктор"}
	familyNames = []string{"А.", "Б.", "Д.", "Ж.", "И.", "К.", "М.", "Н.", "О.", "П.", "С.", "Т."}
)

// registerPeople registers the participants with their consents and contacts.
// Most leave an address and agree to be written to; some do not.
func (p *play) registerPeople(ctx context.Context) error {
	ngos := p.ngos()
	text, err := p.Organiser.ConsentText(ctx, p.forum)
	if err != nil {
		return err
	}
	p.people = make([]person, p.Participants)
	for i := range p.people {
		who := person{agreed: p.rand.Float64() < .9, NewParticipant: sessions.NewParticipant{
			ID: client.NewID(), Language: []string{"kk", "ru", "kk", "ru", "kk", "ru", "kk", "ru", "en"}[p.rand.IntN(9)],
			Name: givenNames[p.rand.IntN(len(givenNames))] + " " + familyNames[p.rand.IntN(len(familyNames))],
		}}
		if p.rand.Float64() < .9 {
			who.address = fmt.Sprintf("p%05d.%s@example.kz", i+1, p.forum[len(p.forum)-6:])
		}
		if p.rand.Float64() < .5 {
			who.OrganisationID = ngos[p.rand.IntN(len(ngos))].ID
		}
		p.people[i] = who
	}
	return p.each(ctx, "registering participants", len(p.people), func(ctx context.Context, i int) error {
		return p.register(ctx, p.people[i], text.Version)
	})
}

func (p *play) register(ctx context.Context, who person, read string) error {
	if _, err := p.Organiser.MakeParticipant(ctx, p.forum, who.NewParticipant); err != nil {
		return err
	}
	consents := []sessions.ConsentGiven{
		{Scope: "processing", TextVersion: read, Given: true},
		{Scope: "notifications", Channel: "email", TextVersion: read, Given: who.agreed},
	}
	for _, c := range consents {
		if err := p.Organiser.GiveConsent(ctx, p.forum, who.ID, c); err != nil {
			return err
		}
	}
	if who.address != "" {
		contact := notifications.PutContactBody{Channel: "email", Address: who.address, Language: who.Language}
		if err := p.Organiser.SetContact(ctx, p.forum, who.ID, contact); err != nil {
			return err
		}
	}
	return p.Organiser.CheckIn(ctx, p.forum, who.ID)
}

// inform says which participants are to be told.
func (p *play) inform() map[string]bool {
	m := make(map[string]bool, len(p.people))
	for _, who := range p.people {
		m[who.ID] = who.informed()
	}
	return m
}
