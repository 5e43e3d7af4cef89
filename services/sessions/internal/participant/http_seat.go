package participant

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
)

type (
	seatPath struct {
		session.Path
		Participant uuid.UUID `path:"participant" format:"uuid"`
	}
	seatsInput struct {
		session.Path
		page.Query
	}
)

// SeatRoutes registers the routes of seats: who sits in which session.
//
// Registration (see package access) gives and takes every seat. A tablet lists
// those who sit in its own session, by id and name only, and seats whoever shows
// it a badge: it knows no name that is of no use in its yurt, and none once it is
// revoked.
func SeatRoutes(api huma.API, s *Store) {
	const seats = "/forums/{forum}/sessions/{session}/participants"
	huma.Get(api, seats, s.seats, web.Roles(access.Registrars...), web.OwnSession(access.Tablet, ""))
	huma.Put(api, seats+"/{participant}", s.sit, web.Roles(access.Registrars...), web.OwnSession(access.Tablet, ""))
	huma.Delete(api, seats+"/{participant}", s.rise, web.NoContent, web.Roles(access.Registrars...))
}

// atSession tells a tablet, which may have been revoked meanwhile, from
// registration.
func (s *Store) atSession(ctx context.Context, in session.Path) (tablet bool, err error) {
	c := token.Of(ctx)
	if c.Can(in.ForumID(), access.Registrars...) {
		return false, nil
	}
	return true, s.working(ctx, in.ForumID(), in.SessionID(), c.Subject)
}

func (s *Store) seats(ctx context.Context, in *seatsInput) (*listOutput, error) {
	tablet, err := s.atSession(ctx, in.Path)
	if err != nil {
		return nil, err
	}
	all, err := s.Seated(ctx, in.ForumID(), in.SessionID(), in.Query)
	return &listOutput{page.List[participantView]{Items: views(all.Items, viewFor(tablet)), Next: all.Next}}, err
}

func viewFor(tablet bool) func(Participant) participantView {
	if !tablet {
		return Participant.view
	}
	return func(p Participant) participantView { return participantView{ID: p.ID, Name: p.Name} }
}

func (s *Store) sit(ctx context.Context, in *seatPath) (*output, error) {
	tablet, err := s.atSession(ctx, in.Path)
	if err != nil {
		return nil, err
	}
	p, err := s.Sit(ctx, in.ForumID(), in.SessionID(), in.Participant.String())
	return &output{viewFor(tablet)(p)}, err
}

func (s *Store) rise(ctx context.Context, in *seatPath) (*struct{}, error) {
	return nil, s.Rise(ctx, in.ForumID(), in.SessionID(), in.Participant.String())
}
