package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestEachAddressGoesToItsService(t *testing.T) {
	env := map[string]string{}
	for _, name := range []string{"sessions", "facilitation", "decisions", "notifications"} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, name+" "+r.Host+" "+r.Header.Get("X-Forwarded-For")+" "+r.Header.Get("X-Forwarded-Proto"))
		}))
		t.Cleanup(s.Close)
		env["SHANYRAQ_"+strings.ToUpper(name)+"_URL"] = s.URL
	}
	all, err := fromEnvironment(func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	app := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "application") })
	house := front(all, app)
	for path, want := range map[string]string{
		"/": "application", "/desk/x": "application", "/bad": "application", "/ways": "application", "/readyz": "ready\n",
		"/api/sessions/forums": "sessions", "/api/facilitation/x": "facilitation", "/b/ABC": "facilitation", "/b": "facilitation",
		"/way/1": "decisions", "/register": "decisions", "/api/notifications/unsubscribe/x": "notifications",
	} {
		req := httptest.NewRequest(http.MethodGet, "https://forum.example.kz"+path, nil)
		req.RemoteAddr = "10.0.0.1:9"
		req.Header.Set("X-Forwarded-For", "203.0.113.7")
		req.Header.Set("X-Forwarded-Proto", "https")
		rec := httptest.NewRecorder()
		house.ServeHTTP(rec, req)
		if want != "application" && want != "ready\n" {
			want += " forum.example.kz 203.0.113.7, 10.0.0.1 https"
		} else if rec.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s is not guarded", path)
		}
		if got := rec.Body.String(); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

func TestSomeServicesAndNotOthersAreAMistake(t *testing.T) {
	for name, env := range map[string]map[string]string{
		"SHANYRAQ_FACILITATION_URL": {"SHANYRAQ_SESSIONS_URL": "http://sessions:8080"},
		"SHANYRAQ_SESSIONS_URL":     {"SHANYRAQ_SESSIONS_URL": "sessions:8080"},
	} {
		if _, err := fromEnvironment(func(n string) string { return env[n] }); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all, err := fromEnvironment(func(string) string { return "" }); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
}
