package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

type Colour string

func (Colour) Values() []string { return []string{"red", "blue"} }

// A list of words is one schema of its own, wherever it stands, and a word that
// is not on it is refused.
func TestListsOfWords(t *testing.T) {
	type thing struct {
		Colour Colour            `json:"colour"`
		Others []Colour          `json:"others" nullable:"false"`
		Maybe  *Colour           `json:"maybe,omitempty"`
		ByName map[string]Colour `json:"by_name,omitempty"`
	}
	mux := http.NewServeMux()
	api := NewAPI(mux, "test", "Things.")
	huma.Post(api, "/things", func(_ context.Context, in *struct {
		Of   Colour   `query:"of" default:"red"`
		Some []Colour `query:"some"`
		Body thing
	}) (*struct{ Body []Colour }, error) {
		return &struct{ Body []Colour }{append(in.Some, in.Of)}, nil
	}, Public)

	raw, err := OpenAPI(api)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Components struct {
			Schemas map[string]struct {
				Enum       []string
				Properties map[string]json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	if list := doc.Components.Schemas["Colour"]; strings.Join(list.Enum, " ") != "red blue" {
		t.Errorf("the list is %+v", list)
	}
	for name, property := range doc.Components.Schemas["Thing"].Properties {
		if !strings.Contains(string(property), `"#/components/schemas/Colour"`) {
			t.Errorf("%s is %s", name, property)
		}
	}

	for body, want := range map[string]int{
		`{"colour":"red","others":["blue"]}`:                       http.StatusOK,
		`{"colour":"green","others":[]}`:                           http.StatusUnprocessableEntity,
		`{"colour":"red","others":["green"]}`:                      http.StatusUnprocessableEntity,
		`{"colour":"red","others":[],"maybe":"green"}`:             http.StatusUnprocessableEntity,
		`{"colour":"red","others":[],"by_name":{"grass":"green"}}`: http.StatusUnprocessableEntity,
		`{"colour":"red","others":[],"by_name":{"sky":"blue"}}`:    http.StatusOK,
		`{"colour":"","others":[]}`:                                http.StatusUnprocessableEntity,
		`{"colour":"red","others":[],"maybe":"blue","by_name":{}}`: http.StatusOK,
	} {
		if got := post(mux, "/api/test/things", body); got.Code != want {
			t.Errorf("%s: %d, want %d: %s", body, got.Code, want, got.Body)
		}
	}
	good := `{"colour":"red","others":[]}`
	for query, want := range map[string]string{"": `["red"]`, "?of=blue&some=red,blue": `["red","blue","blue"]`} {
		if got := post(mux, "/api/test/things"+query, good); strings.TrimSpace(got.Body.String()) != want {
			t.Errorf("%q: %s, want %s", query, got.Body, want)
		}
	}
	for _, query := range []string{"?of=green", "?some=red,green"} {
		if got := post(mux, "/api/test/things"+query, good); got.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", query, got.Code)
		}
	}
}

func post(h http.Handler, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	return rec
}
