package photo

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
)

// Who works in the session (see package access) adds and removes its photos; a
// tablet those of its own session only. All of them, the chair and the
// controller look at them.

// Routes registers the routes of photos.
func Routes(api huma.API, s *Store, gate *access.Gate) {
	r := &routes{s, gate}
	huma.Put(api, "/forums/{forum}/sessions/{session}/photos/{id}", r.put, web.Bodies(MaxBytes), access.WriteSession)
	huma.Get(api, "/forums/{forum}/sessions/{session}/photos", r.list, access.ReadForum)
	huma.Get(api, "/forums/{forum}/photos/{id}", r.get, access.ReadForum)
	huma.Delete(api, "/forums/{forum}/photos/{id}", r.remove, web.NoContent, access.WriteForum)
	describePictures(api.OpenAPI())
}

// describePictures tells the API document what huma does not know of pictures.
func describePictures(doc *huma.OpenAPI) {
	picture := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	for path, item := range doc.Paths {
		if item.Put != nil && strings.HasSuffix(path, "/photos/{id}") {
			item.Put.RequestBody.Content = map[string]*huma.MediaType{"image/jpeg": picture, "image/png": picture, "image/webp": picture}
		}
		if item.Get != nil && strings.HasSuffix(path, "/photos/{id}") {
			item.Get.Responses["200"].Content = map[string]*huma.MediaType{"image/jpeg": picture}
		}
	}
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

type putInput struct {
	SessionInput
	ID      string `path:"id" format:"uuid" doc:"Made by the client; sending the same picture again is harmless"`
	RawBody []byte `contentType:"image/jpeg"`
}

type output struct{ Body Photo }

func (r *routes) put(ctx context.Context, in *putInput) (*output, error) {
	v, err := r.gate.Write(ctx, in.Forum, in.Session)
	if err != nil {
		return nil, err
	}
	p, err := r.store.Put(ctx, &Photo{ID: given.ID(in.ID), ForumID: v.Forum, SessionID: v.Session, AddedBy: v.By}, in.RawBody)
	if err != nil {
		return nil, err
	}
	return &output{*p}, nil
}

type listOutput struct{ Body SessionPhotos }

// SessionPhotos is the photos of a session, the first first.
type SessionPhotos struct {
	Items []Photo `json:"items" nullable:"false"`
	Next  string  `json:"next" doc:"Always empty: there are at most 100"`
}

func (r *routes) list(ctx context.Context, in *SessionInput) (*listOutput, error) {
	items, err := access.ReadBy(ctx, r.gate, in.Forum, in.Session, r.store.List)
	return &listOutput{SessionPhotos{Items: items}}, err
}

type oneInput struct {
	Forum string `path:"forum" format:"uuid"`
	ID    string `path:"id" format:"uuid"`
}

type pictureOutput struct {
	ContentType string `header:"Content-Type"`
	Cache       string `header:"Cache-Control"`
	Policy      string `header:"Content-Security-Policy"`
	Body        []byte
}

func (r *routes) get(ctx context.Context, in *oneInput) (*pictureOutput, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	data, err := r.store.Picture(ctx, v.Forum, given.ID(in.ID))
	if err != nil {
		return nil, err
	}
	return &pictureOutput{"image/jpeg", "private, max-age=3600", "default-src 'none'; sandbox", data}, nil
}

func (r *routes) remove(ctx context.Context, in *oneInput) (*struct{}, error) {
	v, err := r.gate.Forum(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	return nil, r.store.Remove(ctx, v.Forum, given.ID(in.ID), v.By, v.WritesTo)
}
