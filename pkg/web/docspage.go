package web

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/shanyraq/shanyraq/pkg/web/look"
)

var (
	//go:embed docspage.html
	docsHTML string
	//go:embed docspage.css
	docsOwn string
	docsCSS = string(look.CSS) + docsOwn

	docsPage = template.Must(template.New("docs").Funcs(template.FuncMap{
		"style": func() template.CSS { return template.CSS(docsCSS) }, //nolint:gosec // our own file
	}).Parse(docsHTML))
)

// DocsPage serves an OpenAPI 3.1 document as one page for people: made once,
// without scripts, printable. Its own policy lets in its own style and nothing
// else. It wants the document at openapi.json beside it.
func DocsPage(openapi []byte) (http.Handler, error) {
	var doc apiDocument
	if err := json.Unmarshal(openapi, &doc); err != nil {
		return nil, fmt.Errorf("reading the API document: %w", err)
	}
	var page bytes.Buffer
	if err := docsPage.Execute(&page, &doc); err != nil {
		return nil, fmt.Errorf("writing the API page: %w", err)
	}
	hash := sha256.Sum256([]byte(docsCSS))
	policy := "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
		"style-src 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'"
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", policy)
		_, _ = w.Write(page.Bytes())
	}), nil
}

// apiDocument is what the page shows of an OpenAPI document.
type apiDocument struct {
	Info       struct{ Title, Version, Description string }
	Paths      map[string]map[string]apiOperation
	Components struct{ Schemas map[string]*apiSchema }
}

type apiOperation struct {
	Method, Path         string `json:"-"`
	Summary, Description string
	OperationID          string
	Tags                 []string
	Security             []map[string][]string
	Parameters           []struct {
		Name, In, Description string
		Required              bool
		Schema                *apiSchema
	}
	RequestBody *apiContent
	Responses   map[string]*apiContent
}

type apiContent struct {
	Description string
	Content     map[string]struct{ Schema *apiSchema }
}

type apiSchema struct {
	Ref                  string `json:"$ref"`
	Type                 any    // a name, or a list of names
	Format, Description  string
	Enum                 []any
	Default              any
	Items                *apiSchema
	Properties           map[string]*apiSchema
	AdditionalProperties any
	Required             []string
	MinLength, MaxLength *int
	MinItems, MaxItems   *int
	Minimum, Maximum     *float64
	OneOf, AnyOf         []*apiSchema
}

// Services groups the operations by their first tag.
func (d *apiDocument) Services() map[string][]apiOperation {
	services := map[string][]apiOperation{}
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		for _, method := range []string{"get", "post", "put", "patch", "delete"} {
			op, ok := d.Paths[path][method]
			if !ok {
				continue
			}
			op.Method, op.Path = strings.ToUpper(method), path
			service := "other"
			if len(op.Tags) > 0 {
				service = op.Tags[0]
			}
			services[service] = append(services[service], op)
		}
	}
	return services
}

// ID is the anchor of an operation.
func (o apiOperation) ID() string {
	if o.OperationID != "" {
		return o.OperationID
	}
	return strings.ToLower(o.Method) + strings.NewReplacer("/", "-", "{", "", "}", "").Replace(o.Path)
}

// Short is the path below the service's own.
func (o apiOperation) Short() string {
	if len(o.Tags) > 0 {
		return strings.TrimPrefix(o.Path, "/api/"+o.Tags[0])
	}
	return o.Path
}

// Bodies are the schemas of a request or response, by media type.
func (c *apiContent) Bodies() map[string]*apiSchema {
	bodies := map[string]*apiSchema{}
	for media, m := range c.Content {
		if m.Schema != nil {
			bodies[media] = m.Schema
		}
	}
	return bodies
}

// apiField is one property of an object.
type apiField struct {
	Name     string
	Required bool
	Schema   *apiSchema
}

// Fields are an object's properties, the required ones first.
func (s *apiSchema) Fields() []apiField {
	var fields []apiField
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		fields = append(fields, apiField{name, slices.Contains(s.Required, name), s.Properties[name]})
	}
	slices.SortStableFunc(fields, func(a, b apiField) int {
		switch {
		case a.Required == b.Required:
			return 0
		case a.Required:
			return -1
		}
		return 1
	})
	return fields
}

// Link is the name of the schema referred to, "" for none.
func (s *apiSchema) Link() string { return s.Ref[strings.LastIndex(s.Ref, "/")+1:] }

// Kind is the type in words: "string (uuid) or null".
func (s *apiSchema) Kind() string {
	var names []string
	switch t := s.Type.(type) {
	case string:
		names = []string{t}
	case []any:
		for _, n := range t {
			names = append(names, fmt.Sprint(n))
		}
	}
	if s.Format != "" && len(names) > 0 {
		names[0] += " (" + s.Format + ")"
	}
	return strings.Join(names, " or ")
}

// OrNull tells whether null is allowed instead.
func (s *apiSchema) OrNull() bool {
	names, _ := s.Type.([]any)
	return slices.Contains(names, any("null"))
}

// Limits are the bounds and allowed values in words.
func (s *apiSchema) Limits() []string {
	var limits []string
	bounds := func(low, high, unit string) {
		if low != "" || high != "" {
			limits = append(limits, strings.TrimSpace(low+"…"+high+" "+unit))
		}
	}
	bounds(number(s.MinLength), number(s.MaxLength), "characters")
	bounds(number(s.MinItems), number(s.MaxItems), "items")
	bounds(number(s.Minimum), number(s.Maximum), "")
	for _, v := range s.Enum {
		limits = append(limits, fmt.Sprintf("%q", fmt.Sprint(v)))
	}
	if s.Default != nil {
		limits = append(limits, fmt.Sprintf("default %v", s.Default))
	}
	return limits
}

func number[T int | float64](n *T) string {
	if n == nil {
		return ""
	}
	return fmt.Sprint(*n)
}
