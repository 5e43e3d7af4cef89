package web

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

func docs(t *testing.T) *httptest.ResponseRecorder {
	t.Helper()
	api := NewAPI(http.NewServeMux(), "test", "Things & <others>.")
	huma.Post(api, "/things/{id}", func(context.Context, *struct {
		ID string `path:"id" format:"uuid" doc:"which thing"`
		thingIn
	}) (*thingOut, error) {
		return nil, nil
	})
	huma.Get(api, "/open", func(context.Context, *struct{}) (*thingOut, error) { return nil, nil }, Public)
	document, err := OpenAPI(api)
	if err != nil {
		t.Fatal(err)
	}
	page, err := DocsPage(document)
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	page.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/api/docs", nil))
	return rec
}

func TestDocsPageShowsEveryOperation(t *testing.T) {
	page := docs(t).Body.String()
	for _, want := range []string{
		"/api/test/things/{id}", "/api/test/open", "which thing", "string (uuid)", "…10 characters", "&#34;b&#34;",
		"Things &amp; &lt;others&gt;.", "application/problem&#43;json",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := strings.Count(page, "no sign-in"); n != 1 {
		t.Errorf("%d operations are marked public, want 1", n)
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if ids[m[1]] {
			t.Errorf("id %s is there twice", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if !ids[m[1]] {
			t.Errorf("the link to #%s leads nowhere", m[1])
		}
	}
}

// The policy names the style that is really on the page, and there are no
// scripts to let in.
func TestDocsPageKeepsItsPolicy(t *testing.T) {
	rec := docs(t)
	style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindSubmatch(rec.Body.Bytes())
	if style == nil {
		t.Fatal("no style")
	}
	hash := sha256.Sum256(style[1])
	want := "style-src 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'"
	if policy := rec.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || !strings.HasSuffix(policy, want) {
		t.Errorf("policy %s, want … %s", policy, want)
	}
	if regexp.MustCompile(`<script| on\w+=| style=`).Match(rec.Body.Bytes()) {
		t.Error("something on the page needs more than the policy allows")
	}
}
