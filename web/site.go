package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// site is the whole application in memory, each file with its validator: embedded files have no modification time.
type site map[string]*file

type file struct {
	body    []byte
	gzip    func() []byte // nil when compressing does not help
	etag    string
	mime    string
	caching string
}

// mimes is spelled out because the system's table differs between machines and X-Content-Type-Options forbids guessing.
var mimes = map[string]string{
	".css":         "text/css; charset=utf-8",
	".html":        "text/html; charset=utf-8",
	".ico":         "image/x-icon",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".txt":         "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json",
	".woff2":       "font/woff2",
}

// securityHeaders let the pages load nothing and speak to nobody but this origin. Scripts come from files only, and
// the one script address made at run time (the service worker) passes a Trusted Types policy named "shanyraq". What every
// answer carries, pkg/web sets.
var securityHeaders = map[string]string{
	"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; " +
		"connect-src 'self'; manifest-src 'self'; worker-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; " +
		"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types shanyraq",
	"Permissions-Policy": "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()",
}

func newSite(files fs.FS) site {
	s := site{}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		body, err := fs.ReadFile(files, name)
		s["/"+name] = newFile(name, body)
		return err
	})
	if err != nil {
		panic(err) // the files are compiled in: reading them cannot fail at run time
	}
	return s
}

func newFile(name string, body []byte) *file {
	sum := sha256.Sum256(body)
	f := &file{body: body, etag: hex.EncodeToString(sum[:12]), mime: mimes[path.Ext(name)], caching: "no-cache"}
	if f.mime == "" {
		f.mime = "application/octet-stream"
	}
	if strings.HasPrefix(name, "assets/") {
		f.caching = "public, max-age=31536000, immutable"
	}
	if len(body) > 512 && !strings.HasPrefix(f.mime, "image/png") && !strings.HasPrefix(f.mime, "font/") {
		f.gzip = sync.OnceValue(func() []byte { return compress(body) })
	}
	return f
}

func compress(body []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	_, _ = w.Write(body) // a bytes.Buffer does not fail
	_ = w.Close()
	return out.Bytes()
}

func (s site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for name, value := range securityHeaders {
		w.Header().Set(name, value)
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	name, page := s.resolve(r.URL.Path)
	switch f := s[name]; {
	case f != nil:
		f.serve(w, r, http.StatusOK)
	case page && (r.URL.Path == "/t" || r.URL.Path == "/desk"):
		http.Redirect(w, r, r.URL.Path+"/", http.StatusPermanentRedirect)
	case page:
		http.Error(w, "The browser application is not built into this binary. Run `npm ci && npm run build` in web/ and build again.",
			http.StatusServiceUnavailable)
	case s[missing] != nil && strings.Contains(r.Header.Get("Accept"), "text/html"):
		s[missing].serve(w, r, http.StatusNotFound)
	default:
		http.NotFound(w, r)
	}
}

// missing is what a person sees at an address that we do not have; programs and
// the pages' own requests get a plain 404.
const missing = "/missing.html"

// resolve tells which file answers a path, and whether the path is a page of ours at all.
func (s site) resolve(urlPath string) (name string, page bool) {
	switch {
	case urlPath == "/":
		return "/index.html", true
	case urlPath == "/t" || urlPath == "/desk":
		return "", true
	case urlPath == "/t/":
		return "/t/index.html", true
	case strings.HasPrefix(urlPath, "/desk/"):
		return "/desk/index.html", true
	default:
		return urlPath, false
	}
}

func (f *file) serve(w http.ResponseWriter, r *http.Request, status int) {
	header, body, etag := w.Header(), f.body, `"`+f.etag+`"`
	if f.gzip != nil {
		header.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header.Get("Accept-Encoding")) {
			body, etag = f.gzip(), `"`+f.etag+`-gz"`
			header.Set("Content-Encoding", "gzip")
		}
	}
	header.Set("Cache-Control", f.caching)
	header.Set("Content-Type", f.mime)
	header.Set("ETag", etag)
	if status == http.StatusOK && matches(r.Header.Get("If-None-Match"), etag) {
		header.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // a failed write means that the reader has gone
	}
}

func acceptsGzip(header string) bool {
	for offer := range strings.SplitSeq(header, ",") {
		coding, quality, _ := strings.Cut(strings.ReplaceAll(offer, " ", ""), ";")
		if coding == "gzip" || coding == "*" {
			return strings.Trim(strings.TrimPrefix(quality, "q="), "0.") != "" || quality == ""
		}
	}
	return false
}

func matches(header, etag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		if candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/"); candidate == etag || candidate == "*" {
			return true
		}
	}
	return false
}
