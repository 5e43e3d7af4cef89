package institution

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/pkg/web/look"
)

// Institution is what everybody may know of the installation.
type Institution struct {
	Title     events.Text `json:"title" doc:"empty = none has been entered"`
	Accent    string      `json:"accent" doc:"#rrggbb; empty = ours"`
	LogoURL   string      `json:"logo_url" doc:"changes with the picture; empty = none"`
	Languages []string    `json:"languages" nullable:"false" doc:"that are offered, in order"`
	TimeZone  string      `json:"time_zone" doc:"IANA name, with which forums begin"`
	Address   string      `json:"address" doc:"where people reach the public pages, without a trailing slash; links and QR codes begin with it"`
}

type output struct{ Body Institution }

// Routes registers the institution's routes, which anybody reads: its pages are
// public.
func Routes(api huma.API, d *Desk) {
	huma.Get(api, "/institution", d.show, web.Public)
	huma.Get(api, "/institution/logo", d.logo, web.Public, web.AnyQuery, answers("image/png"))
	huma.Get(api, "/institution/style.css", d.style, web.Public, web.AnyQuery, answers("text/css"))
}

func answers(media string) func(*huma.Operation) {
	return func(op *huma.Operation) {
		op.Responses = map[string]*huma.Response{"200": {
			Description: "the institution's own", Content: map[string]*huma.MediaType{media: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}},
		}}
	}
}

func (d *Desk) show(ctx context.Context, _ *struct{}) (*output, error) {
	i := Institution{
		Title: Text(d.settings.Words(ctx, Title)), Accent: d.settings.Line(ctx, Accent),
		Languages: d.settings.Languages(ctx, Languages), TimeZone: d.settings.Line(ctx, Zone),
		Address: d.publicURL,
	}
	if logo := d.settings.Line(ctx, Logo); logo != "" {
		sum := sha256.Sum256([]byte(logo))
		i.LogoURL = "/api/sessions/institution/logo?v=" + hex.EncodeToString(sum[:6])
	}
	return &output{i}, nil
}

func (d *Desk) logo(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
	media, data := setting.Content(d.settings.Line(ctx, Logo))
	if data == nil {
		return nil, problem.NotFound("not_found")
	}
	return web.Raw(func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", media)
		w.Header().Set("Cache-Control", "public, max-age=300")
		_, err := w.Write(data)
		return err
	}), nil
}

// style is a stylesheet, not words in a page: no page of ours lets styles stand in it.
func (d *Desk) style(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
	css := look.Style(d.settings.Line(ctx, Accent))
	return web.Raw(func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Header().Set("Cache-Control", "no-cache")
		_, err := w.Write([]byte(css))
		return err
	}), nil
}
