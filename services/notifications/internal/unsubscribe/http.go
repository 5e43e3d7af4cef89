package unsubscribe

import (
	"context"
	_ "embed"
	"errors"
	"html/template"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/pkg/web/look"
	"github.com/shanyraq/shanyraq/pkg/words"
)

// Routes of the links: whoever holds one may use it.
func Routes(api huma.API, l *Links) {
	huma.Get(api, "/unsubscribe/{token}", link(l.ask), web.Public, web.Page)
	huma.Post(api, "/unsubscribe/{token}", link(l.unsubscribe), web.Public, web.Page)
}

//go:embed page.html
var pageSource string

var page = template.Must(template.New("unsubscribe").Funcs(template.FuncMap{
	"style": func() template.CSS { return template.CSS(look.CSS) }, //nolint:gosec // our own file
}).Parse(pageSource))

// sentences are those of the page.
const sentences words.Catalogue = "unsubscribe"

// linkInput is the signed right that a link carries.
type linkInput struct {
	Token string `path:"token" maxLength:"100"`
}

// link answers with a page. Programmes that do not want one get a problem when
// the link is none.
func link(serve func(w http.ResponseWriter, r *http.Request) error) func(context.Context, *linkInput) (*huma.StreamResponse, error) {
	return func(context.Context, *linkInput) (*huma.StreamResponse, error) { return web.Raw(serve), nil }
}

// ask shows a page with one button. Opening the link changes nothing: mail scanners
// open every link.
func (l *Links) ask(w http.ResponseWriter, r *http.Request) error {
	id, err := l.read(r.PathValue("token"))
	if err != nil {
		return l.invalid(w, r, err)
	}
	l.show(w, r, l.languageOf(r.Context(), id), "ask", http.StatusOK)
	return nil
}

// invalid shows people that the link is none.
func (l *Links) invalid(w http.ResponseWriter, r *http.Request, err error) error {
	if !strings.Contains(r.Header.Get("Accept"), "text/html") || !errors.Is(err, problem.NotFound("unsubscribe_link_invalid")) {
		return err
	}
	l.show(w, r, "", "invalid", http.StatusNotFound)
	return nil
}

// unsubscribe is both the page's button and the mail programme's one click (RFC
// 8058). It may be repeated.
func (l *Links) unsubscribe(w http.ResponseWriter, r *http.Request) error {
	id, err := l.read(r.PathValue("token"))
	if err == nil {
		err = l.close(r.Context(), id)
	}
	if err != nil {
		return l.invalid(w, r, err)
	}
	l.show(w, r, l.languageOf(r.Context(), id), "done", http.StatusOK)
	return nil
}

func (l *Links) close(ctx context.Context, id uuid.UUID) error {
	p, err := l.contacts.Of(ctx, id)
	switch {
	case err != nil:
		return err
	case p.ID == uuid.Nil:
		return problem.NotFound("unsubscribe_link_invalid")
	}
	return l.contacts.Unsubscribe(ctx, p)
}

// languageOf is the language of the person's letters, "" when not known.
func (l *Links) languageOf(ctx context.Context, id uuid.UUID) string {
	p, err := l.contacts.Of(ctx, id)
	if err != nil || !p.KnowsLanguage() {
		return ""
	}
	return p.Language()
}

func (l *Links) show(w http.ResponseWriter, r *http.Request, language, state string, status int) {
	if language == "" {
		language = web.Language(r.Header.Get("Accept-Language"))
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", language)
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	w.WriteHeader(status)
	say := func(key string) string { return sentences.Say(language, key, nil) }
	_ = page.Execute(w, map[string]any{
		"Language": language, "Title": say("title"), "Text": say(state), "Button": say("button"), "Ask": state == "ask",
	})
}
