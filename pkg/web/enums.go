package web

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// enums is a registry of schemas that knows closed lists of words: types of
// strings that say which Values they have. Each is a schema of its own in the
// document, and what is not on the list is refused.
type enums struct {
	huma.Registry
	described map[reflect.Type]bool
}

func newEnums() huma.Registry {
	return enums{huma.NewMapRegistry(schemaRef, huma.DefaultSchemaNamer), map[reflect.Type]bool{}}
}

// MarshalJSON implements [json.Marshaler]: the registry is the document's schemas.
func (r enums) MarshalJSON() ([]byte, error) { return json.Marshal(r.Registry) }

// Schema implements [huma.Registry].
func (r enums) Schema(t reflect.Type, allowRef bool, hint string) *huma.Schema {
	s := r.Registry.Schema(t, allowRef, hint)
	if words := wordsOf(t); words != nil { // a parameter: its default and its like stand beside the list
		s.Enum = words
		s.PrecomputeMessages()
		return s
	}
	r.describe(t, s)
	return s
}

// describe puts the lists into the schema of t that was made without them.
func (r enums) describe(t reflect.Type, s *huma.Schema) {
	switch t.Kind() {
	case reflect.Pointer:
		r.describe(t.Elem(), s)
	case reflect.Slice:
		if s.Items != nil {
			s.Items = r.member(t.Elem(), s.Items)
		}
	case reflect.Map:
		if of, ok := s.AdditionalProperties.(*huma.Schema); ok {
			s.AdditionalProperties = r.member(t.Elem(), of)
		}
	case reflect.Struct:
		if s.Ref != "" {
			s = r.SchemaFromRef(s.Ref)
		}
		if r.described[t] || s == nil || s.Properties == nil {
			return
		}
		r.described[t] = true
		for _, f := range reflect.VisibleFields(t) {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if of, ok := s.Properties[name]; ok {
				s.Properties[name] = r.member(f.Type, of)
			}
		}
		s.PrecomputeMessages()
	default: // has no parts
	}
}

// member is the schema of a part: a reference where the part is on a list.
func (r enums) member(t reflect.Type, s *huma.Schema) *huma.Schema {
	words := wordsOf(t)
	if words == nil {
		r.describe(t, s)
		return s
	}
	if s.Nullable {
		s.Enum = append(words, nil)
		return s
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	list, ok := r.Map()[t.Name()]
	if !ok {
		list = &huma.Schema{Type: huma.TypeString, Enum: words}
		list.PrecomputeMessages()
		r.Map()[t.Name()] = list
	} else if list.Type != huma.TypeString {
		panic(fmt.Sprintf("%s is a list of words and another schema as well", t.Name()))
	}
	return &huma.Schema{Ref: schemaRef + t.Name(), Description: s.Description, Default: s.Default}
}

// wordsOf are the values of a list of words, nil of any other type.
func wordsOf(t reflect.Type) []any {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	list, ok := reflect.Zero(t).Interface().(interface{ Values() []string })
	if !ok || t.Kind() != reflect.String {
		return nil
	}
	var words []any
	for _, word := range list.Values() {
		words = append(words, word)
	}
	return words
}
