package web

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// What is sent in the clear never reaches the services; a person is led on.
func TestInTheClear(t *testing.T) {
	services := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	h := Encrypted(services, Redirect(func(host string) string { return "https://" + host + ":8443" }))
	const led = http.StatusTemporaryRedirect
	for _, c := range []struct {
		method, path, host string
		status             int
		to                 string
	}{
		{"GET", "/t/?a=b", "192.168.1.5:8080", led, "https://192.168.1.5:8443/t/?a=b"},
		{"HEAD", "/", "forum.kz", led, "https://forum.kz:8443/"},
		{"GET", "/", "[fd00::2]:8080", led, "https://fd00::2:8443/"}, // whoever knows the address writes it
		{"GET", "/healthz", "x", 204, ""},
		{"GET", "/readyz", "x", 204, ""},
		{"GET", "/api/sessions/forums", "forum.kz", 403, ""},
		{"POST", "/b/CODE", "forum.kz", 403, ""},
	} {
		r := httptest.NewRequest(c.method, c.path, nil)
		r.Host = c.host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.status || w.Header().Get("Location") != c.to {
			t.Errorf("%s %s at %s: %d to %s, want %d to %s", c.method, c.path, c.host, w.Code, w.Header().Get("Location"), c.status, c.to)
		}
		if c.status == 403 && (!strings.Contains(w.Body.String(), `"code":"not_encrypted"`) || !strings.Contains(w.Body.String(), "https://forum.kz:8443")) {
			t.Errorf("%s %s: %s", c.method, c.path, w.Body)
		}
		r.TLS = &tls.ConnectionState{}
		w = httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != 204 {
			t.Errorf("%s %s, encrypted: %d", c.method, c.path, w.Code)
		}
		w = httptest.NewRecorder()
		r.TLS = nil
		h.ServeHTTP(w, r.WithContext(Own(r.Context())))
		if w.Code != 204 {
			t.Errorf("%s %s, from ourselves: %d", c.method, c.path, w.Code)
		}
	}
}

// A laptop in a field is not remembered for a year, nor are ports beside 443.
func TestWhoIsRememberedAsEncrypted(t *testing.T) {
	for host, want := range map[string]bool{
		"forum.example.kz": true, "forum.example.kz:8443": false, "": false, "localhost": false, "192.168.1.5": false, "[fd00::2]": false, "laptop.local": false,
	} {
		h := http.Header{}
		secure(h, host)
		if got := h.Get("Strict-Transport-Security") != ""; got != want {
			t.Errorf("%q: %t, want %t", host, got, want)
		}
	}
}
