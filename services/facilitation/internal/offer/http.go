package offer

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
)

// Who parks and who answers offers:
//
// A tablet parks what it may change, and takes back into its own list what it
// parked and nobody has taken up. It takes or declines, for its own session
// only, what is offered to that session or to the session's theme; what it has
// declined it may take after all as long as nobody else has. Facilitators,
// moderators and the secretariat do the same for every session of the forum.

// Routes registers the routes of offers.
func Routes(api huma.API, s *Store, gate *access.Gate) {
	r := &routes{s, gate}
	huma.Post(api, "/forums/{forum}/suggestions/{id}/park", r.park, access.WriteForum)
	huma.Post(api, "/forums/{forum}/suggestions/{id}/unpark", r.unpark, access.WriteForum)
	huma.Post(api, "/forums/{forum}/suggestions/{id}/take", r.take, access.WriteForum)
	huma.Post(api, "/forums/{forum}/suggestions/{id}/decline", r.decline, access.WriteForum)
}

type routes struct {
	store *Store
	gate  *access.Gate
}

type parkInput struct {
	suggestion.OneInput
	Body *ParkRequest `required:"false"`
}

// ParkRequest says to whom a parked suggestion is offered; to the secretariat
// when neither a session nor a theme is named.
type ParkRequest struct {
	ThemeID   given.OptionalID `json:"theme_id,omitempty" doc:"Offered to every session of the theme"`
	SessionID given.OptionalID `json:"session_id,omitempty" doc:"Offered to this session only; its theme goes with it"`
	Note      string           `json:"note,omitempty" maxLength:"1000"`
}

func (r *routes) park(ctx context.Context, in *parkInput) (*suggestion.OneOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	if in.Body == nil {
		in.Body = &ParkRequest{}
	}
	return suggestion.Answer(r.store.Park(ctx, v, given.ID(in.ID), Offer{SessionID: string(in.Body.SessionID), ThemeID: string(in.Body.ThemeID)}, text.Shown(in.Body.Note)))
}

func (r *routes) unpark(ctx context.Context, in *suggestion.OneInput) (*suggestion.OneOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	return suggestion.Answer(r.store.Unpark(ctx, v, given.ID(in.ID)))
}

type offerInput struct {
	suggestion.OneInput
	Body OfferAnswer
}

// OfferAnswer says which session answers an offer.
type OfferAnswer struct {
	SessionID string `json:"session_id" format:"uuid"`
	Note      string `json:"note,omitempty" maxLength:"1000"`
}

func (r *routes) take(ctx context.Context, in *offerInput) (*suggestion.OneOutput, error) {
	v, err := r.answerer(ctx, in)
	if err != nil {
		return nil, err
	}
	return suggestion.Answer(r.store.Take(ctx, v, given.ID(in.ID), given.ID(in.Body.SessionID)))
}

func (r *routes) decline(ctx context.Context, in *offerInput) (*suggestion.OneOutput, error) {
	v, err := r.answerer(ctx, in)
	if err != nil {
		return nil, err
	}
	return suggestion.Answer(r.store.Decline(ctx, v, given.ID(in.ID), given.ID(in.Body.SessionID), text.Shown(in.Body.Note)))
}

// answerer admits a writer; a tablet answers for its own session.
func (r *routes) answerer(ctx context.Context, in *offerInput) (access.Visitor, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return v, err
	}
	return v, v.WritesTo(given.ID(in.Body.SessionID))
}
