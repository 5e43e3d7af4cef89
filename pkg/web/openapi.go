package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// OpenAPI is an API's document as stable, indented JSON.
func OpenAPI(api huma.API) ([]byte, error) {
	raw, err := json.Marshal(api.OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("describing the API: %w", err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		return nil, fmt.Errorf("describing the API: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// MergeOpenAPI joins the services' documents into one. Schemas keep their names
// when only one service has the name or all mean the same; a name with two
// meanings is an error, to be mended by renaming one type.
func MergeOpenAPI(title string, docs ...[]byte) ([]byte, error) {
	merged := map[string]any{}
	for _, doc := range docs {
		var d map[string]any
		if err := json.Unmarshal(doc, &d); err != nil {
			return nil, fmt.Errorf("merging API documents: %w", err)
		}
		if len(merged) == 0 {
			merged = d
			continue
		}
		maps.Copy(object(merged, "paths"), object(d, "paths"))
		for kind := range object(d, "components") {
			into := object(object(merged, "components"), kind)
			for name, schema := range object(object(d, "components"), kind) {
				if before, ok := into[name]; ok && !same(before, schema) {
					return nil, fmt.Errorf("merging API documents: %s %q has two meanings", kind, name)
				}
				into[name] = schema
			}
		}
	}
	if info := object(merged, "info"); len(docs) > 0 {
		info["title"], info["description"] = title, "All services of "+title+" in one document."
	}
	return json.MarshalIndent(merged, "", "  ")
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
