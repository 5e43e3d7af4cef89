package participant

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// ParticipantView is a participant as the caller may see it. A tablet sees id,
// name and whether the person agreed to be named only; the other members are then left out.
type ParticipantView struct {
	ID             string     `json:"id" format:"uuid"`
	Name           string     `json:"name" doc:"empty once erased"`
	Key            *string    `json:"key,omitempty" doc:"number in the organiser's list"`
	Language       *string    `json:"language,omitempty" format:"language"`
	OrganisationID *string    `json:"organisation_id,omitempty"`
	Needs          *string    `json:"needs,omitempty" doc:"sign language, large print, ramp"`
	CheckedInAt    *time.Time `json:"checked_in_at,omitempty"`
	ErasedAt       *time.Time `json:"erased_at,omitempty"`
	Consents       *[]Consent `json:"consents,omitempty"`
	SessionIDs     *[]string  `json:"session_ids,omitempty" doc:"sessions in which the person has a seat"`
	Agreed         *bool      `json:"agreed,omitempty" doc:"consents to the processing of personal data"`
	Version        *int       `json:"version,omitempty"`
}

// View is all of p, for those who register people.
func (p Participant) View() ParticipantView {
	agreed := p.Agreed()
	return ParticipantView{
		ID: p.ID, Name: p.Name, Key: &p.Key, Language: &p.Language, OrganisationID: &p.OrganisationID, Needs: &p.Needs,
		CheckedInAt: p.CheckedInAt, ErasedAt: p.ErasedAt, Consents: &p.Consents,
		SessionIDs: &p.SessionIDs, Agreed: &agreed, Version: &p.Version,
	}
}

// NewParticipant is a request to register somebody.
type NewParticipant struct {
	ID             string `json:"id,omitempty" format:"uuid" doc:"UUIDv7 made by the client; the same request may then be repeated"`
	Key            string `json:"key,omitempty" maxLength:"60"`
	Name           string `json:"name" minLength:"1" maxLength:"200"`
	Language       string `json:"language,omitempty" format:"language" default:"kk"`
	OrganisationID string `json:"organisation_id,omitempty" maxLength:"45"`
	Needs          string `json:"needs,omitempty" maxLength:"1000"`
}

// ConsentGiven is a request to note a consent given or withdrawn.
type ConsentGiven struct {
	Scope       events.ConsentScope `json:"scope"`
	Channel     Channel             `json:"channel,omitempty" doc:"of notifications"`
	TextVersion string              `json:"text_version,omitempty" maxLength:"60" doc:"of the forum's consent text that was read; needed when the consent is given"`
	Language    string              `json:"language,omitempty" format:"language" doc:"in which it was read; the person's own if not said"`
	Given       bool                `json:"given"`
}

type (
	// Path is a participant in a path.
	Path struct {
		forum.Path
		Participant uuid.UUID `path:"participant" format:"uuid"`
	}
	createInput struct {
		forum.Path
		Body NewParticipant
	}
	changeInput struct {
		Path
		Body participantChange
	}
	consentInput struct {
		Path
		Body ConsentGiven
	}
	consentsOutput struct {
		Body struct {
			Items []ConsentRecord `json:"items" nullable:"false"`
		}
	}
	// ListOutput is a piece of a list of participants.
	ListOutput struct{ Body page.List[ParticipantView] }
	// Output is one participant.
	Output struct{ Body ParticipantView }
)

// Routes registers the participant's routes.
//
// Registration, check-in and consents are for organiser, secretary, facilitator
// and moderator of the forum; nobody else reads names but a session's tablets,
// see package seat. Erasing is for organiser and secretary, because it cannot be
// undone; but a consent is withdrawn with all of them, because the person asks
// for it, and that of processing takes the name away too.
func Routes(api huma.API, s *Store) {
	const participants = "/forums/{forum}/participants"
	huma.Get(api, participants, s.list, web.Roles(access.Registrars...))
	huma.Get(api, "/forums/{forum}/participant-counts", s.counts, web.Roles(access.Registrars...))
	huma.Post(api, participants, s.create, web.Created, web.Roles(access.Registrars...))
	huma.Get(api, participants+"/{participant}", s.show, web.Roles(access.Registrars...))
	huma.Patch(api, participants+"/{participant}", s.change, web.Roles(access.Registrars...))
	huma.Delete(api, participants+"/{participant}", s.erase, web.NoContent, web.Roles(access.Desk...))
	huma.Post(api, participants+"/{participant}/check-in", s.checkIn, web.Roles(access.Registrars...))
	huma.Delete(api, participants+"/{participant}/check-in", s.undoCheckIn, web.Roles(access.Registrars...))
	huma.Post(api, participants+"/{participant}/consents", s.consent, web.Roles(access.Registrars...))
	huma.Get(api, participants+"/{participant}/consents", s.consents, web.Roles(access.Registrars...))
}

// Views are participants as a caller may see them.
func Views(all []Participant, view func(Participant) ParticipantView) []ParticipantView {
	out := make([]ParticipantView, len(all))
	for i, p := range all {
		out[i] = view(p)
	}
	return out
}

func (s *Store) create(ctx context.Context, in *createInput) (*Output, error) {
	b := in.Body
	p := Participant{
		ID: given.ID(b.ID), ForumID: in.ForumID(), Key: b.Key, Name: b.Name, Language: b.Language,
		OrganisationID: b.OrganisationID, Needs: b.Needs,
	}
	if err := p.Check(); err != nil {
		return nil, err
	}
	p, err := s.Create(ctx, p, given.Print(p))
	return &Output{p.View()}, err
}

func (s *Store) show(ctx context.Context, in *Path) (*Output, error) {
	p, err := s.Load(ctx, in.ForumID(), in.Participant.String())
	return &Output{p.View()}, err
}

func (s *Store) change(ctx context.Context, in *changeInput) (*Output, error) {
	p, err := s.Change(ctx, in.ForumID(), in.Participant.String(), in.Body)
	return &Output{p.View()}, err
}

func (s *Store) erase(ctx context.Context, in *Path) (*struct{}, error) {
	return nil, s.Erase(ctx, in.ForumID(), in.Participant.String())
}

func (s *Store) checkIn(ctx context.Context, in *Path) (*Output, error) {
	p, err := s.CheckIn(ctx, in.ForumID(), in.Participant.String())
	return &Output{p.View()}, err
}

func (s *Store) undoCheckIn(ctx context.Context, in *Path) (*Output, error) {
	p, err := s.UndoCheckIn(ctx, in.ForumID(), in.Participant.String())
	return &Output{p.View()}, err
}

func (s *Store) consent(ctx context.Context, in *consentInput) (*Output, error) {
	p, err := s.Consent(ctx, in.ForumID(), in.Participant.String(), in.Body.consent())
	return &Output{p.View()}, err
}

func (b ConsentGiven) consent() Consent {
	return Consent{Scope: b.Scope, Channel: b.Channel, TextVersion: b.TextVersion, Language: b.Language, Given: b.Given}
}

func (s *Store) consents(ctx context.Context, in *Path) (*consentsOutput, error) {
	var out consentsOutput
	var err error
	out.Body.Items, err = s.Consents(ctx, in.ForumID(), in.Participant.String())
	return &out, err
}
