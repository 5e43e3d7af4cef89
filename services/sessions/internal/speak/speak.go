// Package speak is the public form: a page on which anybody writes a suggestion, or an
// NGO a question for the agenda, on an own phone, without an account and without
// script; and the page that says by a claim code what became of it.
package speak

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/agenda"
	"github.com/shanyraq/shanyraq/services/sessions/internal/consent"
	"github.com/shanyraq/shanyraq/services/sessions/internal/district"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
	"github.com/shanyraq/shanyraq/services/sessions/internal/participant"
	"github.com/shanyraq/shanyraq/services/sessions/internal/submission"
	"github.com/shanyraq/shanyraq/services/sessions/internal/theme"
)

// Options are what the pages need.
type Options struct {
	Forums      *forum.Store
	Themes      *theme.Store
	Districts   *district.Store
	Consents    *consent.Store
	Submissions *submission.Store
	Agenda      *agenda.Store
	Signer      *token.Signer
}

// Anybody opens the pages, without signing in. A hall of three hundred has one
// address: it may send sixty at once and then twelve a minute; a forum takes a
// thousand at once and then sixty a minute, and never more than people could read.
// Whoever knows a claim code, which only the writer was given, sees what became of
// it. Codes are tried a few times a minute only.
type desk struct {
	Options
	perAddress, perForum, codes *web.Limit
}

// Routes registers the pages.
func Routes(mux *http.ServeMux, o Options) {
	d := &desk{Options: o, perAddress: web.NewLimit(60, 5*time.Second), perForum: web.NewLimit(1000, time.Second), codes: web.NewLimit(30, 2*time.Second)}
	mux.HandleFunc("GET /speak", d.ask)
	mux.HandleFunc("GET /speak/{forum}", d.form)
	mux.HandleFunc("POST /speak/{forum}", d.send)
	mux.HandleFunc("GET /speak/{forum}/{code}", d.look)
	styles.Mount(mux)
}

// ask asks for a claim code, or goes to what became of it.
func (d *desk) ask(w http.ResponseWriter, r *http.Request) {
	v := newView(r)
	if typed := r.URL.Query().Get("code"); typed != "" {
		found, err := d.find(r.Context(), typed)
		if err == nil {
			http.Redirect(w, r, v.link("/speak/"+found.forumID+"/"+found.code), http.StatusSeeOther)
			return
		}
		if !v.refused(err) {
			web.Fail(w, r, err)
			return
		}
	}
	v.write(w, r, "ask")
}

// open loads the forum with what its form offers; it answers itself where it fails.
func (d *desk) open(w http.ResponseWriter, r *http.Request) (*view, bool) {
	v := newView(r)
	f, err := d.visible(r.Context(), r.PathValue("forum"))
	if err == nil {
		v.Forum = &f
		v.Themes, err = d.themes(r.Context(), f.ID)
	}
	if err == nil {
		v.Districts, err = d.Districts.Of(r.Context(), f.ID)
	}
	if err == nil {
		v.Consent, err = d.Consents.Now(r.Context(), f.ID)
	}
	switch {
	case err == nil:
		return v, true
	case v.refused(err):
		v.write(w, r, "ask")
	default:
		web.Fail(w, r, err)
	}
	return nil, false
}

func (d *desk) visible(ctx context.Context, id string) (forum.Forum, error) {
	if uuid.Validate(id) != nil {
		return forum.Forum{}, problem.NotFound("forum_not_found")
	}
	f, err := d.Forums.Load(ctx, id)
	if err == nil && !f.Public() {
		err = problem.NotFound("forum_not_found")
	}
	return f, err
}

func (d *desk) themes(ctx context.Context, forumID string) ([]theme.Theme, error) {
	all, err := d.Themes.List(ctx, forumID, page.Query{Limit: 500})
	return all.Items, err
}

func (d *desk) form(w http.ResponseWriter, r *http.Request) {
	if v, ok := d.open(w, r); ok {
		v.Sent.ID = given.ID("")
		v.write(w, r, "form")
	}
}

// send stores what was written and shows by its own address what becomes of it, so
// that a reload sends nothing. What cannot be taken stands in the form again. The
// languages are buttons of the form and bring along what was typed.
func (d *desk) send(w http.ResponseWriter, r *http.Request) {
	if err := web.Form(w, r, 64<<10); err != nil {
		web.Fail(w, r, err)
		return
	}
	v, ok := d.open(w, r)
	if !ok {
		return
	}
	v.Sent = read(r.PostForm)
	if r.PostForm.Has("language") {
		v.write(w, r, "form")
		return
	}
	code, err := d.store(r.Context(), v)
	if err == nil {
		http.Redirect(w, r, v.link("/speak/"+v.Forum.ID+"/"+code), http.StatusSeeOther)
		return
	}
	if !v.refused(err) {
		web.Fail(w, r, err)
		return
	}
	v.write(w, r, "form")
}

