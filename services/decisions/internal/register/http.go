package register

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/danielgtaylor/huma/v2"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/decisions/internal/decision"
	"github.com/shanyraq/shanyraq/services/decisions/internal/edition"
	"github.com/shanyraq/shanyraq/services/decisions/internal/page"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
)

// Routes registers the public pages and the way as JSON.
//
// Everybody may read them, without signing in. A way opens with the receipt's
// code, which only the person who spoke was given; it never names that person.
// The register shows announced forums only.
func Routes(api huma.API, mux *http.ServeMux, r *Register) {
	huma.Get(api, "/ways/{receipt}", r.getWay, web.Public)
	mux.HandleFunc("GET /way", r.askWay)
	mux.HandleFunc("GET /way/{receipt}", r.showWay)
	mux.HandleFunc("GET /register", r.showForums)
	mux.HandleFunc("GET /register/{forum}", r.showForum)
	mux.HandleFunc("GET "+stylesheet, serveStylesheet)
}

// WayAnswer is the way of one suggestion.
type WayAnswer struct{ Body Way }

func (r *Register) getWay(ctx context.Context, in *struct {
	Receipt string `path:"receipt" maxLength:"40" doc:"As it stands on the receipt; spelling is forgiven."`
}) (*WayAnswer, error) {
	w, err := r.Way(ctx, in.Receipt)
	if err != nil {
		return nil, err
	}
	return &WayAnswer{w}, nil
}

// askWay asks for a code, or goes to the way of the code that was given.
func (r *Register) askWay(w http.ResponseWriter, req *http.Request) {
	code := req.URL.Query().Get("code")
	if code == "" {
		r.write(w, req, http.StatusOK, askPage(newPage(req, programme.Forum{}.Zone())))
		return
	}
	to := url.URL{Path: "/way/" + Receipt(code), RawQuery: url.Values{"lang": {newPage(req, nil).Language}}.Encode()}
	if Receipt(code) == "" {
		r.write(w, req, http.StatusNotFound, wayMissingPage(newPage(req, programme.Forum{}.Zone()), code))
		return
	}
	http.Redirect(w, req, to.String(), http.StatusSeeOther)
}

func (r *Register) showWay(w http.ResponseWriter, req *http.Request) {
	p := newPage(req, programme.Forum{}.Zone())
	p.Private = true
	way, err := r.Way(req.Context(), req.PathValue("receipt"))
	if errors.Is(err, problem.NotFound("way_not_found")) {
		r.write(w, req, http.StatusNotFound, wayMissingPage(p, req.PathValue("receipt")))
		return
	}
	if err != nil {
		web.Fail(w, req, err)
		return
	}
	p.zone = programme.Forum{ForumDescribed: events.ForumDescribed{TimeZone: way.Forum.TimeZone}}.Zone()
	r.write(w, req, http.StatusOK, wayPage(p, way))
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

// forum reads one page of a forum's register.
func (r *Register) forum(ctx context.Context, id, after string) (ForumRegister, error) {
	of := ForumRegister{After: after}
	err := programme.CheckID(id)
	if err != nil {
		return of, err
	}
	if of.Forum, err = programme.FindForum(ctx, r.db, id); err != nil {
		return of, err
	}
	if of.Forum.State == "" || of.Forum.State == "draft" {
		return of, problem.NotFound("not_found")
	}
	lines, err := decision.List(ctx, r.db, id, decision.Filter{}, page.Query{After: after, Limit: decisionsOnPage})
	if err != nil {
		return of, err
	}
	of.Decisions, of.Next = lines.Items, lines.Next
	published, err := edition.Published(ctx, r.db, of.Forum, 0, of.Forum.Today(r.now()))
	switch {
	case err == nil:
		of.Plan = &published
	case !errors.Is(err, problem.NotFound("plan_not_published")):
		return of, err
	}
	return of, r.complete(ctx, &of)
}

// complete adds what the decisions on the page refer to.
func (r *Register) complete(ctx context.Context, of *ForumRegister) error {
	var questions, related, bodies []string
	for _, d := range of.Decisions {
		questions = append(questions, d.QuestionID)
		for _, id := range []string{d.Corrects, d.CorrectedBy} {
			if id != "" {
				related = append(related, id)
			}
		}
		if d.ForwardedTo != "" {
			bodies = append(bodies, d.ForwardedTo)
		}
	}
	err := r.db.GetContext(ctx, &of.Figures, `
		SELECT count(*) AS all_of_them, count(*) FILTER (WHERE outcome IN ('adopted', 'adopted_with_changes')) AS adopted,
			count(*) FILTER (WHERE outcome = 'rejected') AS rejected
		FROM decisions d WHERE forum_id = $1 AND NOT EXISTS (SELECT FROM decisions WHERE corrects = d.id)`, of.Forum.ForumID)
	if err != nil {
		return fmt.Errorf("counting decisions: %w", err)
	}
	if of.Bodies, err = bodyNames(ctx, r.db, of.Forum.Today(r.now()), bodies...); err != nil {
		return err
	}
	if of.Questions, err = questionTexts(ctx, r.db, questions); err != nil {
		return err
	}
	of.Numbers = map[string]int64{}
	var numbers []struct {
		ID     string `db:"id"`
		Number int64  `db:"number"`
	}
	if err := r.db.SelectContext(ctx, &numbers, `SELECT id, number FROM decisions WHERE id = ANY($1::uuid[])`, pq.Array(related)); err != nil {
		return fmt.Errorf("loading numbers of decisions: %w", err)
	}
	for _, n := range numbers {
		of.Numbers[n.ID] = n.Number
	}
	return nil
}

func questionTexts(ctx context.Context, q sqlx.QueryerContext, ids []string) (map[string]events.Text, error) {
	var rows []struct {
		ID   string                     `db:"id"`
		Text database.JSON[events.Text] `db:"text"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `SELECT id, text FROM questions WHERE id = ANY($1::uuid[])`, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("loading texts of questions: %w", err)
	}
	texts := make(map[string]events.Text, len(rows))
	for _, r := range rows {
		texts[r.ID] = r.Text.V
	}
	return texts, nil
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
var css []byte

// stylesheet's address changes with its content, so that it may be kept for ever.
var stylesheet = func() string {
	sum := sha256.Sum256(css)
	return "/register/assets/register." + hex.EncodeToString(sum[:6]) + ".css"
}()

func serveStylesheet(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(css)
}
