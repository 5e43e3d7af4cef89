package service_test

import (
	"net"
	"net/http"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func metrics(t *testing.T, url string, headers http.Header) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = headers
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

func TestMetricsAreForThisMachine(t *testing.T) {
	h := testkit.NewHouse(t)
	h.Serve(t)
	for status, headers := range map[int]http.Header{200: {}, 404: {"X-Forwarded-For": {"10.0.0.1"}}} {
		if got := metrics(t, h.URL, headers); got != status {
			t.Errorf("with %v: %d, want %d", headers, got, status)
		}
	}
}

func TestMetricsHaveAnAddressOfTheirOwn(t *testing.T) {
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := testkit.NewHouse(t)
	h.MetricsListen = ln.Addr().String()
	_ = ln.Close()
	h.Serve(t)
	testkit.Eventually(t, "the service answers", func() bool {
		resp, err := http.Get(h.URL + "/healthz")
		if err == nil {
			_ = resp.Body.Close()
		}
		return err == nil
	})
	if got := metrics(t, "http://"+h.MetricsListen, http.Header{"X-Forwarded-For": {"10.0.0.1"}}); got != 200 {
		t.Errorf("at their own address: %d", got)
	}
	if got := metrics(t, h.URL, http.Header{}); got != 404 {
		t.Errorf("at the service's address: %d", got)
	}
}