// store stores a submission or a question; the same form sent again has the answer of
// the first time, and another text under the form's id is another one: somebody went
// back and wrote on.
func (d *desk) store(ctx context.Context, v *view) (code string, err error) {
	if err := d.perAddress.Take(web.Address(ctx)); err != nil {
		return "", err
	}
	if err := d.perForum.Take(v.Forum.ID); err != nil {
		return "", err
	}
	code, err = d.take(ctx, v)
	if errors.Is(err, problem.Conflict("id_taken")) {
		v.Sent.ID = given.ID("")
		code, err = d.take(ctx, v)
	}
	return code, err
}

func (d *desk) take(ctx context.Context, v *view) (string, error) {
	s, author := v.Sent, v.author()
	if s.Question {
		q := agenda.Question{ID: given.ID(s.ID), ForumID: v.Forum.ID, Organisation: s.Organisation, Text: s.Text, Language: s.Language}
		if err := q.Check(); err != nil {
			return "", err
		}
		q, err := d.Agenda.Submit(ctx, q, author, given.Print([]any{q, author != nil})) // a print outlives the name
		return q.Code, err
	}
	sub := submission.Submission{
		ID: given.ID(s.ID), ForumID: v.Forum.ID, Text: s.Text, Language: s.Language, ThemeID: s.Theme, DistrictID: s.District, Organisation: s.Organisation,
	}
	if err := sub.Check(); err != nil {
		return "", err
	}
	sub, err := d.Submissions.Submit(ctx, sub, author, given.Print([]any{sub, author != nil}))
	return sub.Code, err
}

// found is what a claim code opens.
type found struct {
	forumID, code string
	submission    *submission.Submission
	question      *agenda.Question
}

// justWritten is who wants to be told of what was written within the last hour, ""
// for nobody: later the code may be known to others.
func (f found) justWritten() string {
	var author string
	var at time.Time
	if f.question != nil {
		author, at = f.question.AuthorID, f.question.SubmittedAt
	} else {
		author, at = f.submission.AuthorID, f.submission.ReceivedAt
	}
	if time.Since(at) > ticketFor {
		return ""
	}
	return author
}

func (d *desk) find(ctx context.Context, typed string) (found, error) {
	if err := d.codes.Take(web.Address(ctx)); err != nil {
		return found{}, err
	}
	code := claimCode(typed)
	sub, err := d.Submissions.Find(ctx, code)
	if err == nil {
		d.codes.Return(web.Address(ctx))
		return found{sub.ForumID, code, &sub, nil}, nil
	}
	if !errors.Is(err, problem.NotFound("submission_not_found")) {
		return found{}, err
	}
	q, err := d.Agenda.Find(ctx, code)
	if err == nil {
		d.codes.Return(web.Address(ctx))
		return found{q.ForumID, code, nil, &q}, nil
	}
	return found{}, err
}

// claimCode is a code as somebody typed it, in its one form.
func claimCode(typed string) string {
	signs := text.Code(typed)
	if len(signs) != 10 {
		return signs
	}
	return signs[:4] + "-" + signs[4:8] + "-" + signs[8:]
}

// look shows what became of what was written. Who has just written and wants to be
// told goes on to where the address is kept, which is not here.
func (d *desk) look(w http.ResponseWriter, r *http.Request) {
	v, ok := d.open(w, r)
	if !ok {
		return
	}
	f, err := d.find(r.Context(), r.PathValue("code"))
	if err == nil && f.forumID != v.Forum.ID {
		err = problem.NotFound("submission_not_found")
	}
	if err != nil {
		if v.refused(err) {
			v.write(w, r, "ask")
			return
		}
		web.Fail(w, r, err)
		return
	}
	v.Code, v.Submission, v.Question = f.code, f.submission, f.question
	if author := f.justWritten(); author != "" {
		if v.Ticket, err = d.ticket(v.Forum.ID, author); err != nil {
			web.Fail(w, r, err)
			return
		}
	}
	v.write(w, r, "look")
}

// ticketFor is how long somebody may take to type an address.
const ticketFor = time.Hour

// ticket lets its bearer say how the author is reached, and nothing else.
func (d *desk) ticket(forumID, author string) (string, error) {
	return d.Signer.Sign(token.Caller{
		Subject: author, Kind: "author", Roles: map[string][]string{forumID: {"author"}}, Audience: []string{"notifications"}, Expires: time.Now().Add(ticketFor),
	})
}

// author is who wants to be told: both consents are given, or neither.
func (v *view) author() *participant.Author {
	if !v.Sent.Tell {
		return nil
	}
	return &participant.Author{Name: v.Sent.Name, Language: v.Language, TextVersion: v.Consent.Version, Channel: events.Channels[0]}
}
