package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

const script = "console.log('shanyraq');"

func builtSite() site {
	return newSite(fstest.MapFS{
		".placeholder":        {Data: []byte("kept")},
		"index.html":          {Data: []byte("<title>landing</title>")},
		"missing.html":        {Data: []byte("<title>missing</title>")},
		"t/index.html":        {Data: []byte("<title>tablet</title>")},
		"desk/index.html":     {Data: []byte("<title>desk</title>")},
		"sw.js":               {Data: []byte("self.skipWaiting")},
		"assets/tablet-1a.js": {Data: []byte(strings.Repeat(script, 100))},
	})
}

func get(h http.Handler, path string, headers ...string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func text(t *testing.T, r io.Reader) string {
	t.Helper()
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestPagesAndFiles(t *testing.T) {
	for _, c := range []struct {
		path    string
		status  int
		holds   string
		caching string
	}{
		{"/", 200, "landing", "no-cache"},
		{"/t/", 200, "tablet", "no-cache"},
		{"/t", 308, "", ""},
		{"/t/unknown", 404, "", ""},
		{"/desk/", 200, "desk", "no-cache"},
		{"/desk/forums/1/log", 200, "desk", "no-cache"},
		{"/sw.js", 200, "skipWaiting", "no-cache"},
		{"/assets/tablet-1a.js", 200, script, "public, max-age=31536000, immutable"},
		{"/assets/tablet-old.js", 404, "not found", ""},
		{"/.placeholder", 404, "", ""},
		{"/../site.go", 404, "", ""},
	} {
		t.Run(c.path, func(t *testing.T) {
			res := get(builtSite(), c.path)
			if res.StatusCode != c.status {
				t.Errorf("status %d, want %d", res.StatusCode, c.status)
			}
			if body := text(t, res.Body); !strings.Contains(body, c.holds) {
				t.Errorf("body %q does not hold %q", body, c.holds)
			}
			if got := res.Header.Get("Cache-Control"); got != c.caching {
				t.Errorf("Cache-Control %q, want %q", got, c.caching)
			}
			csp := res.Header.Get("Content-Security-Policy")
			if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
				t.Errorf("policy %q is missing or weak", csp)
			}
		})
	}
}

// A person at a wrong address sees a page of ours; a program does not.
func TestAWrongAddressHasAPage(t *testing.T) {
	for _, path := range []string{"/forum", "/t/unknown", "/ru/desk"} {
		res := get(builtSite(), path, "Accept", "text/html,*/*;q=0.8", "If-None-Match", "*")
		if body := text(t, res.Body); res.StatusCode != http.StatusNotFound || !strings.Contains(body, "missing") || res.Header.Get("Content-Type") != mimes[".html"] {
			t.Errorf("%s: %d %s", path, res.StatusCode, body)
		}
		if res := get(builtSite(), path, "Accept", "*/*"); res.StatusCode != http.StatusNotFound || strings.Contains(text(t, res.Body), "missing") {
			t.Errorf("%s is a page to a program", path)
		}
	}
}

func TestGzipIsSentOnlyToThoseWhoAcceptIt(t *testing.T) {
	for accept, want := range map[string]string{
		"gzip, br": "gzip", "br;q=1.0, gzip;q=0.8": "gzip", "": "", "br": "", "gzip;q=0": "", "gzip; q=0.0": "",
	} {
		res := get(builtSite(), "/assets/tablet-1a.js", "Accept-Encoding", accept)
		if got := res.Header.Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q: Content-Encoding %q, want %q", accept, got, want)
		}
		body := io.Reader(res.Body)
		if want == "gzip" {
			unzipped, err := gzip.NewReader(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			body = unzipped
		}
		if text(t, body) != strings.Repeat(script, 100) {
			t.Errorf("Accept-Encoding %q: other content", accept)
		}
	}
}

func TestUnchangedFileIsNotSentAgain(t *testing.T) {
	s := builtSite()
	plain := get(s, "/t/").Header.Get("ETag")
	if res := get(s, "/t/", "If-None-Match", "W/"+plain); res.StatusCode != http.StatusNotModified {
		t.Errorf("status %d, want 304", res.StatusCode)
	}
	if res := get(s, "/", "If-None-Match", plain); res.StatusCode != http.StatusOK {
		t.Errorf("another file's validator: status %d, want 200", res.StatusCode)
	}
}

func TestUnbuiltApplicationSaysSo(t *testing.T) {
	empty := newSite(fstest.MapFS{".placeholder": {Data: []byte("kept")}})
	res := get(empty, "/t/")
	if body := text(t, res.Body); res.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "npm run build") {
		t.Errorf("status %d, body %q", res.StatusCode, body)
	}
	if res := get(empty, "/assets/x.js"); res.StatusCode != http.StatusNotFound {
		t.Errorf("missing file: status %d, want 404", res.StatusCode)
	}
}

func TestOnlyReading(t *testing.T) {
	w := httptest.NewRecorder()
	builtSite().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("status %d, want 405", w.Code)
	}
	if Handler() == nil {
		t.Error("no handler")
	}
}
