package suggestion

import (
	"context"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
)

// Who parks and who answers offers:
//
// A tablet parks what it may change, and takes back into its own list what it
// parked and nobody has taken up. It takes or declines, for its own session
// only, what is offered to that session or to the session's theme; what it has
// declined it may take after all as long as nobody else has. Facilitators,
// moderators and the secretariat do the same for every session of the forum.

type parkInput struct {
	OneInput
	Body *ParkRequest `required:"false"`
}

// ParkRequest says to whom a parked suggestion is offered; to the secretariat
// when neither a session nor a theme is named.
type ParkRequest struct {
	ThemeID   OptionalID `json:"theme_id,omitempty" doc:"Offered to every session of the theme"`
	SessionID OptionalID `json:"session_id,omitempty" doc:"Offered to this session only; its theme goes with it"`
	Note      string     `json:"note,omitempty" maxLength:"1000"`
}

func (r *routes) park(ctx context.Context, in *parkInput) (*oneOutput, error) {
	forum, by, err := r.doer(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	if in.Body == nil {
		in.Body = &ParkRequest{}
	}
	theme, ok := canonical(string(in.Body.ThemeID))
	if !ok {
		return nil, problem.InvalidField("/theme_id", "want_uuid")
	}
	session, ok := canonical(string(in.Body.SessionID))
	if !ok {
		return nil, problem.InvalidField("/session_id", "want_uuid")
	}
	return answer(r.store.Park(ctx, forum, lower(in.ID), by, Offer{SessionID: session, ThemeID: theme}, text.Shown(in.Body.Note)))
}

func (r *routes) unpark(ctx context.Context, in *OneInput) (*oneOutput, error) {
	forum, by, err := r.doer(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	return answer(r.store.Unpark(ctx, forum, lower(in.ID), by))
}

type offerInput struct {
	OneInput
	Body OfferAnswer
}

// OfferAnswer says which session answers an offer.
type OfferAnswer struct {
	SessionID string `json:"session_id" format:"uuid"`
	Note      string `json:"note,omitempty" maxLength:"1000"`
}

func (r *routes) takeUp(ctx context.Context, in *offerInput) (*oneOutput, error) {
	forum, by, err := r.answerer(ctx, in)
	if err != nil {
		return nil, err
	}
	return answer(r.store.Take(ctx, forum, lower(in.ID), by, lower(in.Body.SessionID)))
}

func (r *routes) decline(ctx context.Context, in *offerInput) (*oneOutput, error) {
	forum, by, err := r.answerer(ctx, in)
	if err != nil {
		return nil, err
	}
	return answer(r.store.Decline(ctx, forum, lower(in.ID), by, lower(in.Body.SessionID), text.Shown(in.Body.Note)))
}

// answerer admits a writer; a tablet answers for its own session.
func (r *routes) answerer(ctx context.Context, in *offerInput) (string, Doer, error) {
	forum, by, err := r.doer(ctx, in.Forum)
	if err == nil && by.Device != "" && by.Session != lower(in.Body.SessionID) {
		err = problem.Forbidden("session_of_other_tablet")
	}
	return forum, by, err
}
