package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// OpenAPI is an API's document as stable, indented JSON.
func OpenAPI(api huma.API) ([]byte, error) {
	raw, err := json.Marshal(api.OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("describing the API: %w", err)
	}
	var doc map[string]any
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, fmt.Errorf("describing the API: %w", err)
	}
	describeAnswers(doc, api.OpenAPI().Components.Schemas)
	openToLanguages(doc)
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return nil, fmt.Errorf("describing the API: %w", err)
	}
	return out.Bytes(), nil
}

// Described is one service's document.
type Described struct {
	Service string
	OpenAPI []byte
}

// MergeOpenAPI joins the services' documents into one. A schema whose name has
// another meaning in an earlier document gets its service's name in front.
func MergeOpenAPI(title string, docs ...Described) ([]byte, error) {
	merged := map[string]any{}
	for _, doc := range docs {
		d, err := parseWithout(doc, object(object(merged, "components"), "schemas"))
		if err != nil {
			return nil, fmt.Errorf("merging the API document of %s: %w", doc.Service, err)
		}
		maps.Copy(object(merged, "paths"), object(d, "paths"))
		for kind := range object(d, "components") {
			maps.Copy(object(object(merged, "components"), kind), object(object(d, "components"), kind))
		}
		for _, once := range []string{"openapi", "info"} {
			merged[once] = d[once]
		}
	}
	info := object(merged, "info")
	info["title"], info["description"] = title, "All services of "+title+" in one document."
	return json.MarshalIndent(merged, "", "  ")
}

// parseWithout reads a document and renames its schemas that clash with those
// taken.
func parseWithout(doc Described, taken map[string]any) (map[string]any, error) {
	var d map[string]any
	if err := json.Unmarshal(doc.OpenAPI, &d); err != nil {
		return nil, err
	}
	schemas, text := object(object(d, "components"), "schemas"), doc.OpenAPI
	clash := false
	for name, schema := range schemas {
		if before, ok := taken[name]; ok && !same(before, schema) {
			clash = true
			own := strings.ToUpper(doc.Service[:1]) + doc.Service[1:] + name
			text = bytes.ReplaceAll(text, []byte(`"#/components/schemas/`+name+`"`), []byte(`"#/components/schemas/`+own+`"`))
			text = bytes.ReplaceAll(text, []byte(`"`+name+`": {`), []byte(`"`+own+`": {`))
		}
	}
	if !clash {
		return d, nil
	}
	d = nil
	err := json.Unmarshal(text, &d)
	return d, err
}

func object(in map[string]any, key string) map[string]any {
	if o, ok := in[key].(map[string]any); ok {
		return o
	}
	o := map[string]any{}
	in[key] = o
	return o
}

func same(a, b any) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return bytes.Equal(x, y)
}

// ServeJSON serves a document.
func ServeJSON(doc []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write(doc)
	}
}
