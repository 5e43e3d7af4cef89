package group

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
)

// Who works in the session (see package access) arranges its groups; the chair
// and the controller read.

// Routes registers the routes of groups.
func Routes(api huma.API, s *Store, gate *access.Gate) {
	r := &routes{s, gate}
	huma.Get(api, "/forums/{forum}/sessions/{session}/groups", r.list, access.ReadForum)
	often := audit.Off("cards that are moved about, at every touch")
	huma.Put(api, "/forums/{forum}/sessions/{session}/groups/{group}", r.arrange, access.WriteSession, often)
	huma.Delete(api, "/forums/{forum}/sessions/{session}/groups/{group}", r.dissolve, web.NoContent, access.WriteSession, often)
}

type routes struct {
	store *Store
	gate  *access.Gate
}

// SessionInput names a session.
type SessionInput struct {
	Forum   string `path:"forum" format:"uuid"`
	Session string `path:"session" format:"uuid"`
}

type listOutput struct{ Body SessionGroups }

// SessionGroups is the groups of a session in their order.
type SessionGroups struct {
	Items []*Group `json:"items" nullable:"false"`
	Next  string   `json:"next" doc:"Always empty: there are at most 100"`
}

func (r *routes) list(ctx context.Context, in *SessionInput) (*listOutput, error) {
	items, err := access.ReadBy(ctx, r.gate, in.Forum, in.Session, r.store.List)
	return &listOutput{SessionGroups{Items: items}}, err
}

type arrangeInput struct {
	SessionInput
	Group string `path:"group" format:"uuid" doc:"Made by the client"`
	Body  ArrangeRequest
}

// ArrangeRequest is a group as it shall be.
type ArrangeRequest struct {
	Title         given.Words `json:"title,omitempty"`
	SuggestionIDs []string    `json:"suggestion_ids" maxItems:"500" maxLength:"45" nullable:"false" doc:"In the order of the group; they leave the groups in which they lay"`
	Position      int         `json:"position,omitempty" minimum:"0" maximum:"100000"`
	BaseVersion   int         `json:"base_version" minimum:"0" doc:"The version that the writer saw; 0 = a new group"`
}

type output struct{ Body Group }

// arrange answers 409 newer_version, with the newer group in the member "newer",
// when somebody else has changed the group since base_version.
func (r *routes) arrange(ctx context.Context, in *arrangeInput) (*output, error) {
	v, err := r.gate.Write(ctx, in.Forum, in.Session)
	if err != nil {
		return nil, err
	}
	ids, err := given.IDs("/suggestion_ids", in.Body.SuggestionIDs)
	if err != nil {
		return nil, err
	}
	g, err := r.store.Arrange(ctx, v.Forum, v.Session, given.ID(in.Group), v.By, Arrangement{
		Title: in.Body.Title.Text(), SuggestionIDs: ids, Position: in.Body.Position, BaseVersion: in.Body.BaseVersion,
	})
	if err != nil {
		return nil, err
	}
	return &output{*g}, nil
}

type dissolveInput struct {
	SessionInput
	Group       string `path:"group" format:"uuid"`
	BaseVersion int    `query:"base_version" minimum:"0" doc:"The version that the caller saw"`
}

func (r *routes) dissolve(ctx context.Context, in *dissolveInput) (*struct{}, error) {
	v, err := r.gate.Write(ctx, in.Forum, in.Session)
	if err != nil {
		return nil, err
	}
	return nil, r.store.Dissolve(ctx, v.Forum, v.Session, given.ID(in.Group), v.By, in.BaseVersion)
}
