package contact

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/web"
)

// UnsubscribePath is where unsubscribe links lead.
const UnsubscribePath = "/api/notifications/unsubscribe/"

const signatureSize = 16

// UnsubscribeToken signs a person's right to turn their messages off. It holds
// for ever and allows nothing else.
func (s *Store) UnsubscribeToken(participant uuid.UUID) string {
	return base64.RawURLEncoding.EncodeToString(append(participant[:], s.sign(participant)...))
}

func (s *Store) sign(participant uuid.UUID) []byte {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte("unsubscribe " + Email + " "))
	mac.Write(participant[:])
	return mac.Sum(nil)[:signatureSize]
}

func (s *Store) readToken(t string) (uuid.UUID, error) {
	raw, err := base64.RawURLEncoding.DecodeString(t)
	if err != nil || len(raw) != len(uuid.UUID{})+signatureSize {
		return uuid.Nil, problem.NotFound("unsubscribe_link_invalid")
	}
	id := uuid.UUID(raw[:16])
	if !hmac.Equal(raw[16:], s.sign(id)) {
		return uuid.Nil, problem.NotFound("unsubscribe_link_invalid")
	}
	return id, nil
}

//go:embed unsubscribe.html
var pageSource string

//go:embed unsubscribe.json
var pageWords []byte

var (
	page  = template.Must(template.New("unsubscribe").Parse(pageSource))
	words = func() map[string]map[string]string {
		var w map[string]map[string]string
		if err := json.Unmarshal(pageWords, &w); err != nil {
			panic(fmt.Sprintf("unsubscribe.json: %v", err))
		}
		return w
	}()
)

// linkInput is the signed right that a link carries.
type linkInput struct {
	Token string `path:"token" maxLength:"100"`
}

// link answers with a page. Programmes that do not want one get a problem when
// the link is none.
func link(serve func(w http.ResponseWriter, r *http.Request) error) func(context.Context, *linkInput) (*huma.StreamResponse, error) {
	return func(context.Context, *linkInput) (*huma.StreamResponse, error) { return web.Raw(serve), nil }
}

// askUnsubscribe shows a page with one button. Opening the link changes
// nothing: mail scanners open every link.
func (s *Store) askUnsubscribe(w http.ResponseWriter, r *http.Request) error {
	id, err := s.readToken(r.PathValue("token"))
	if err != nil {
		return s.invalid(w, r, err)
	}
	s.show(w, r, s.languageOf(r.Context(), id), "ask", http.StatusOK)
	return nil
}

// invalid shows people that the link is none.
func (s *Store) invalid(w http.ResponseWriter, r *http.Request, err error) error {
	if !strings.Contains(r.Header.Get("Accept"), "text/html") || !errors.Is(err, problem.NotFound("unsubscribe_link_invalid")) {
		return err
	}
	s.show(w, r, "", "invalid", http.StatusNotFound)
	return nil
}

// unsubscribe is both the page's button and the mail programme's one click (RFC
// 8058). It may be repeated.
func (s *Store) unsubscribe(w http.ResponseWriter, r *http.Request) error {
	id, err := s.readToken(r.PathValue("token"))
	if err == nil {
		err = s.closeChannel(r.Context(), id)
	}
	if err != nil {
		return s.invalid(w, r, err)
	}
	s.show(w, r, s.languageOf(r.Context(), id), "done", http.StatusOK)
	return nil
}

func (s *Store) closeChannel(ctx context.Context, id uuid.UUID) error {
	var forum uuid.UUID
	if err := s.db.GetContext(ctx, &forum, `SELECT forum_id FROM person WHERE participant_id = $1`, id); err != nil {
		return problem.NotFound("unsubscribe_link_invalid").Because(err)
	}
	_, err := s.change(ctx, forum, id, func(p *Person, now time.Time) (bool, error) { return p.Unsubscribe(now), nil })
	return err
}

// languageOf is the language of the person's letters, "" when not known.
func (s *Store) languageOf(ctx context.Context, id uuid.UUID) (language string) {
	_ = database.InTx(ctx, s.db, func(tx *sqlx.Tx) error {
		people, err := People(ctx, tx, []uuid.UUID{id})
		if p, ok := people[id]; err == nil && ok && (p.contactLanguage != "" || p.version > 0) {
			language = p.Language()
		}
		return err
	})
	return language
}

func (s *Store) show(w http.ResponseWriter, r *http.Request, language, state string, status int) {
	if language == "" {
		language = web.Language(r.Header.Get("Accept-Language"))
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", language)
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	w.WriteHeader(status)
	say := words[language]
	_ = page.Execute(w, map[string]any{
		"Language": language, "Title": say["title"], "Text": say[state], "Button": say["button"], "Ask": state == "ask",
	})
}
