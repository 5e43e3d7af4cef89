package service

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"
)

// A failed readiness is answered in words every time and logged once.
func TestReadinessIsSaidOnce(t *testing.T) {
	core, logged := observer.New(zap.WarnLevel)
	var trouble error
	h := &Host{Log: zap.New(core), Parts: map[string]func(context.Context) error{
		"tea":  func(context.Context) error { return trouble },
		"milk": func(context.Context) error { return nil },
	}}
	r := h.readiness(nil)
	ask := func() (int, string) {
		w := httptest.NewRecorder()
		r.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
		return w.Code, w.Body.String()
	}
	if code, body := ask(); code != http.StatusOK || body != "ready\n" {
		t.Errorf("got %d %q", code, body)
	}
	trouble = errors.New("since noon: the kettle is empty")
	for range 3 {
		if code, body := ask(); code != http.StatusServiceUnavailable || !strings.Contains(body, "tea: since noon: the kettle is empty") {
			t.Errorf("got %d %q", code, body)
		}
	}
	trouble = errors.New("since noon: the fire is out")
	ask()
	trouble = nil
	ask()
	ask()
	var lines []string
	for _, e := range logged.TakeAll() {
		lines = append(lines, e.Message)
	}
	if got, want := strings.Join(lines, ", "), "not ready, not ready, ready again"; got != want {
		t.Errorf("logged %q, want %q", got, want)
	}
}
