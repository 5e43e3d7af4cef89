package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/web"
)

// What browsers keep for ever has another address when it is another one.
func TestAsset(t *testing.T) {
	one, other := web.NewAsset("/b/assets", "phone", "css", []byte("a{}"), []byte("b{}")), web.NewAsset("/b/assets", "phone", "css", []byte("a{}"))
	if one.Address == other.Address || !strings.HasPrefix(one.Address, "/b/assets/phone.") || !strings.HasSuffix(one.Address, ".css") {
		t.Errorf("%s, %s", one.Address, other.Address)
	}
	mux := http.NewServeMux()
	one.Mount(mux)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, one.Address, nil))
	if h := w.Header(); w.Body.String() != "a{}b{}" || h.Get("Content-Type") != "text/css; charset=utf-8" || !strings.Contains(h.Get("Cache-Control"), "immutable") {
		t.Errorf("%s %v", w.Body, h)
	}
}
