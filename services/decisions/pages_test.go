package decisions_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// page fetches a public page as a browser with this language would.
func (s *scene) page(path, language string) (*http.Response, string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.URL+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Accept-Language", language)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp, string(body)
}

func TestPublicPages(t *testing.T) {
	s := newScene(t)
	said := s.suggestion("kk", `Көпір <script>alert("салу")</script> & жол`)
	draft := id()
	testkit.Publish(t, s.House, events.SuggestionCaptured{Suggestion: said}, events.ForumDescribed{ForumID: draft, Version: 1, State: "draft"})
	testkit.Eventually(t, "the suggestion has its page", func() bool {
		resp, _ := s.page("/way/"+said.Receipt, "kk")
		return resp.StatusCode == http.StatusOK
	})
	for _, c := range []struct {
		path, language string
		status         int
		has            string
	}{
		{"/way/" + said.Receipt, "", 200, `<html lang="kk">`},
		{"/way/" + said.Receipt, "ru-KZ,ru;q=0.9", 200, "Путь предложения"},
		{"/way/" + said.Receipt + "?lang=en", "ru", 200, "Track a suggestion"},
		{"/way/" + said.Receipt, "kk", 200, `<blockquote lang="kk">Көпір &lt;script&gt;alert(&#34;салу&#34;)&lt;/script&gt; &amp; жол</blockquote>`},
		{"/way/" + said.Receipt, "kk", 200, "Хатшылыққа түсті, №\u00a01"},
		{"/way/test000100", "kk", 200, said.Receipt},
		{"/way?code=test+0001+00&lang=ru", "kk", 200, "Путь предложения"}, // redirected
		{"/way", "kk", 200, `name="code"`},
		{"/way?code=%3F%3F", "ru", 404, "Такой код не найден"},
		{"/way/NONE-0000-00", "kk", 404, "Мұндай код табылмады"},
		{"/way/%3Cscript%3E", "kk", 404, "&lt;script&gt;"},
		{"/register/" + s.forum, "en", 200, `<bdi lang="kk">Алматы қаласының XII Азаматтық форумы</bdi>`},
		{"/register/" + s.forum, "ru", 200, "Пленарное заседание ещё не приняло решений"},
		{"/register/" + s.forum + "?after=%21", "ru", 404, "Форум не найден"},
		{"/register/" + draft, "kk", 404, "Форум табылмады"},
		{"/register/garbage", "kk", 404, "Форум табылмады"},
		{"/register", "ru", 200, "XII Гражданский форум города Алматы"},
	} {
		resp, body := s.page(c.path, c.language)
		if resp.StatusCode != c.status || !strings.Contains(body, c.has) {
			t.Errorf("%s in %q: %d, without %s\n%s", c.path, c.language, resp.StatusCode, c.has, body)
		}
		if strings.Contains(body, "<script") || strings.Contains(body, "style=") || strings.Contains(body, said.AuthorID) {
			t.Errorf("%s has a script, a style of its own, or names the author", c.path)
		}
		if p := resp.Header.Get("Content-Security-Policy"); !strings.HasPrefix(p, "default-src 'none'") {
			t.Errorf("%s: policy %q", c.path, p)
		}
	}
	_, body := s.page("/way/"+said.Receipt, "kk")
	_, rest, _ := strings.Cut(body, `rel="stylesheet" href="`)
	sheet, _, _ := strings.Cut(rest, `"`)
	if resp, css := s.page(sheet, ""); resp.StatusCode != http.StatusOK || !strings.Contains(css, "@media print") || !strings.Contains(resp.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("the stylesheet %s: %d", sheet, resp.StatusCode)
	}
}
