package wording

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/tag"
)

// Who may change a suggestion rewords it.

// Routes registers the routes of wordings.
func Routes(api huma.API, s *Store, gate *access.Gate) {
	r := &routes{s, gate}
	huma.Post(api, "/forums/{forum}/suggestions/{id}/reword", r.reword, access.WriteForum)
}

type routes struct {
	store *Store
	gate  *access.Gate
}

type rewordInput struct {
	suggestion.OneInput
	Body RewordRequest
}

// RewordRequest is a new wording.
type RewordRequest struct {
	Text        string           `json:"text" minLength:"1" maxLength:"2000"`
	Language    string           `json:"language" format:"speech"`
	Tags        []string         `json:"tags,omitempty" nullable:"false" doc:"As when capturing; absent: the tags stay as they are"`
	BaseVersion int              `json:"base_version" minimum:"1" doc:"The version that the editor saw"`
	DeviceID    given.OptionalID `json:"device_id,omitempty"`
	EditID      string           `json:"edit_id" format:"uuid" doc:"Made by the client; sending it again is harmless"`
}

// reword answers 409 newer_wording, with the newer wording in the member
// "newer", when somebody else has reworded the suggestion since base_version.
func (r *routes) reword(ctx context.Context, in *rewordInput) (*suggestion.OneOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	e := Edit{
		ID: given.ID(in.Body.EditID), Text: in.Body.Text, Language: in.Body.Language, BaseVersion: in.Body.BaseVersion,
		By: v.By, DeviceID: string(in.Body.DeviceID),
	}
	if in.Body.Tags != nil {
		var p *problem.Error
		if e.Tags, p = tag.Kept(in.Body.Tags); p != nil {
			return nil, p
		}
	}
	return suggestion.Answer(r.store.Reword(ctx, v, given.ID(in.ID), e))
}
