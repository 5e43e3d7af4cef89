package web

import "github.com/danielgtaylor/huma/v2"

// OneOf is the schema of a word that is one of several, for types whose words are
// data: a tag cannot list them.
func OneOf(words ...string) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, w := range words {
		s.Enum = append(s.Enum, w)
	}
	return s
}
