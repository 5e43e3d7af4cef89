package intake

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/suggestion"
)

// Files are brought in by the secretariat and the organisers of the forum.
var importers = []string{"secretary", "organiser"}

// Routes registers the routes of imports.
func Routes(api huma.API, s *Store) {
	r := &routes{s}
	huma.Post(api, "/forums/{forum}/imports", r.read, web.Created, web.Bodies(MaxFile+64<<10))
	huma.Post(api, "/forums/{forum}/imports/{id}/apply", r.apply)
	describeFile(api.OpenAPI())
}

type routes struct{ store *Store }

// describeFile tells the API document what the handler reads by itself.
func describeFile(doc *huma.OpenAPI) {
	for path, item := range doc.Paths {
		if !strings.HasSuffix(path, "/forums/{forum}/imports") {
			continue
		}
		item.Post.RequestBody.Content["multipart/form-data"] = &huma.MediaType{Schema: &huma.Schema{
			Type: huma.TypeObject, Required: []string{"file"},
			Properties: map[string]*huma.Schema{"file": {
				Type: huma.TypeString, ContentEncoding: "binary",
				Description: "CSV (UTF-8, UTF-16 or windows-1251; comma, semicolon or tab) or XLSX (first sheet) with the column text and any of id, language, theme, source, source_number, received_on; headings in Kazakh, Russian or English",
			}},
		}}
	}
}

type readInput struct {
	Forum       string                `path:"forum" format:"uuid"`
	Accept      string                `header:"Accept-Language" hidden:"true"`
	ContentType string                `header:"Content-Type" hidden:"true"`
	Language    string                `query:"language" enum:"kk,ru,en,mixed" doc:"For lines that name none"`
	Theme       suggestion.OptionalID `query:"theme_id" doc:"For lines that name none"`
	Source      string                `query:"source" enum:"call_centre,city_application,social_network,other" default:"other" doc:"For lines that name none"`
	RawBody     []byte                `contentType:"multipart/form-data"`
}

type readOutput struct{ Body SuggestionImport }

// SuggestionImport shows what a file holds before anything of it is stored.
type SuggestionImport struct {
	ID     string                  `json:"id"`
	Kind   string                  `json:"kind" enum:"suggestions"`
	Rows   int                     `json:"rows" doc:"Lines with content, without the heading"`
	Ready  int                     `json:"ready" doc:"Lines that will be stored"`
	Known  int                     `json:"known" doc:"Lines that are stored already"`
	Errors []SuggestionImportError `json:"errors" nullable:"false"`
	Sample []Line                  `json:"sample" nullable:"false" doc:"The first lines that will be stored"`
}

// SuggestionImportError is why a line will not be stored, in the caller's language.
type SuggestionImportError struct {
	Line   int    `json:"line"`
	Column string `json:"column"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// sampleSize is how many lines the preview shows.
const sampleSize = 10

func (r *routes) read(ctx context.Context, in *readInput) (*readOutput, error) {
	forum, caller, err := admit(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	data, err := file(in.ContentType, in.RawBody)
	if err != nil {
		return nil, err
	}
	d := Defaults{Language: in.Language, Source: in.Source}
	if in.Theme != "" {
		u, err := uuid.Parse(string(in.Theme))
		if err != nil {
			return nil, problem.InvalidField("query.theme_id", "want_uuid")
		}
		d.ThemeID = u.String()
	}
	i, err := r.store.Read(ctx, forum, caller.Subject, data, d)
	if err != nil {
		return nil, err
	}
	return &readOutput{preview(i, web.Language(in.Accept))}, nil
}

func preview(i *Import, language string) SuggestionImport {
	p := SuggestionImport{
		ID: i.ID, Kind: "suggestions", Rows: i.Rows, Ready: len(i.Lines), Known: i.Known,
		Errors: make([]SuggestionImportError, len(i.Faults)), Sample: i.Lines[:min(len(i.Lines), sampleSize)],
	}
	slices.SortStableFunc(i.Faults, func(a, b Fault) int { return cmp.Compare(a.Line, b.Line) })
	for n, f := range i.Faults {
		p.Errors[n] = SuggestionImportError{Line: f.Line, Column: f.Column, Code: f.Code, Detail: f.say(language)}
	}
	return p
}

type applyInput struct {
	Forum string `path:"forum" format:"uuid"`
	ID    string `path:"id" format:"uuid"`
}

type applyOutput struct{ Body *Applied }

func (r *routes) apply(ctx context.Context, in *applyInput) (*applyOutput, error) {
	forum, caller, err := admit(ctx, in.Forum)
	if err != nil {
		return nil, err
	}
	id, err := uuid.Parse(in.ID)
	if err != nil {
		return nil, problem.NotFound("import_not_found")
	}
	done, err := r.store.Apply(ctx, forum, id.String(), caller.Subject)
	if err != nil {
		return nil, err
	}
	return &applyOutput{done}, nil
}

func admit(ctx context.Context, forum string) (string, token.Caller, error) {
	id, err := uuid.Parse(forum)
	if err != nil {
		return "", token.Caller{}, problem.InvalidField("path.forum", "want_uuid")
	}
	caller, err := token.Require(ctx, id.String(), importers...)
	return id.String(), caller, err
}

// file takes the file out of a form, or is the body itself.
func file(contentType string, body []byte) ([]byte, error) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil || !strings.HasPrefix(kind, "multipart/") {
		return body, nil //nolint:nilerr // no kind of content: the body is the file itself
	}
	form := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, problem.InvalidField("/file", "required", "field", "file")
		}
		if err != nil {
			return nil, problem.Invalid("import_unreadable").Because(err)
		}
		if part.FormName() != "file" {
			continue
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, problem.Invalid("import_unreadable").Because(err)
		}
		return data, nil
	}
}
