package testkit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
)

// Refusals sends every operation of a service's OpenAPI document what it must
// refuse: things of another forum; malformed JSON, wrong types, unknown fields, huge bodies, bad
// UTF-8; ids that are none. Each must be answered by a problem document with the
// right status, and nothing may be stored or told.
//
// The house serves the one service. params gives a value for each path
// parameter, best ids of things that are there, all of the forum in
// params["forum"]; one that is not given gets a random id.
func Refusals(t *testing.T, h *House, service string, params map[string]string) {
	t.Helper()
	r := described(t, h, service, params)
	allDescribed(t)
	r.settle(t)
	for path, operations := range r.doc.Paths {
		for method, op := range operations {
			t.Run(strings.ToUpper(method)+" "+path, func(t *testing.T) {
				before := r.state(t)
				r.check(t, strings.ToUpper(method), path, op)
				if after := r.state(t); !maps.Equal(before, after) {
					t.Errorf("refused requests left a trace:\nbefore %v\nafter  %v", before, after)
				}
			})
		}
	}
}

// described reads the service's document.
func described(t *testing.T, h *House, service string, params map[string]string) *refusals {
	t.Helper()
	r := &refusals{House: h, service: service, params: params}
	h.Call(t, http.StatusOK, http.MethodGet, "/api/"+service+"/openapi.json", "", nil, &r.doc)
	if len(r.doc.Paths) == 0 {
		t.Fatalf("%s describes no operations", service)
	}
	return r
}

type refusals struct {
	*House
	service string
	params  map[string]string
	doc     apiDocument
}

// apiDocument is what we read of an OpenAPI document.
type apiDocument struct {
	Paths      map[string]map[string]operation
	Components struct{ Schemas map[string]*schema }
}

type operation struct {
	Parameters []struct {
		Name, In string
		Required bool
		Schema   *schema
	}
	RequestBody *struct {
		Required bool
		Content  map[string]struct{ Schema *schema }
	}
	Security []map[string][]string
	Roles    []string `json:"x-roles"`
	RolesIn  string   `json:"x-roles-in"`
	Within   bool     `json:"x-roles-within"`

	Description string
}

type schema struct {
	Ref                  string `json:"$ref"`
	Type                 any
	Format               string
	Enum                 []any
	Pattern              string
	Properties           map[string]*schema
	Required             []string
	Items                *schema
	MinItems, MinLength  int
	MaxLength            int
	Minimum              *float64
	AdditionalProperties any
}

// refused is a request and what it must be answered with.
type refused struct {
	name, path, bearer string
	contentType        string
	body               []byte
	statuses           []int
	code               string // "" = any
}

func (r *refusals) check(t *testing.T, method, path string, op operation) {
	var all []refused
	body := r.sample(op)
	if len(op.Security) > 0 {
		all = append(all, r.elsewhere(t, path, body)...)
	}
	all = append(all, r.paths(t, path, body)...)
	all = append(all, r.queries(t, path, op, body)...)
	if op.RequestBody != nil {
		all = append(all, r.bodies(t, path, op)...)
	}
	for _, c := range all {
		if c.path == "" {
			c.path = r.fill(path, nil)
		}
		if !strings.Contains(c.path, "?") {
			c.path += r.query(op, "", "")
		}
		if c.contentType == "" {
			c.contentType = r.contentType(op)
		}
		r.expect(t, method, c)
	}
}

// elsewhere is the caller's own forum in the path, but the other ids of another
// one. Who may call at all, WhoMay tries.
func (r *refusals) elsewhere(t *testing.T, path string, body []byte) []refused {
	if strings.Count(path, "{") < 2 || !strings.Contains(path, "{forum}") {
		return nil
	}
	own := someone()
	return []refused{{
		name: "things of another forum", path: r.fill(path, map[string]string{"forum": own}),
		bearer: r.Token(t, someone(), own, anyRole...), body: body, statuses: []int{403, 404, 409, 422},
	}}
}

