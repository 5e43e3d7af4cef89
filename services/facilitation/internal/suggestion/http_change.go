package suggestion

import (
	"context"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/token"
)

type rewordInput struct {
	OneInput
	Body RewordRequest
}

// RewordRequest is a new wording.
type RewordRequest struct {
	Text        string     `json:"text" minLength:"1" maxLength:"2000"`
	Language    string     `json:"language" format:"speech"`
	Tags        []string   `json:"tags,omitempty" nullable:"false" doc:"As when capturing; absent: the tags stay as they are"`
	BaseVersion int        `json:"base_version" minimum:"1" doc:"The version that the editor saw"`
	DeviceID    OptionalID `json:"device_id,omitempty"`
	EditID      string     `json:"edit_id" format:"uuid" doc:"Made by the client; sending it again is harmless"`
}

// reword answers 409 newer_wording, with the newer wording in the member
// "newer", when somebody else has reworded the suggestion since base_version.
func (r *routes) reword(ctx context.Context, in *rewordInput) (*oneOutput, error) {
	forum, by, err := r.doer(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	device, ok := canonical(string(in.Body.DeviceID))
	if !ok {
		return nil, problem.InvalidField("/device_id", "want_uuid")
	}
	e := Edit{
		ID: lower(in.Body.EditID), Text: in.Body.Text, Language: in.Body.Language, BaseVersion: in.Body.BaseVersion,
		By: by.ID, DeviceID: device,
	}
	if in.Body.Tags != nil {
		var p *problem.Error
		if e.Tags, p = newTags(in.Body.Tags); p != nil {
			return nil, p
		}
	}
	return answer(r.store.Reword(ctx, forum, lower(in.ID), by, e))
}

type withdrawInput struct {
	OneInput
	Body *WithdrawRequest `required:"false"`
}

// WithdrawRequest may say why.
type WithdrawRequest struct {
	Reason string `json:"reason,omitempty" maxLength:"1000"`
}

func (r *routes) withdraw(ctx context.Context, in *withdrawInput) (*oneOutput, error) {
	forum, by, err := r.doer(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	reason := ""
	if in.Body != nil {
		reason = text.Shown(in.Body.Reason)
	}
	return answer(r.store.Withdraw(ctx, forum, lower(in.ID), by, reason))
}

func (r *routes) restore(ctx context.Context, in *OneInput) (*oneOutput, error) {
	forum, by, err := r.doer(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	return answer(r.store.Restore(ctx, forum, lower(in.ID), by))
}

type hideInput struct {
	OneInput
	Body HideRequest
}

// HideRequest is a request to hide a part of a suggestion's words.
type HideRequest struct {
	Part string `json:"part" minLength:"1" maxLength:"2000" doc:"As it stands in one of the wordings; hidden in all of them, wherever it stands"`
}

func (r *routes) hide(ctx context.Context, in *hideInput) (*oneOutput, error) {
	forum, by, err := r.doer(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	return answer(r.store.Hide(ctx, forum, lower(in.ID), by, in.Body.Part))
}

func (r *routes) showAgain(ctx context.Context, in *OneInput) (*oneOutput, error) {
	forum, by, err := r.doer(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	return answer(r.store.Show(ctx, forum, lower(in.ID), by))
}

// doer admits a writer.
func (r *routes) doer(ctx context.Context, forum string) (string, Doer, error) {
	forum, caller, err := admit(ctx, forum)
	return forum, doer(caller), err
}

func doer(c token.Caller) Doer {
	return Doer{ID: c.Subject, Session: c.Session, Device: tablet(c)}
}
