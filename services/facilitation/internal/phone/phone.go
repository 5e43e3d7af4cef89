// Package phone is the page on which participants vote with their own phones:
// plain forms that work without script and without an account, a few kilobytes,
// nothing from elsewhere.
package phone

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/ballot"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/vote"
)

// Whoever has a ballot's code sees its suggestions and votes. A phone is known
// to one ballot only, by a random token in a cookie that holds for this ballot's
// address: it leads to nobody, and two ballots of one phone cannot be joined.
// Its choices are shown to that phone alone. Only the rate is limited, and so
// that a yurt's forty phones behind one hotspot never notice; who comes after very
// many of one address waits for a turn, see vote.Store.Vote.

// Options are what the pages need besides the store.
type Options struct {
	Ballots   *ballot.Store
	Votes     *vote.Store
	PublicURL string
}

// Routes registers the pages.
func Routes(mux *http.ServeMux, o Options) {
	d := &desk{ballots: o.Ballots, votes: o.Votes, secure: strings.HasPrefix(o.PublicURL, "https:"),
		perAddress: web.NewLimit(3000, 5*time.Millisecond), perVoter: web.NewLimit(20, 500*time.Millisecond)}
	mux.HandleFunc("GET /b", d.ask)
	mux.HandleFunc("GET /b/{$}", d.ask)
	mux.HandleFunc("GET /b/{code}", d.show)
	mux.HandleFunc("POST /b/{code}", d.vote)
	styles.Mount(mux)
	script.Mount(mux)
}

type desk struct {
	ballots              *ballot.Store
	votes                *vote.Store
	secure               bool
	perAddress, perVoter *web.Limit
}

// ask asks for a code, or goes to the ballot of the code that was given.
func (d *desk) ask(w http.ResponseWriter, r *http.Request) {
	p := newPage(r)
	if code := r.URL.Query().Get("code"); code != "" {
		if read := ballot.ReadCode(code); read != "" {
			http.Redirect(w, r, p.link("/b/"+read), http.StatusSeeOther)
			return
		}
		p.Missing = true
	}
	p.write(w, r, http.StatusOK)
}

func (d *desk) show(w http.ResponseWriter, r *http.Request) {
	if p, ok := d.open(w, r); ok {
		d.answer(w, r, p, nil, http.StatusOK)
	}
}

// answer shows what counts of the phone, and in the form what it has chosen there
// if that is not nil.
func (d *desk) answer(w http.ResponseWriter, r *http.Request, p *page, ticks []ballot.Choice, status int) {
	counts, err := d.votes.Of(r.Context(), p.Ballot, p.Voter)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	if ticks == nil {
		ticks = counts.Choices
	}
	p.fill(counts, ticks)
	p.write(w, r, status)
}

// vote stores the choices and shows the page again by its address, so that a
// reload votes nothing; a phone that keeps no cookies has its page as the answer,
// with its token in it, and a reload votes the same again. The languages are
// buttons of the form, and bring the choices along without voting.
func (d *desk) vote(w http.ResponseWriter, r *http.Request) {
	if err := web.Form(w, r, 64<<10); err != nil {
		web.Fail(w, r, err)
		return
	}
	p, ok := d.open(w, r)
	if !ok {
		return
	}
	ticks := p.read(r.PostForm)
	if r.PostForm.Has("language") {
		d.answer(w, r, p, ticks, http.StatusOK)
		return
	}
	err := d.perVoter.Take(p.Voter)
	if err == nil {
		err = d.cast(r.Context(), p, ticks)
	}
	refused := (*problem.Error)(nil)
	switch {
	case err == nil && p.cookie:
		http.Redirect(w, r, p.link("/b/"+p.Ballot.Code), http.StatusSeeOther)
	case err == nil:
		d.answer(w, r, p, nil, http.StatusOK)
	case errors.Is(err, problem.Conflict("ballot_closed")):
		p.Ballot.State, p.Late = ballot.Closed, true
		d.answer(w, r, p, nil, http.StatusConflict)
	case errors.As(err, &refused):
		p.Refused, p.Again = problem.Say(p.Language, refused.Code, refused.Args), web.RetryAfter(err)
		d.answer(w, r, p, ticks, web.Status(refused.Kind))
	default:
		web.Fail(w, r, err)
	}
}

// cast stores the choices over whatever this phone chose before: the last press
// counts, whichever window of the phone it was made in. The same choices again,
// because the answer was lost, change nothing. Errors: those of vote.Store.Vote.
func (d *desk) cast(ctx context.Context, p *page, choices []ballot.Choice) error {
	before, err := d.votes.Of(ctx, p.Ballot, p.Voter)
	if err != nil {
		return err
	}
	now := vote.Vote{Code: p.Ballot.Code, Address: web.Address(ctx), Voter: p.Voter, Counter: max(before.Counter, 1), Choices: choices}
	for range maxPresses {
		_, err = d.votes.Vote(ctx, now)
		if refused := (*problem.Error)(nil); !errors.As(err, &refused) || refused.Code != "newer_version" {
			return err
		}
		now.Counter++
	}
	return err
}

// maxPresses is how many presses of one phone may overtake one of its presses.
const maxPresses = 5

// open finds the ballot and the phone's token; when it returns false it has
// answered.
func (d *desk) open(w http.ResponseWriter, r *http.Request) (*page, bool) {
	p := newPage(r)
	err := d.perAddress.Take(web.Address(r.Context()))
	if err == nil {
		p.Ballot, p.items, err = d.ballots.Find(r.Context(), r.PathValue("code"))
	}
	if errors.Is(err, problem.NotFound("ballot_not_found")) {
		p.Missing = true
		p.write(w, r, http.StatusNotFound)
		return nil, false
	}
	if err != nil {
		web.Fail(w, r, err)
		return nil, false
	}
	if r.PathValue("code") != p.Ballot.Code { // one address, so one cookie, however the code was typed
		http.Redirect(w, r, p.link("/b/"+p.Ballot.Code), http.StatusSeeOther)
		return nil, false
	}
	p.Voter, p.cookie = d.token(w, r, p.Ballot.Code)
	return p, true
}

// tokenDays is longer than any ballot is open.
const tokenDays = 7

// token is the phone's name in this ballot, and whether the phone keeps it. It is
// given before the first vote, so that a vote whose answer is lost is known when it
// is sent again; the form carries it, too, for a phone that keeps no cookies. What
// is kept goes before what an older window of the same phone has.
func (d *desk) token(w http.ResponseWriter, r *http.Request, code string) (voter string, kept bool) {
	if c, err := r.Cookie("voter"); err == nil {
		if id, err := uuid.Parse(c.Value); err == nil {
			return id.String(), true
		}
	}
	id, err := uuid.Parse(r.PostFormValue("voter"))
	if err != nil {
		id = uuid.New()
	}
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the site is: a yurt camp may have no certificate
		Name: "voter", Value: id.String(), Path: "/b/" + code, MaxAge: tokenDays * 24 * 3600, HttpOnly: true, Secure: d.secure, SameSite: http.SameSiteLaxMode,
	})
	return id.String(), false
}
