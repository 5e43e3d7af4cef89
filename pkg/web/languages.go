package web

import (
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/pkg/words"
)

// In the types of requests and answers no language is listed: a field with the
// format "language" holds the code of one, a field with the format "speech" may
// hold "mixed" as well, and an object with members kk and ru is a text, which may
// be worded in every other language too.
const (
	formatLanguage = "language"
	formatSpeech   = "speech"
	mixed          = "mixed"
)

// official are the two members by which a text is known.
var official = []string{"kk", "ru"}

// nameLanguages lets the schemas of an operation take the languages that there
// are, and no other word.
func nameLanguages(api *huma.OpenAPI, op *huma.Operation) {
	for _, p := range op.Parameters {
		namedIn(p.Schema)
	}
	for _, s := range api.Components.Schemas.Map() {
		namedIn(s)
	}
}

func namedIn(s *huma.Schema) {
	if s == nil {
		return
	}
	if len(s.Enum) == 0 && (s.Format == formatLanguage || s.Format == formatSpeech) {
		for _, l := range words.Codes() {
			s.Enum = append(s.Enum, l)
		}
		if s.Format == formatSpeech {
			s.Enum = append(s.Enum, mixed)
		}
		s.PrecomputeMessages()
	}
	if isText(s.Properties) && len(s.Properties) == len(official) {
		for _, l := range words.Codes() {
			if s.Properties[l] == nil {
				s.Properties[l] = s.Properties[official[0]]
			}
		}
		s.PrecomputeMessages()
	}
	for _, p := range s.Properties {
		namedIn(p)
	}
	namedIn(s.Items)
}

// TextSchema is a text of which a request may leave out any language, under a name
// of its own in the document.
func TextSchema(r huma.Registry, name string, max int) *huma.Schema {
	if r.Map()[name] == nil {
		s := &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{}, AdditionalProperties: false}
		for _, l := range official {
			s.Properties[l] = &huma.Schema{Type: huma.TypeString, MaxLength: &max}
		}
		s.PrecomputeMessages()
		r.Map()[name] = s
	}
	return &huma.Schema{Ref: schemaRef + name}
}

func isText[S any](properties map[string]S) bool {
	for _, l := range official {
		if _, ok := properties[l]; !ok {
			return false
		}
	}
	return true
}

// openToLanguages takes the languages out of a document again: a client that was
// made of it goes on working when a language is added.
func openToLanguages(node any) {
	switch node := node.(type) {
	case []any:
		for _, v := range node {
			openToLanguages(v)
		}
	case map[string]any:
		if f := node["format"]; f == formatLanguage || f == formatSpeech {
			delete(node, "enum")
			node["pattern"] = map[any]string{formatLanguage: "^[a-z]{2,3}$", formatSpeech: "^([a-z]{2,3}|mixed)$"}[f]
		}
		if properties, ok := node["properties"].(map[string]any); ok && isText(properties) {
			for l, s := range properties {
				if !slices.Contains(official, l) {
					delete(properties, l)
					node["additionalProperties"] = s
				}
			}
		}
		for _, v := range node {
			openToLanguages(v)
		}
	}
}
