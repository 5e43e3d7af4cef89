package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.uber.org/zap"
)

func things(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	api := NewAPI(mux, "test", "")
	huma.Post(api, "/things/{id}", func(context.Context, *thingIn) (*thingOut, error) { return &thingOut{}, nil }, Public)
	list := func(context.Context, *struct {
		Limit int `query:"limit"`
	}) (*thingOut, error) {
		return &thingOut{}, nil
	}
	huma.Get(api, "/things", list, Public)
	huma.Get(api, "/back", list, Public, AnyQuery)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("a page")) })
	s := httptest.NewServer(Handler(mux, nil, zap.NewNop(), prometheus.NewRegistry(), Proxies{},
		func(ctx context.Context, _ string) context.Context { return ctx }))
	t.Cleanup(s.Close)
	return s
}

func TestWhatNoRouteTakesIsAProblem(t *testing.T) {
	s := things(t)
	for name, c := range map[string]struct {
		method, path, media string
		status              int
		code, allow, field  string
	}{
		"no path":           {"GET", "/api/nothing", "", 404, "not_found", "", ""},
		"no path of theirs": {"DELETE", "/api/test/nothing", "", 404, "not_found", "", ""},
		"not this method":   {"DELETE", "/api/test/things/1", "", 405, "method_not_allowed", "POST", ""},
		"nor this":          {"PUT", "/api/test/things", "", 405, "method_not_allowed", "GET, HEAD", ""},
		"not this media":    {"POST", "/api/test/things/1", "text/plain", 415, "unsupported_media_type", "", ""},
		"no such parameter": {"GET", "/api/test/things?limit=1&sort=x", "", 400, "bad_request", "", "query.sort"},
		"a known one":       {"GET", "/api/test/things?limit=1", "", 200, "", "", ""},
		"whatever comes":    {"GET", "/api/test/back?iss=x", "", 200, "", "", ""},
		"a page":            {"GET", "/nothing?sort=x", "", 200, "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			req := httptest.NewRequest(c.method, c.path, nil)
			if c.media != "" {
				req = httptest.NewRequest(c.method, c.path, strings.NewReader("x"))
				req.Header.Set("Content-Type", c.media)
			}
			w := httptest.NewRecorder()
			s.Config.Handler.ServeHTTP(w, req)
			if w.Code != c.status || w.Header().Get("Allow") != c.allow {
				t.Fatalf("%d, Allow %q: %s", w.Code, w.Header().Get("Allow"), w.Body)
			}
			if c.code == "" {
				return
			}
			var d Document
			if err := json.Unmarshal(w.Body.Bytes(), &d); err != nil || d.Code != c.code || d.RequestID == "" || w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("%v %s: %s", err, w.Header().Get("Content-Type"), w.Body)
			}
			if c.field != "" && (len(d.Errors) != 1 || d.Errors[0].Pointer != c.field || d.Errors[0].Detail == "") {
				t.Errorf("want %s named: %s", c.field, w.Body)
			}
		})
	}
}

func TestSpansCarryTheirRoute(t *testing.T) {
	spans := tracetest.NewSpanRecorder()
	before := otel.GetTracerProvider()
	otel.SetTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans)))
	t.Cleanup(func() { otel.SetTracerProvider(before) })
	s := things(t)
	s.Config.Handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/api/test/things?limit=1", nil))
	ended := spans.Ended()
	if len(ended) != 1 || ended[0].Name() != "GET /api/test/things" {
		t.Fatalf("spans: %v", ended)
	}
	for _, a := range ended[0].Attributes() {
		if a == attribute.String("http.route", "/api/test/things") {
			return
		}
	}
	t.Errorf("no route in %v", ended[0].Attributes())
}
