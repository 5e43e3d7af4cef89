// Package seat is who sits in which session.
package seat

import (
	"context"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/consent"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
	"github.com/shanyraq/shanyraq/services/sessions/internal/participant"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
)

type (
	// Path is somebody's seat in a path.
	Path struct {
		session.Path
		Participant uuid.UUID `path:"participant" format:"uuid"`
	}
	agreeInput struct {
		Path
		Body struct {
			TextVersion string `json:"text_version" minLength:"1" maxLength:"60" doc:"of the forum's consent text that was read"`
			Language    string `json:"language" format:"language" doc:"in which it was read"`
		}
	}
	seatsInput struct {
		session.Path
		page.Query
	}
)

// Routes registers the routes of seats.
//
// Registration (see package access) gives and takes every seat. A tablet lists
// those who sit in its own session, by id and name only, and seats whoever shows
// it a badge: it knows no name that is of no use in its yurt, and none once it is
// revoked. It also notes that somebody who sits in its session has read on it
// what the consent to the processing of personal data says, and agreed.
func Routes(api huma.API, s *Store) {
	const seats = "/forums/{forum}/sessions/{session}/participants"
	huma.Get(api, seats, s.seats, web.Roles(access.Registrars...), web.OwnSession(access.Tablet, ""))
	huma.Put(api, seats+"/{participant}", s.sit, web.Roles(access.Registrars...), web.OwnSession(access.Tablet, ""))
	huma.Delete(api, seats+"/{participant}", s.rise, web.NoContent, web.Roles(access.Registrars...))
	huma.Post(api, seats+"/{participant}/consent", s.agree, web.Roles(access.Registrars...), web.OwnSession(access.Tablet, ""))
}

// atSession tells a tablet, which may have been revoked meanwhile, from
// registration.
func (s *Store) atSession(ctx context.Context, in session.Path) (tablet bool, err error) {
	c := token.Of(ctx)
	if c.CanIn(in.ForumID(), in.SessionID(), access.Registrars...) {
		return false, nil
	}
	return true, s.working(ctx, in.ForumID(), in.SessionID(), c.Subject)
}

func (s *Store) seats(ctx context.Context, in *seatsInput) (*participant.ListOutput, error) {
	tablet, err := s.atSession(ctx, in.Path)
	if err != nil {
		return nil, err
	}
	all, err := s.Seated(ctx, in.ForumID(), in.SessionID(), in.Query)
	return &participant.ListOutput{Body: page.List[participant.ParticipantView]{Items: participant.Views(all.Items, viewFor(tablet)), Next: all.Next}}, err
}

func viewFor(tablet bool) func(participant.Participant) participant.ParticipantView {
	if !tablet {
		return participant.Participant.View
	}
	return func(p participant.Participant) participant.ParticipantView {
		agreed := p.Agreed()
		return participant.ParticipantView{ID: p.ID, Name: p.Name, Agreed: &agreed}
	}
}

func (s *Store) agree(ctx context.Context, in *agreeInput) (*participant.Output, error) {
	tablet, err := s.atSession(ctx, in.Path.Path)
	if err != nil {
		return nil, err
	}
	p, err := s.participants.Load(ctx, in.ForumID(), in.Participant.String())
	if err == nil && !slices.Contains(p.SessionIDs, in.SessionID()) {
		err = problem.NotFound("participant_not_found")
	}
	if err != nil {
		return nil, err
	}
	p, err = s.participants.Consent(ctx, in.ForumID(), p.ID, participant.Consent{
		Scope: consent.Processing, TextVersion: in.Body.TextVersion, Language: in.Body.Language, Given: true,
	})
	return &participant.Output{Body: viewFor(tablet)(p)}, err
}

func (s *Store) sit(ctx context.Context, in *Path) (*participant.Output, error) {
	tablet, err := s.atSession(ctx, in.Path)
	if err != nil {
		return nil, err
	}
	p, err := s.Sit(ctx, in.ForumID(), in.SessionID(), in.Participant.String())
	return &participant.Output{Body: viewFor(tablet)(p)}, err
}

func (s *Store) rise(ctx context.Context, in *Path) (*struct{}, error) {
	return nil, s.Rise(ctx, in.ForumID(), in.SessionID(), in.Participant.String())
}
