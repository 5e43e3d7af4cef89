package web

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

// What a request may leave out is all there in an answer, and what is a pointer
// may be null; a thing that is sent as well as answered keeps to the request.
func TestAnswersAreDescribedAsTheyCome(t *testing.T) {
	type part struct {
		Name string `json:"name"`
	}
	type both struct {
		Size int `json:"size" required:"false"`
	}
	type answer struct {
		Title string `json:"title" required:"false"`
		Note  string `json:"note,omitempty"`
		Part  *part  `json:"part"`
		Both  both   `json:"both"`
	}
	api := NewAPI(http.NewServeMux(), "test", "Things.")
	huma.Post(api, "/things", func(context.Context, *struct{ Body both }) (*struct{ Body answer }, error) { return nil, nil }, Public)
	raw, err := OpenAPI(api)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Components struct {
			Schemas map[string]struct {
				Required   []string
				Properties map[string]struct {
					OneOf []map[string]string
				}
			}
		}
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	whole, shared := doc.Components.Schemas["Answer"], doc.Components.Schemas["Both"]
	slices.Sort(whole.Required)
	if !slices.Equal(whole.Required, []string{"both", "part", "title"}) || len(shared.Required) > 0 {
		t.Errorf("an answer has %v, what is sent as well %v", whole.Required, shared.Required)
	}
	if of := whole.Properties["part"].OneOf; len(of) != 2 || of[0]["$ref"] != "#/components/schemas/Part" || of[1]["type"] != "null" {
		t.Errorf("the part is %v", of)
	}
}
