package intake

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text/sheet"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
)

// Applied is how many lines were stored.
type Applied struct {
	Applied int `json:"applied"`
}

// LeftOut is what a person found to be there already.
type LeftOut struct {
	LeaveOut []int `json:"leave_out,omitempty" maxItems:"20000" doc:"lines that are not to be stored, of those that may say the same as another"`
}

type (
	previewInput struct {
		forum.Path
		Kind        string `query:"kind" required:"true" enum:"participants,organisations"`
		ContentType string `header:"Content-Type"`
		Language    string `header:"Accept-Language"`
		RawBody     []byte `contentType:"multipart/form-data"`
	}
	applyInput struct {
		Import uuid.UUID `path:"import" format:"uuid"`
		Body   *LeftOut
	}
	previewOutput struct{ Body Preview }
	applyOutput   struct{ Body Applied }
)

// Routes registers the routes of imports.
//
// Organiser and secretary of the forum import participants; its organiser
// imports organisations too, which the whole installation then knows and the forum answers for.
// People whom its organiser imports bring organisations that nobody knew with them.
func Routes(api huma.API, s *Store) {
	huma.Post(api, "/forums/{forum}/imports", s.preview, web.Created, web.Bodies(sheet.MaxFile+64<<10), form, web.Roles(access.Desk...))
	huma.Post(api, "/imports/{import}/apply", s.apply, web.RolesSomewhere(access.Desk...))
}

// form describes the multipart form; the body itself is read raw, so that it is
// bounded like any other.
func form(op *huma.Operation) {
	op.SkipValidateBody = true
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {
		Schema: &huma.Schema{Type: "object", Required: []string{"file"}, Properties: map[string]*huma.Schema{
			"file": {Type: "string", Format: "binary", Description: "CSV or XLSX, at most 10 MiB"},
		}},
	}}}
}

// may refuses who may not import the kind into the forum: organisations are for
// its organiser, and what the path does not tell is known here only.
func may(ctx context.Context, forumID, kind string) error {
	roles := access.Desk
	if kind == Organisations {
		roles = []string{access.Organiser}
	}
	_, err := token.Require(ctx, forumID, roles...)
	return err
}

func (s *Store) preview(ctx context.Context, in *previewInput) (*previewOutput, error) {
	if err := may(ctx, in.ForumID(), in.Kind); err != nil {
		return nil, err
	}
	data, err := sheet.FromForm(in.ContentType, in.RawBody)
	if err != nil {
		return nil, err
	}
	p, err := s.Preview(ctx, in.ForumID(), in.Kind, data, token.Of(ctx))
	language := web.Language(in.Language)
	for _, faults := range [][]Fault{p.Errors, p.Warnings} {
		for i, f := range faults {
			faults[i].Detail, faults[i].Field = problem.Say(language, f.Code, f.args), web.FieldName(language, "/"+f.Column)
		}
	}
	for i, c := range p.Columns {
		p.Columns[i].Field = web.FieldName(language, "/"+c.Column)
	}
	return &previewOutput{p}, err
}

func (s *Store) apply(ctx context.Context, in *applyInput) (*applyOutput, error) {
	forumID, kind, err := s.Forum(ctx, in.Import.String())
	if err != nil {
		return nil, err
	}
	if err := may(ctx, forumID, kind); err != nil {
		return nil, err
	}
	var without []int
	if in.Body != nil {
		without = in.Body.LeaveOut
	}
	applied, err := s.Apply(ctx, in.Import.String(), without, token.Of(ctx))
	return &applyOutput{Applied{applied}}, err
}
