// Package register is what everybody may see: the way of each suggestion, the
// decision log and the action plan, as pages rendered here.
package register

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/pkg/web/look"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/way"
)

// Routes registers the public pages.
//
// Everybody may read them, without signing in. A way opens with the receipt's
// code, see package way. The register shows announced forums only.
func Routes(mux *http.ServeMux, r *Register) {
	mux.HandleFunc("GET /way", r.named(r.askWay))
	mux.HandleFunc("GET /way/{receipt}", r.named(r.showWay))
	mux.HandleFunc("GET /register", r.named(r.showForums))
	mux.HandleFunc("GET /register/{forum}", r.named(r.showForum))
	styles.Mount(mux)
}

type institutionKey struct{}

// named lets a page stand under the institution's name. A page without it is better
// than none.
func (r *Register) named(page http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		title, err := programme.Institution(req.Context(), r.db)
		if err != nil {
			r.log.Warn("a page is shown without the institution's name", zap.Error(err))
		}
		page(w, req.WithContext(context.WithValue(req.Context(), institutionKey{}, title)))
	}
}

// askWay asks for a code, or goes to the way of the code that was given.
func (r *Register) askWay(w http.ResponseWriter, req *http.Request) {
	code := req.URL.Query().Get("code")
	if code == "" {
		r.write(w, req, http.StatusOK, askPage(newPage(req, programme.Forum{}.Zone())))
		return
	}
	to := url.URL{Path: "/way/" + way.Receipt(code), RawQuery: url.Values{"lang": {newPage(req, nil).Language}}.Encode()}
	if way.Receipt(code) == "" {
		r.write(w, req, http.StatusNotFound, wayMissingPage(newPage(req, programme.Forum{}.Zone()), code))
		return
	}
	http.Redirect(w, req, to.String(), http.StatusSeeOther)
}

func (r *Register) showWay(w http.ResponseWriter, req *http.Request) {
	p := newPage(req, programme.Forum{}.Zone())
	p.Private = true
	found, err := r.ways.Way(req.Context(), req.PathValue("receipt"))
	if errors.Is(err, problem.NotFound("way_not_found")) {
		r.write(w, req, http.StatusNotFound, wayMissingPage(p, req.PathValue("receipt")))
		return
	}
	if err != nil {
		web.Fail(w, req, err)
		return
	}
	p.zone = programme.Forum{ForumDescribed: events.ForumDescribed{TimeZone: found.Forum.TimeZone}}.Zone()
	r.write(w, req, http.StatusOK, wayPage(p, found))
}

func (r *Register) showForums(w http.ResponseWriter, req *http.Request) {
	var rows []database.JSON[events.ForumDescribed]
	err := r.db.SelectContext(req.Context(), &rows, `
		SELECT described FROM forums WHERE described ->> 'state' <> 'draft' ORDER BY described ->> 'starts_on' DESC, id LIMIT 500`)
	if err != nil {
		web.Fail(w, req, fmt.Errorf("listing forums: %w", err))
		return
	}
	lines := make([]ForumLine, len(rows))
	for i, row := range rows {
		lines[i] = ForumLine{ID: row.V.ForumID, Title: row.V.Title}
	}
	r.write(w, req, http.StatusOK, forumsPage(newPage(req, programme.Forum{}.Zone()), lines))
}

// decisionsOnPage is how many decisions one page of the register shows.
const decisionsOnPage = 50

func (r *Register) showForum(w http.ResponseWriter, req *http.Request) {
	of, err := r.forum(req.Context(), req.PathValue("forum"), req.URL.Query().Get("after"))
	if refused := (*problem.Error)(nil); errors.As(err, &refused) {
		r.write(w, req, http.StatusNotFound, forumMissingPage(newPage(req, programme.Forum{}.Zone())))
		return
	}
	if err != nil {
		web.Fail(w, req, err)
		return
	}
	q := req.URL.Query()
	of.Part = part(of.Plan, q.Get("q"), q.Get("measures"))
	r.write(w, req, http.StatusOK, registerPage(newPage(req, of.Forum.Zone()), of))
}

// policy lets a page load its stylesheet and the icon from here, and send the
// form with the code here: nothing else.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// write renders the whole page before it answers, so that a failure is a
// failure and not half a page.
func (r *Register) write(w http.ResponseWriter, req *http.Request, status int, c templ.Component) {
	var b bytes.Buffer
	if err := c.Render(req.Context(), &b); err != nil {
		web.Fail(w, req, fmt.Errorf("rendering a page: %w", err))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Language")
	w.WriteHeader(status)
	if _, err := b.WriteTo(w); err != nil {
		r.log.Debug("a reader left", zap.Error(err))
	}
}

//go:embed assets/register.css
var own []byte

var styles = web.NewAsset("/register/assets", "register", "css", look.CSS, own)