// paths have something else than an id where an id is wanted.
func (r *refusals) paths(t *testing.T, path string, body []byte) (all []refused) {
	for name := range r.named(path) {
		if _, err := uuid.Parse(r.params[name]); err != nil && r.params[name] != "" {
			continue // not an id
		}
		for _, bad := range []string{"1", "%00", "%FF", "'--", "00000000-0000-0000-0000-00000000000g"} {
			all = append(all, refused{
				name: name + "=" + bad, path: r.fill(path, map[string]string{name: bad}), bearer: r.everything(t), body: body,
				statuses: []int{400, 404, 422},
			})
		}
	}
	return all
}

// queries have a word where a number, a day or one of a few words is wanted.
func (r *refusals) queries(t *testing.T, path string, op operation, body []byte) (all []refused) {
	for _, p := range op.Parameters {
		if p.In != "query" || r.admits(p.Schema, "nonsense") {
			continue
		}
		all = append(all, refused{
			name: "?" + p.Name + "=nonsense", path: r.fill(path, nil) + r.query(op, p.Name, "nonsense"), bearer: r.everything(t), body: body,
			statuses: []int{400, 422},
		})
	}
	return all
}

func (r *refusals) bodies(t *testing.T, path string, op operation) (all []refused) {
	media, s := r.body(op)
	media415 := []int{415}
	if strings.HasPrefix(media, "image/") { // it is looked at, whatever it says
		media415 = []int{422}
	}
	if op.RequestBody.Required {
		all = append(all, refused{name: "no body", body: []byte{}, statuses: []int{400, 422}})
	}
	all = append(all, []refused{
		{name: "huge body", body: r.huge(media), statuses: []int{413}, code: "body_too_large"},
		{name: "unknown content type", contentType: "text/plain", body: []byte("x"), statuses: media415},
	}...)
	if media == "application/json" {
		all = append(all,
			refused{name: "malformed JSON", body: []byte(`{"a":`), statuses: []int{400}, code: "malformed_json"},
			refused{name: "two values", body: []byte(`{} {}`), statuses: []int{400}, code: "malformed_json"},
			refused{name: "a list", body: []byte(`[]`), statuses: []int{422}, code: "invalid_request"},
			refused{name: "null", body: []byte(`null`), statuses: []int{400, 422}},
		)
		all = append(all, r.fields(s)...)
	} else {
		all = append(all,
			refused{name: "JSON", contentType: "application/json", body: []byte(`{}`), statuses: media415},
			refused{name: "broken form", contentType: media + "; boundary=x", body: []byte("--x\r\nContent-Disp"), statuses: []int{400, 422}},
		)
	}
	for i := range all {
		all[i].bearer = r.everything(t)
	}
	return all
}

// fields spoils each member of a good body in turn.
func (r *refusals) fields(s *schema) (all []refused) {
	spoil := func(name, field string, value any, code string) {
		body := r.object(s)
		body[field] = value
		data, _ := json.Marshal(body) // our own values
		if raw, ok := value.([]byte); ok {
			data = bytes.Replace(data, fmt.Appendf(nil, "%q:%s", field, must(json.Marshal(raw))), fmt.Appendf(nil, "%q:%s", field, raw), 1)
		}
		all = append(all, refused{name: name, body: data, statuses: []int{422}, code: code})
	}
	spoil("unknown field", "no_such_field", 1, "invalid_request")
	spoil("bad UTF-8", "no_such_field", []byte("\"\xff\xfe\""), "invalid_text")
	spoil("U+0000", "no_such_field", []byte(`"\u0000"`), "invalid_text")
	spoil("half a surrogate", "no_such_field", []byte(`"\ud83d"`), "invalid_text")
	for field, property := range r.deref(s).Properties {
		for _, wrong := range []any{true, 1.5, "nonsense", []any{1.5}, map[string]any{"no_such_field": 1}} {
			if !r.admits(property, wrong) {
				spoil(fmt.Sprintf("%s=%v", field, wrong), field, wrong, "invalid_request")
			}
		}
		if max := r.deref(property).MaxLength; max > 0 {
			spoil(field+" too long", field, strings.Repeat("ұ", max+1), "invalid_request")
		}
	}
	for _, field := range r.deref(s).Required {
		body := r.object(s)
		delete(body, field)
		data, _ := json.Marshal(body)
		all = append(all, refused{name: "without " + field, body: data, statuses: []int{422}, code: "invalid_request"})
	}
	return all
}

