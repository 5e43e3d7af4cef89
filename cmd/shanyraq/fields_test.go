package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/pkg/web"
)

// Whatever a refusal points at has a name that people know, and no text comes in
// without a limit to its length.
func TestFieldsOfRequestsAreNamedAndBounded(t *testing.T) {
	house := testkit.NewHouse(t)
	services, _, err := newServices(t.Context(), house.Host, make([]byte, 32), true)
	if err != nil {
		t.Fatal(err)
	}
	house.Serve(t, services...)
	seen := 0
	for _, s := range services {
		data, err := s.OpenAPI()
		if err != nil {
			t.Fatal(err)
		}
		var doc document
		if err := json.Unmarshal(data, &doc); err != nil {
			t.Fatal(err)
		}
		doc.fields(func(where, name string, of schema) {
			seen++
			if !web.FieldNamed(name) {
				t.Errorf("%s: %q has no name in pkg/words/languages/*/fields.json", where, name)
			}
			if !of.bounded() && name != "tags" { // a tag has its limits in the slice tag, with a sentence of its own

				t.Errorf("%s: %q may be of any length", where, name)
			}
		})
	}
	if seen < 500 {
		t.Errorf("only %d fields were looked at", seen)
	}
}

type schema struct {
	Ref                  string `json:"$ref"`
	Type                 any
	Format, Pattern      string
	ContentEncoding      string
	MaxLength            int
	Enum                 []any
	Properties           map[string]schema
	Items                *schema
	AdditionalProperties any
}

// bounded is true of all but free text without a limit. An id, a date and an
// address are of a form that bounds them.
func (s schema) bounded() bool {
	is := func(t any) bool { return t == "string" }
	text := is(s.Type)
	if several, ok := s.Type.([]any); ok {
		text = slices.ContainsFunc(several, is)
	}
	return !text || s.MaxLength > 0 || strings.HasSuffix(s.Pattern, "$") && !strings.ContainsAny(s.Pattern, "*+") || len(s.Enum) > 0 || s.ContentEncoding != "" ||
		slices.Contains([]string{"uuid", "date", "date-time", "binary"}, s.Format)
}

type document struct {
	Paths map[string]map[string]struct {
		Parameters []struct {
			Name, In string
			Schema   schema
		}
		RequestBody struct {
			Content map[string]struct{ Schema schema }
		}
	}
	Components struct{ Schemas map[string]schema }
}

// fields tells every parameter and every member of a body.
func (d document) fields(tell func(where, name string, of schema)) {
	for path, operations := range d.Paths {
		for method, o := range operations {
			where := strings.ToUpper(method) + " " + path
			for _, p := range o.Parameters {
				if p.In == "header" || p.In == "cookie" {
					p.Schema.MaxLength = 1 << 20 // the server takes no longer headers
				}
				tell(where, p.Name, d.follow(p.Schema))
			}
			for _, c := range o.RequestBody.Content {
				d.members(c.Schema, nil, func(name string, of schema) { tell(where, name, of) })
			}
		}
	}
}

func (d document) follow(s schema) schema {
	if s.Ref != "" {
		return d.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]]
	}
	return s
}

func (d document) members(s schema, within []string, tell func(string, schema)) {
	if s.Ref != "" && slices.Contains(within, s.Ref) {
		return
	}
	within, s = append(within, s.Ref), d.follow(s)
	for name, of := range s.Properties {
		tell(name, d.follow(of))
		if of := d.follow(of); of.Items != nil {
			tell(name, d.follow(*of.Items))
		}
		d.members(of, within, tell)
	}
	if s.Items != nil {
		d.members(*s.Items, within, tell)
	}
}
