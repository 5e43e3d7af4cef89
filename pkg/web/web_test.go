package web

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/lib/pq"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
)

type thingIn struct {
	Body struct {
		Name  string   `json:"name" maxLength:"10"`
		Count int      `json:"count" minimum:"1"`
		Kind  string   `json:"kind" enum:"a,b" required:"false"`
		Tags  []string `json:"tags,omitempty" maxItems:"2"`
	}
}

type thingOut struct {
	Body struct {
		Name string `json:"name"`
	}
}

// server answers one guarded and one public operation and knows one caller.
func server(t *testing.T) (*httptest.Server, string) {
	t.Helper()
	mux := http.NewServeMux()
	api := NewAPI(mux, "test", "")
	echo := func(_ context.Context, in *thingIn) (*thingOut, error) {
		if in.Body.Name == "boom" {
			panic("boom")
		}
		if in.Body.Name == "busy" {
			return nil, problem.Conflict("forbidden").With("version", 7)
		}
		out := &thingOut{}
		out.Body.Name = in.Body.Name
		return out, nil
	}
	huma.Post(api, "/things", echo, SignedIn)
	huma.Post(api, "/forgotten", echo)
	huma.Post(api, "/open", echo, Public)
	signer, err := token.NewSigner(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(token.Caller{Subject: "a", Audience: []string{"test"}, Expires: time.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(Handler(mux, token.NewVerifier(signer.PublicKey()), zap.NewNop(), prometheus.NewRegistry(), Proxies{},
		func(ctx context.Context, _ string) context.Context { return ctx }))
	t.Cleanup(s.Close)
	return s, signed
}

func TestRefusals(t *testing.T) {
	s, signed := server(t)
	for name, c := range map[string]struct {
		path, token, body string
		status            int
		code, pointer     string
	}{
		"fine":               {"/things", signed, `{"name":"қой","count":1}`, 200, "", ""},
		"public":             {"/open", "", `{"name":"қой","count":1}`, 200, "", ""},
		"no token":           {"/things", "", `{"name":"x","count":1}`, 401, "sign_in_required", ""},
		"no token, bad body": {"/things", "", `{`, 401, "sign_in_required", ""},
		"nobody was named":   {"/forgotten", signed, `{"name":"қой","count":1}`, 403, "forbidden", ""},
		"bad token":          {"/things", "x.y.z", `{}`, 401, "token_invalid", ""},
		"malformed":          {"/things", signed, `{"name":`, 400, "malformed_json", ""},
		"empty":              {"/things", signed, ``, 400, "body_required", ""},
		"wrong type":         {"/things", signed, `{"name":3,"count":1}`, 422, "invalid_request", "/name"},
		"unknown field":      {"/things", signed, `{"name":"x","count":1,"colour":1}`, 422, "invalid_request", "/colour"},
		"missing":            {"/things", signed, `{"name":"x"}`, 422, "invalid_request", "/count"},
		"too small":          {"/things", signed, `{"name":"x","count":0}`, 422, "invalid_request", "/count"},
		"too long":           {"/things", signed, `{"name":"абвгдежзийк","count":1}`, 422, "invalid_request", "/name"},
		"not in list":        {"/things", signed, `{"name":"x","count":1,"kind":"c"}`, 422, "invalid_request", "/kind"},
		"bad UTF-8":          {"/things", signed, "{\"name\":\"\xff\",\"count\":1}", 422, "invalid_text", ""},
		"U+0000":             {"/things", signed, `{"name":"a\u0000","count":1}`, 422, "invalid_text", ""},
		"half surrogate":     {"/things", signed, `{"name":"\ud83d","count":1}`, 422, "invalid_text", ""},
		"whole surrogate":    {"/things", signed, `{"name":"\ud83d\ude00 \\u0000","count":1}`, 200, "", ""},
		"huge":               {"/things", signed, `{"name":"` + strings.Repeat("x", BodyLimit) + `","count":1}`, 413, "body_too_large", ""},
		"domain":             {"/things", signed, `{"name":"busy","count":1}`, 409, "forbidden", ""},
		"panic":              {"/things", signed, `{"name":"boom","count":1}`, 500, "internal_error", ""},
	} {
		t.Run(name, func(t *testing.T) {
			req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/api/test"+c.path, strings.NewReader(c.body))
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Accept-Language", "ru-RU,ru;q=0.9")
			if c.token != "" {
				req.Header.Set("Authorization", "Bearer "+c.token)
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = resp.Body.Close() }()
			data, _ := io.ReadAll(resp.Body)
			var d Document
			_ = json.Unmarshal(data, &d)
			if resp.StatusCode != c.status || d.Code != c.code {
				t.Fatalf("got %d %s, want %d %s", resp.StatusCode, data, c.status, c.code)
			}
			if c.code == "" {
				return
			}
			if resp.Header.Get("Content-Type") != "application/problem+json" || d.RequestID == "" || d.Status != c.status {
				t.Errorf("not a whole problem document: %s %s", resp.Header.Get("Content-Type"), data)
			}
			if !strings.ContainsAny(d.Detail, "абвгдежзийклмнопрстуфхцчшщыьэюя") {
				t.Errorf("not said in Russian: %s", data)
			}
			if c.pointer != "" && (len(d.Errors) != 1 || d.Errors[0].Pointer != c.pointer || d.Errors[0].Detail == "" || d.Errors[0].Field != FieldName("ru", c.pointer)) {
				t.Errorf("want one error at %s: %s", c.pointer, data)
			}
			if name == "domain" && !strings.Contains(string(data), `"version":7`) {
				t.Errorf("the extra member is missing: %s", data)
			}
		})
	}
}

// A page that is closed leaves requests behind; they are no failures of ours.
func TestACallerWhoLeftIsNoFailure(t *testing.T) {
	core, logs := observer.New(zap.InfoLevel)
	signer, err := token.NewSigner(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		Fail(w, r, errors.New("pq: canceling statement due to user request")) // as drivers say it
	})
	h := Handler(mux, token.NewVerifier(signer.PublicKey()), zap.New(core), prometheus.NewRegistry(), Proxies{}, func(ctx context.Context, _ string) context.Context { return ctx })
	here, leave := context.WithCancel(t.Context())
	ask := func() {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(here, http.MethodGet, "/", nil))
	}
	ask()
	if n := logs.Len(); n != 1 {
		t.Fatalf("%d failures logged while the caller waits, want 1", n)
	}
	leave()
	ask()
	if n := logs.Len(); n != 1 {
		t.Errorf("the caller's leaving was logged: %v", logs.All()[1:])
	}
}

func TestLanguage(t *testing.T) {
	for header, want := range map[string]string{
		"": "kk", "kk": "kk", "ru": "ru", "en-GB,en;q=0.8": "en", "de": "kk", "de,ru;q=0.5": "ru", "kk-KZ;q=0.1,ru;q=0.9": "ru", "\x00": "kk",
	} {
		if got := Language(header); got != want {
			t.Errorf("%q: got %s, want %s", header, got, want)
		}
	}
}

// Every message that huma can send must have been given a code, or people would
// read "the value is not valid" where we know better.
func TestEveryRuleIsSaidInEveryLanguage(t *testing.T) {
	for _, r := range rules {
		if !problem.Known(r.code) {
			t.Errorf("no sentence for %s", r.code)
		}
	}
	for status, code := range codeOfStatus {
		if !problem.Known(code) || !problem.Known(titleOfStatus(status)) {
			t.Errorf("no sentence for %d %s", status, code)
		}
	}
}

func FuzzUnmarshalStrict(f *testing.F) {
	for _, seed := range []string{`"\ud83d\ude00"`, `"\ud83d"`, `"\u0000"`, `"\\u0000"`, `"\`, "\"\xff\"", `"қазақ"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var s string
		if unmarshalStrict(data, &s) != nil {
			return
		}
		if strings.Contains(s, "\x00") || (strings.Contains(s, "\ufffd") && !strings.Contains(string(data), "\ufffd") && !strings.Contains(strings.ToLower(string(data)), `\ufffd`)) {
			t.Errorf("%q was changed to %q", data, s)
		}
	})
}

