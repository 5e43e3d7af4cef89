// Package web is the HTTP side that all services share: one API object with
// strict JSON, callers, problem documents in the caller's language, request
// ids, logs without personal data, and health.
package web

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// BodyLimit is the largest JSON body taken, in bytes. Routes that take files
// set a limit of their own.
const BodyLimit = 1 << 20

// NewAPI makes a service's API on the mux. Register operations on it with
// huma.Get, huma.Post, …; paths are below /api/<service>. Every operation
// says who may call it, see Roles. before stands in front of that, and sees who is
// refused.
func NewAPI(mux *http.ServeMux, service, about string, before ...func(huma.Context, func(huma.Context))) *huma.Group {
	config := huma.DefaultConfig("Shanyraq "+service, "1.0.0")
	config.Info.Description = about
	config.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	// The document and its page are served merged for all services, see
	// MergeOpenAPI; and bodies carry no "$schema" member.
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks, config.Transformers = nil, nil
	config.OnAddOperation = append(config.OnAddOperation, nameLanguages)
	strict := huma.Format{Marshal: marshalJSON, Unmarshal: unmarshalStrict}
	config.Formats = map[string]huma.Format{"application/json": strict, "json": strict}
	config.Components.Schemas = newEnums()
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", BearerFormat: "JWT"},
	}
	api := huma.NewGroup(humago.New(mux, config), "/api/"+service)
	api.UseSimpleModifier(func(op *huma.Operation) {
		op.Tags = append(op.Tags, service)
		if op.MaxBodyBytes == 0 {
			op.MaxBodyBytes = BodyLimit
		}
		if !IsPublic(op) {
			op.Security = []map[string][]string{{"bearer": {}}}
		}
		describeProblems(op)
		describePermission(op)
	})
	api.UseMiddleware(append(before, admit(service))...)
	return api
}

// Created marks an operation that answers 201.
func Created(op *huma.Operation) { op.DefaultStatus = http.StatusCreated }

// NoContent marks an operation that answers 204.
func NoContent(op *huma.Operation) { op.DefaultStatus = http.StatusNoContent }

// Bodies takes bodies up to n bytes on this operation.
func Bodies(n int64) func(*huma.Operation) {
	return func(op *huma.Operation) { op.MaxBodyBytes = n }
}

func marshalJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
