package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// Pages, the API, refusals and wrong addresses: every answer is guarded alike.
func TestEveryAnswerIsGuarded(t *testing.T) {
	in := serve(t)
	for _, path := range []string{
		"/", "/t/", "/desk/", "/nowhere", "/sw.js", "/readyz", "/api/docs", "/api/sessions/forums", "/api/sessions/nowhere",
		"/register/01a22746-b1e1-7dac-a5d3-7ef255e1dbd7", "/way/41NF-B1Y5-HZ", "/b/ABCDEF", "/unsubscribe/nobody",
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, in.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		for name, want := range map[string]string{
			"Content-Security-Policy":      "default-src 'none'",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Permissions-Policy":           "geolocation=()",
			"Referrer-Policy":              "", // any, but one
			"X-Content-Type-Options":       "nosniff",
		} {
			got := resp.Header.Values(name)
			if len(got) != 1 || !strings.Contains(got[0], want) || name == "Content-Security-Policy" && !strings.Contains(got[0], "frame-ancestors 'none'") {
				t.Errorf("GET %s, %d: %s is %q, want one with %q", path, resp.StatusCode, name, got, want)
			}
		}
	}
}
