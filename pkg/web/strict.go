package web

import (
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

const anyQueryKey = "any query"

// AnyQuery lets an operation be called with query parameters that it does not
// know: by an identity provider, or from a letter.
func AnyQuery(op *huma.Operation) {
	if op.Metadata == nil {
		op.Metadata = map[string]any{}
	}
	op.Metadata[anyQueryKey] = true
}

// unknownQuery is the problem of query parameters that the operation does not
// know, nil without: a filter that is misspelt and ignored would show everything.
func unknownQuery(ctx huma.Context) *Document {
	op, u := ctx.Operation(), ctx.URL()
	if u.RawQuery == "" || op.Metadata[anyQueryKey] != nil {
		return nil
	}
	var unknown []string
	for name := range u.Query() {
		if !slices.ContainsFunc(op.Parameters, func(p *huma.Param) bool { return p.In == "query" && p.Name == name }) {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	slices.Sort(unknown)
	lang := Language(ctx.Header("Accept-Language"))
	d := problemOf(ctx, http.StatusBadRequest)
	for _, name := range unknown {
		d.Errors = append(d.Errors, DocumentField{Pointer: "query." + name, Code: "unknown_parameter", Detail: problem.Say(lang, "unknown_parameter", nil)})
	}
	return d
}

// unknownMedia is the problem of a body that is neither JSON nor the form that
// the operation takes, nil without. A body that does not say what it is passes
// for what is taken, and a picture is looked at itself.
func unknownMedia(ctx huma.Context) *Document {
	op, body := ctx.Operation(), ctx.BodyReader()
	media, _, err := mime.ParseMediaType(ctx.Header("Content-Type"))
	if op.RequestBody == nil || body == nil || body == http.NoBody || ctx.Header("Content-Type") == "" {
		return nil
	}
	for taken := range op.RequestBody.Content {
		if err == nil && media == taken || strings.HasPrefix(taken, "image/") {
			return nil
		}
	}
	return problemOf(ctx, http.StatusUnsupportedMediaType)
}

func problemOf(ctx huma.Context, status int) *Document {
	d := document(Language(ctx.Header("Accept-Language")), status, "", nil)
	d.RequestID = RequestID(ctx.Context())
	return d
}
