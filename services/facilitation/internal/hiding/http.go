package hiding

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
)

// Personal data are hidden in the words, and shown again, by the secretariat and
// the organisers, who answer for what is public.

// Routes registers the routes of hidings.
func Routes(api huma.API, s *Store, gate *access.Gate) {
	r := &routes{s, gate}
	huma.Post(api, "/forums/{forum}/suggestions/{id}/hide", r.hide, web.Roles(access.Desk...))
	huma.Post(api, "/forums/{forum}/suggestions/{id}/show", r.show, web.Roles(access.Desk...))
}

type routes struct {
	store *Store
	gate  *access.Gate
}

type hideInput struct {
	suggestion.OneInput
	Body HideRequest
}

// HideRequest is a request to hide a part of a suggestion's words.
type HideRequest struct {
	Part string `json:"part" minLength:"1" maxLength:"2000" doc:"As it stands in one of the wordings; hidden in all of them, wherever it stands"`
}

func (r *routes) hide(ctx context.Context, in *hideInput) (*suggestion.OneOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	return suggestion.Answer(r.store.Hide(ctx, v, given.ID(in.ID), in.Body.Part))
}

func (r *routes) show(ctx context.Context, in *suggestion.OneInput) (*suggestion.OneOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	return suggestion.Answer(r.store.Show(ctx, v, given.ID(in.ID)))
}
