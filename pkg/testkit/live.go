package testkit

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
)

// LiveEnds follows a live stream, lets something end the bearer's rights, and
// fails unless the stream ends, too.
func (h *House) LiveEnds(t testing.TB, path, bearer string, end func()) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), Patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+bearer)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream") {
		t.Fatalf("%s: status %d, %s", path, resp.StatusCode, resp.Header.Get("Content-Type"))
	}
	end()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Errorf("%s did not end: %v", path, err)
	}
}