func (r *refusals) expect(t *testing.T, method string, c refused) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, r.URL+c.path, bytes.NewReader(c.body))
	if err != nil {
		t.Fatalf("%s: %v", c.name, err)
	}
	req.Header.Set("Content-Type", c.contentType)
	req.Header.Set("Accept-Language", "kk")
	if c.bearer != "" {
		req.Header.Set("Authorization", "Bearer "+c.bearer)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Errorf("%s: %v", c.name, err)
		return
	}
	defer func() { _ = resp.Body.Close() }()
	var p web.Document
	if err := json.NewDecoder(resp.Body).Decode(&p); err != nil {
		t.Errorf("%s: status %d without a problem document: %v", c.name, resp.StatusCode, err)
		return
	}
	media, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch {
	case !slices.Contains(c.statuses, resp.StatusCode) || c.code != "" && p.Code != c.code:
		t.Errorf("%s: got %d %s %v, want %v %s", c.name, resp.StatusCode, p.Code, p.Errors, c.statuses, c.code)
	case media != "application/problem+json" || p.Status != resp.StatusCode || p.Title == "" || p.Detail == p.Code ||
		p.RequestID == "" || !strings.HasPrefix(p.Type, web.ProblemType):
		t.Errorf("%s: %s is no whole problem document: %+v", c.name, media, p)
	}
}

// everything is a token with every role everywhere: what it may not do, nobody
// may.
func (r *refusals) everything(t *testing.T) string {
	return r.Token(t, someone(), token.Everywhere, anyRole...)
}

var anyRole = []string{"organiser", "moderator", "facilitator", "secretary", "chair", "controller", "tablet"}

func someone() string { return uuid.Must(uuid.NewV7()).String() }

// settle waits until what happened before the test has been heard and published.
func (r *refusals) settle(t *testing.T) {
	t.Helper()
	db := r.database(t)
	defer func() { _ = db.Close() }()
	js, err := jetstream.New(r.NATS)
	if err != nil {
		t.Fatal(err)
	}
	Eventually(t, "nothing to hear or to publish", func() bool {
		var n int
		return r.heard(t, js) && db.Get(&n, `SELECT count(*) FROM `+r.service+`.outbox`) == nil && n == 0
	})
}

// heard tells whether every consumer is at the end of its stream.
func (r *refusals) heard(t *testing.T, js jetstream.JetStream) bool {
	for name := range js.StreamNames(t.Context()).Name() {
		stream, err := js.Stream(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		for c := range stream.ListConsumers(t.Context()).Info() {
			if c.NumPending > 0 || c.NumAckPending > 0 {
				return false
			}
		}
	}
	return true
}

func (r *refusals) database(t *testing.T) *sqlx.DB {
	t.Helper()
	db, err := sqlx.Open("postgres", r.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// state is a digest of each table of the service and the end of its stream.
func (r *refusals) state(t *testing.T) map[string]string {
	t.Helper()
	db := r.database(t)
	defer func() { _ = db.Close() }()
	var tables []string
	// That who was refused is written in the audit is what the audit is for.
	if err := db.Select(&tables, `SELECT tablename FROM pg_tables WHERE schemaname = $1 AND tablename <> 'audit' ORDER BY 1`, r.service); err != nil {
		t.Fatal(err)
	}
	state := map[string]string{}
	for _, table := range tables {
		var digest string
		query := fmt.Sprintf(`SELECT count(*) || ' ' || COALESCE(md5(string_agg(x::text, ';' ORDER BY x::text)), '') FROM %s.%s x`, r.service, table)
		if err := db.Get(&digest, query); err != nil {
			t.Fatalf("reading %s: %v", table, err)
		}
		state[table] = digest
	}
	js, err := jetstream.New(r.NATS)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := js.Stream(t.Context(), r.service)
	if err != nil {
		t.Fatal(err)
	}
	state["stream"] = fmt.Sprint(stream.CachedInfo().State.LastSeq)
	return state
}
