// Package own is the page on which somebody who wrote on the public form says where
// letters about it go. The address is typed here and kept here: the service that took
// the words never sees it.
package own

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/pkg/web/look"
	"github.com/shanyraq/shanyraq/pkg/words"
	"github.com/shanyraq/shanyraq/services/notifications/internal/contact"
)

// Desk serves the page.
type Desk struct {
	Contacts  *contact.Store
	Verifier  *token.Verifier
	perPerson *web.Limit
}

// Routes registers the page. It is for the bearer of a ticket that the public form
// gave: who may say how one author of one forum is reached, for an hour.
func Routes(api huma.API, d *Desk) {
	d.perPerson = web.NewLimit(20, 30*time.Second)
	huma.Post(api, "/own-contact", func(context.Context, *struct{}) (*huma.StreamResponse, error) { return web.Raw(d.serve), nil }, web.Public, web.Page)
}

// view is what the template shows.
type view struct {
	Language, Ticket, Forum, Code string
	Channels                      []contact.Offered
	Channel, Address              string
	Kept                          string // the address, masked, once it is kept
	Refused                       string
}

//go:embed page.html
var pageSource string

var page = template.Must(template.New("own").Funcs(template.FuncMap{
	"style": func() template.CSS { return template.CSS(look.CSS) }, //nolint:gosec // our own file
}).Parse(pageSource))

const sentences words.Catalogue = "own"

// Say is a sentence in the page's language.
func (v view) Say(key string) string { return sentences.Say(v.Language, key, nil) }

// serve asks for the address, or keeps the one that was sent. It may be sent again.
func (d *Desk) serve(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(w, r, 16<<10); err != nil {
		return err
	}
	v := view{Language: r.URL.Query().Get("lang"), Ticket: r.PostForm.Get("ticket"), Code: r.PostForm.Get("back"), Channel: r.PostForm.Get("channel"), Address: r.PostForm.Get("address")}
	if !words.Known(v.Language) {
		v.Language = web.Language(r.Header.Get("Accept-Language"))
	}
	forum, author, err := d.read(v.Ticket)
	if err != nil {
		v.Refused, v.Ticket = v.Say("expired"), ""
		return v.write(w, http.StatusUnauthorized)
	}
	v.Forum, v.Channels = forum.String(), d.Contacts.Offer()
	if !r.PostForm.Has("address") {
		return v.write(w, http.StatusOK)
	}
	if err := d.perPerson.Take(author.String()); err != nil {
		return err
	}
	kept, err := d.Contacts.Reach(r.Context(), forum, author, v.Channel, v.Address, v.Language)
	if p := (*problem.Error)(nil); errors.As(err, &p) {
		code, args := p.Code, p.Args
		if len(p.Fields) > 0 {
			code, args = p.Fields[0].Code, p.Fields[0].Args
		}
		v.Refused = problem.Say(v.Language, code, args)
		return v.write(w, web.Status(p.Kind))
	}
	v.Kept = kept
	if err != nil {
		return err
	}
	return v.write(w, http.StatusOK)
}

// read is the forum and the author of a ticket.
func (d *Desk) read(ticket string) (forum, author uuid.UUID, err error) {
	c, err := d.Verifier.Verify(ticket)
	if err != nil {
		return forum, author, err
	}
	for id := range c.Roles {
		if c.Kind == "author" && c.Can(id, "author") {
			forum, err = uuid.Parse(id)
			if err == nil {
				author, err = uuid.Parse(c.Subject)
			}
			return forum, author, err
		}
	}
	return forum, author, problem.Unauthenticated("token_expired")
}

func (v view) write(w http.ResponseWriter, status int) error {
	var b bytes.Buffer
	if err := page.Execute(&b, v); err != nil {
		return fmt.Errorf("rendering the page of one's own contact: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", v.Language)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w) // a failed write means that the reader has gone
	return nil
}
