// Package institution is whose installation this is: its name, logo and colour on
// every page and letter, the languages it offers, the time zone its forums begin
// with.
package institution

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/pkg/words"
)

// What an organiser decides of the institution.
var (
	Title     = setting.Setting{Key: "institution.title", Kind: setting.Words, Default: map[string]string{}, Max: 300, Env: "SHANYRAQ_INSTITUTION"}
	Accent    = setting.Setting{Key: "institution.accent", Kind: setting.Colour, Default: "", Env: "SHANYRAQ_ACCENT"}
	Logo      = setting.Setting{Key: "institution.logo", Kind: setting.Picture, Default: ""}
	Languages = setting.Setting{Key: "institution.languages", Kind: setting.Languages, Default: words.Codes(), Env: "SHANYRAQ_LANGUAGES"}
	Zone      = setting.Setting{Key: "institution.time_zone", Kind: setting.Zone, Default: "Asia/Almaty", Env: "SHANYRAQ_TIME_ZONE"}

	// Address is where people reach us, from the next start on.
	Address = setting.Setting{Key: "institution.address", Kind: setting.Line, Default: "", Env: "SHANYRAQ_PUBLIC_URL", Fits: opens}

	// Settings are all of them, in the order of the page.
	Settings = []setting.Setting{Title, Logo, Accent, Languages, Zone, Address}
)

// opens wants an address that a phone can open.
func opens(line string) error {
	if line == "" {
		return nil
	}
	if _, err := web.PublicURL(line); err != nil {
		return problem.Invalid("setting_address").Because(err)
	}
	return nil
}

// Desk knows the institution.
type Desk struct {
	settings  *setting.Store
	publicURL string
}

// NewDesk makes a desk; the other services are told of the institution's name in
// the transaction that changes it.
func NewDesk(settings *setting.Store, publicURL string) *Desk {
	d := &Desk{settings, publicURL}
	settings.Told = func(ctx context.Context, tx *sqlx.Tx, key string) ([]bus.Event, error) {
		if key != Title.Key && key != Accent.Key {
			return nil, nil
		}
		return d.untold(ctx, tx)
	}
	return d
}

// Tell tells the other services at a start what the operator has fixed meanwhile, or
// fixes no longer.
func (d *Desk) Tell(ctx context.Context, b *bus.Bus) error {
	return b.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		all, err := d.untold(ctx, tx)
		if err != nil || len(all) == 0 {
			return err
		}
		return bus.Emit(ctx, tx, all...)
	})
}

// untold is the event of the institution as the transaction leaves it, if it is not
// what was told last.
func (d *Desk) untold(ctx context.Context, tx *sqlx.Tx) ([]bus.Event, error) {
	if err := database.Alone(ctx, tx, "institution"); err != nil { // or two could tell of one version
		return nil, err
	}
	title, _, err := setting.In[map[string]string](ctx, tx, d.settings, Title)
	if err != nil {
		return nil, fmt.Errorf("describing the institution: %w", err)
	}
	accent, _, err := setting.In[string](ctx, tx, d.settings, Accent)
	if err != nil {
		return nil, fmt.Errorf("describing the institution: %w", err)
	}
	var last told
	err = tx.GetContext(ctx, &last, `SELECT version, title, accent FROM institution_told`)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("describing the institution: %w", err)
	}
	now := events.InstitutionDescribed{Title: Text(title), Accent: accent}
	if last.Title.V == now.Title && last.Accent == accent {
		return nil, nil
	}
	now.Version = last.Version + 1
	_, err = tx.ExecContext(ctx, `INSERT INTO institution_told (version, title, accent) VALUES ($1, $2, $3)
		ON CONFLICT (one) DO UPDATE SET version = $1, title = $2, accent = $3`, now.Version, database.AsJSON(now.Title), accent)
	if err != nil {
		return nil, fmt.Errorf("describing the institution: %w", err)
	}
	return []bus.Event{now}, nil
}

// told is what the other services were told last.
type told struct {
	Version int
	Title   database.JSON[events.Text]
	Accent  string
}

// Text is a text by languages as events have it.
func Text(by map[string]string) events.Text {
	return events.Worded(words.Codes(), func(language string) string { return by[language] })
}