func TestMergeOpenAPI(t *testing.T) {
	a := []byte(`{"info":{"title":"a"},"paths":{"/a":{}},"components":{"schemas":{"Text": {"type":"object"},"Page": {"type":"array"}}}}`)
	b := []byte(`{"info":{"title":"b"},"paths":{"/b":{"$ref":"#/components/schemas/Page"}},"components":{"schemas":{"Text": {"type":"object"},"Page": {"type":"string"}}}}`)
	merged, err := MergeOpenAPI("All", Described{"first", a}, Described{"second", b})
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Info       struct{ Title string }
		Paths      map[string]map[string]string
		Components struct {
			Schemas map[string]struct{ Type string }
		}
	}
	if err := json.Unmarshal(merged, &got); err != nil {
		t.Fatal(err)
	}
	schemas := got.Components.Schemas
	if len(schemas) != 3 || schemas["Page"].Type != "array" || schemas["SecondPage"].Type != "string" {
		t.Errorf("want Text, Page and SecondPage: %s", merged)
	}
	if got.Info.Title != "All" || len(got.Paths) != 2 || got.Paths["/b"]["$ref"] != "#/components/schemas/SecondPage" {
		t.Errorf("paths or references are lost: %s", merged)
	}
}

// A database that starts, recovers or is out of reach is away, not broken: whoever
// asks again is served. What is wrong with a statement stays a fault.
func TestADatabaseThatIsAwayIsUnavailable(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want int
	}{
		"recovering":      {&pq.Error{Code: "57P03"}, http.StatusServiceUnavailable},
		"connection lost": {fmt.Errorf("reading: %w", driver.ErrBadConn), http.StatusServiceUnavailable},
		"silent":          {&net.OpError{Op: "read", Err: errors.New("i/o timeout")}, http.StatusServiceUnavailable},
		"a bad statement": {&pq.Error{Code: "42601"}, http.StatusInternalServerError},
		"our own mistake": {errors.New("oops"), http.StatusInternalServerError},
	} {
		w := httptest.NewRecorder()
		Fail(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil), c.err)
		if w.Code != c.want {
			t.Errorf("%s: status %d, want %d", name, w.Code, c.want)
		}
	}
}
