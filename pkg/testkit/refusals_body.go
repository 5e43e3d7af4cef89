package testkit

import (
	"encoding/json"
	"fmt"
	"iter"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/shanyraq/shanyraq/pkg/web"
)

var inBraces = regexp.MustCompile(`\{(\w+)\}`)

// named are the names of a path's parameters.
func (r *refusals) named(path string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, m := range inBraces.FindAllStringSubmatch(path, -1) {
			if !yield(m[1]) {
				return
			}
		}
	}
}

// fill puts values into a path: those given, else the sample's, else some id.
func (r *refusals) fill(path string, given map[string]string) string {
	return inBraces.ReplaceAllStringFunc(path, func(braced string) string {
		name := strings.Trim(braced, "{}")
		if v, ok := given[name]; ok {
			return v
		}
		if v, ok := r.params[name]; ok {
			return v
		}
		return someone()
	})
}

// query has the parameters that the operation needs, and one more.
func (r *refusals) query(op operation, name, value string) string {
	q := url.Values{}
	for _, p := range op.Parameters {
		if p.In == "query" && p.Required {
			q.Set(p.Name, fmt.Sprint(r.value(p.Schema)))
		}
	}
	if name != "" {
		q.Set(name, value)
	}
	return "?" + q.Encode()
}

// body is the media type and schema of an operation's body.
func (r *refusals) body(op operation) (string, *schema) {
	for media, content := range op.RequestBody.Content {
		return media, content.Schema
	}
	return "application/json", &schema{}
}

func (r *refusals) contentType(op operation) string {
	if op.RequestBody == nil {
		return "application/json"
	}
	media, _ := r.body(op)
	if media != "application/json" {
		media += "; boundary=x"
	}
	return media
}

// sample is a body with all that is needed and nothing more.
func (r *refusals) sample(op operation) []byte {
	if op.RequestBody == nil {
		return nil
	}
	media, s := r.body(op)
	if media != "application/json" {
		return []byte("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\na\r\n--x--\r\n")
	}
	data, _ := json.Marshal(r.object(s)) // our own values
	return data
}

func (r *refusals) huge(media string) []byte {
	if media == "application/json" {
		return []byte(`{"a":"` + strings.Repeat("x", web.BodyLimit) + `"}`)
	}
	return []byte(strings.Repeat("x", 20<<20))
}

func (r *refusals) deref(s *schema) *schema {
	for s != nil && s.Ref != "" {
		s = r.doc.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]]
	}
	if s == nil {
		return &schema{}
	}
	return s
}

func (r *refusals) object(s *schema) map[string]any {
	s = r.deref(s)
	o := map[string]any{}
	for _, field := range s.Required {
		o[field] = r.value(s.Properties[field])
	}
	return o
}

func (s *schema) types() []string {
	switch t := s.Type.(type) {
	case string:
		return []string{t}
	case []any:
		all := make([]string, len(t))
		for i, name := range t {
			all[i] = fmt.Sprint(name)
		}
		return all
	}
	return nil
}

func (s *schema) is(kind string) bool { return slices.Contains(s.types(), kind) }

// value is something that the schema admits.
func (r *refusals) value(s *schema) any {
	s = r.deref(s)
	switch {
	case len(s.Enum) > 0:
		return s.Enum[0]
	case s.is("string"):
		return s.word()
	case s.is("integer"), s.is("number"):
		if s.Minimum != nil {
			return *s.Minimum
		}
		return 1
	case s.is("boolean"):
		return false
	case s.is("array"):
		items := []any{}
		for range s.MinItems {
			items = append(items, r.value(s.Items))
		}
		return items
	case s.is("object"):
		return r.object(s)
	}
	return nil
}

func (s *schema) word() string {
	switch s.Format {
	case "uuid":
		return someone()
	case "date":
		return "2022-06-08"
	case "date-time":
		return "2022-06-08T09:30:00Z"
	case "email":
		return "a@example.kz"
	case "uri":
		return "https://example.kz/"
	}
	if s.Pattern != "" {
		pattern := regexp.MustCompile(s.Pattern)
		for _, candidate := range []string{"a", "A", "1", "ecology", "KZ-75", "2022-06-08", "12345678", "0000-0000-00"} {
			if pattern.MatchString(candidate) {
				return candidate
			}
		}
	}
	return strings.Repeat("a", max(1, s.MinLength))
}

// admits tells whether the schema may take a value of a wrong-looking type; when
// in doubt it does, and the value is not tried.
func (r *refusals) admits(s *schema, v any) bool {
	s = r.deref(s)
	if len(s.types()) == 0 {
		return true
	}
	switch v := v.(type) {
	case bool:
		return s.is("boolean")
	case float64:
		return s.is("number")
	case string:
		if s.Pattern != "" {
			return regexp.MustCompile(s.Pattern).MatchString(v)
		}
		return s.is("string") && len(s.Enum) == 0 && s.Format == ""
	case []any:
		return s.is("array") && r.admits(s.Items, 1.5)
	default:
		// A map of something takes any name, an object with members does not.
		return s.is("object") && s.AdditionalProperties != false
	}
}

func must(data []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return data
}
