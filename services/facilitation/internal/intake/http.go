package intake

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text/sheet"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/access"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
)

// Routes registers the routes of imports. Files are brought in by the secretariat
// and the organisers of the forum.
func Routes(api huma.API, s *Store) {
	r := &routes{s}
	huma.Post(api, "/forums/{forum}/imports", r.read, web.Created, web.Bodies(sheet.MaxFile+64<<10), web.Roles(access.Desk...))
	huma.Post(api, "/forums/{forum}/imports/{id}/apply", r.apply, web.Roles(access.Desk...))
	huma.Post(api, "/forums/{forum}/imports/{id}/undo", r.undo, web.Roles(access.Desk...))
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
				Description: "CSV (UTF-8, UTF-16 or windows-1251; comma, semicolon, tab or bar) or XLSX (the sheet that is shown) with the column text and any of id, language, theme, source, source_number, received_on; headings in Kazakh, Russian or English",
			}},
		}}
	}
}

type readInput struct {
	Forum       string           `path:"forum" format:"uuid"`
	Accept      string           `header:"Accept-Language" hidden:"true"`
	ContentType string           `header:"Content-Type" hidden:"true"`
	Language    string           `query:"language" format:"speech" doc:"For lines that name none"`
	Theme       given.OptionalID `query:"theme_id" doc:"For lines that name none"`
	Source      string           `query:"source" enum:"call_centre,city_application,social_network,other" default:"other" doc:"For lines that name none"`
	RawBody     []byte           `contentType:"multipart/form-data"`
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

	Columns        []sheet.Column `json:"columns" nullable:"false" doc:"The columns that were understood, in the order of the file"`
	IgnoredColumns []string       `json:"ignored_columns" nullable:"false" doc:"Headings that mean nothing here"`

	Warnings []SuggestionImportError `json:"warnings" nullable:"false" doc:"Of lines that will be stored all the same"`
	Alike    []Alike                 `json:"alike" nullable:"false" doc:"Lines that may say the same as another; they will be stored unless apply leaves them out"`
}

// SuggestionImportError is why a line will not be stored, in the caller's language.
type SuggestionImportError struct {
	Line   int    `json:"line"`
	Column string `json:"column" doc:"Empty when it is the line as a whole"`
	Field  string `json:"field" doc:"What the caller's language calls the column"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// sampleSize is how many lines the preview shows.
const sampleSize = 10

func (r *routes) read(ctx context.Context, in *readInput) (*readOutput, error) {
	forum, err := forumID(in.Forum)
	if err != nil {
		return nil, err
	}
	data, err := sheet.FromForm(in.ContentType, in.RawBody)
	if err != nil {
		return nil, err
	}
	d := Defaults{Language: in.Language, ThemeID: string(in.Theme), Source: in.Source}
	i, err := r.store.Read(ctx, forum, token.Of(ctx).Subject, data, d)
	if err != nil {
		return nil, err
	}
	return &readOutput{preview(i, web.Language(in.Accept))}, nil
}

func preview(i *Import, language string) SuggestionImport {
	p := SuggestionImport{
		ID: i.ID, Kind: "suggestions", Rows: i.Rows, Ready: len(i.Lines), Known: i.Known,
		Errors: say(i.Faults, language), Warnings: say(i.Warnings, language),
		Alike: append([]Alike{}, i.Alike[:min(len(i.Alike), maxFaults)]...), Sample: i.Lines[:min(len(i.Lines), sampleSize)],
		Columns: i.Columns, IgnoredColumns: i.Ignored,
	}
	for n, c := range p.Columns {
		p.Columns[n].Field = web.FieldName(language, "/"+c.Column)
	}
	return p
}

// maxFaults are told of one file, and as many pairs.
const maxFaults = 1000

func say(faults []Fault, language string) []SuggestionImportError {
	slices.SortStableFunc(faults, func(a, b Fault) int { return cmp.Compare(a.Line, b.Line) })
	faults = faults[:min(len(faults), maxFaults)]
	said := make([]SuggestionImportError, len(faults))
	for n, f := range faults {
		said[n] = SuggestionImportError{Line: f.Line, Column: f.Column, Field: web.FieldName(language, "/"+f.Column), Code: f.Code, Detail: f.say(language)}
	}
	return said
}

// InImport is the path of what is done with one import.
type InImport struct {
	Forum string `path:"forum" format:"uuid"`
	ID    string `path:"id" format:"uuid"`
}

func (in InImport) ids() (forum, id string, err error) {
	if forum, err = forumID(in.Forum); err != nil {
		return "", "", err
	}
	u, err := uuid.Parse(in.ID)
	if err != nil {
		return "", "", problem.NotFound("import_not_found")
	}
	return forum, u.String(), nil
}

type applyInput struct {
	InImport
	Body *struct {
		LeaveOut []int `json:"leave_out,omitempty" maxItems:"10000" doc:"Lines that are not to be stored, of those that may say the same as another"`
	}
}

type applyOutput struct{ Body *Applied }

func (r *routes) apply(ctx context.Context, in *applyInput) (*applyOutput, error) {
	forum, id, err := in.ids()
	if err != nil {
		return nil, err
	}
	var without []int
	if in.Body != nil {
		without = in.Body.LeaveOut
	}
	done, err := r.store.Apply(ctx, forum, id, token.Of(ctx).Subject, without)
	if err != nil {
		return nil, err
	}
	return &applyOutput{done}, nil
}

type undoOutput struct{ Body *Undone }

func (r *routes) undo(ctx context.Context, in *InImport) (*undoOutput, error) {
	forum, id, err := in.ids()
	if err != nil {
		return nil, err
	}
	done, err := r.store.Undo(ctx, forum, id, token.Of(ctx).Subject)
	return &undoOutput{done}, err
}

func forumID(named string) (string, error) {
	id, err := uuid.Parse(named)
	if err != nil {
		return "", problem.InvalidField("path.forum", "want_uuid")
	}
	return id.String(), nil
}
