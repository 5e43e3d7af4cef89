package web

import (
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

const schemaRef = "#/components/schemas/"

// describeAnswers says in the document what holds of answers and not of requests,
// where one Go type may stand for both: all members are there but those with
// omitempty, and a pointer to a struct may be null.
func describeAnswers(doc map[string]any, types huma.Registry) {
	schemas := object(object(doc, "components"), "schemas")
	answered, asked := map[string]bool{}, map[string]bool{}
	for _, path := range object(doc, "paths") {
		for _, operation := range path.(map[string]any) {
			op, _ := operation.(map[string]any)
			reach(schemas, op["responses"], answered)
			reach(schemas, op["requestBody"], asked)
		}
	}
	for name := range answered {
		t := types.TypeFromRef(schemaRef + name)
		if asked[name] || t == nil || t.Kind() != reflect.Struct {
			continue
		}
		describeWhole(object(schemas, name), t)
	}
}

// describeWhole does so for one schema of an answer.
func describeWhole(schema map[string]any, t reflect.Type) {
	properties := object(schema, "properties")
	required, _ := schema["required"].([]any)
	for _, f := range reflect.VisibleFields(t) {
		name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		property, ok := properties[name].(map[string]any)
		if !ok || option == "omitempty" {
			continue
		}
		if !slices.Contains(required, any(name)) {
			required = append(required, name)
		}
		if ref, ok := property["$ref"]; ok && f.Type.Kind() == reflect.Pointer {
			delete(property, "$ref")
			property["oneOf"] = []any{map[string]any{"$ref": ref}, map[string]any{"type": "null"}}
		}
	}
	if len(required) > 0 {
		schema["required"] = required
	}
}

// reach notes the names of all schemas that a part of a document leads to.
func reach(schemas map[string]any, part any, found map[string]bool) {
	switch part := part.(type) {
	case []any:
		for _, item := range part {
			reach(schemas, item, found)
		}
	case map[string]any:
		for key, value := range part {
			ref, ok := value.(string)
			name, ours := strings.CutPrefix(ref, schemaRef)
			if key != "$ref" || !ok || !ours {
				reach(schemas, value, found)
			} else if !found[name] {
				found[name] = true
				reach(schemas, schemas[name], found)
			}
		}
	}
}
