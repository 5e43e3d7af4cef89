// Package institution is whose installation this is: its name, logo and colour on
// every page and letter, the languages it offers, the time zone its forums begin
// with.
package institution

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
	"github.com/shanyraq/shanyraq/pkg/words"
)

// What an organiser decides of the institution.
var (
	Title     = setting.Setting{Key: "institution.title", Kind: setting.Words, Default: map[string]string{}, Max: 300, Env: "SHANYRAQ_INSTITUTION", Public: true}
	Accent    = setting.Setting{Key: "institution.accent", Kind: setting.Colour, Default: "", Env: "SHANYRAQ_ACCENT", Public: true}
	Logo      = setting.Setting{Key: "institution.logo", Kind: setting.Picture, Default: "", Public: true}
	Languages = setting.Setting{Key: "institution.languages", Kind: setting.Languages, Default: words.Codes(), Env: "SHANYRAQ_LANGUAGES", Public: true}
	Zone      = setting.Setting{Key: "institution.time_zone", Kind: setting.Zone, Default: "Asia/Almaty", Env: "SHANYRAQ_TIME_ZONE", Public: true}

	// Settings are all of them, in the order of the page.
	Settings = []setting.Setting{Title, Logo, Accent, Languages, Zone}
)

// Desk knows the institution.
type Desk struct {
	settings  *setting.Store
	publicURL string
}

// NewDesk makes a desk; the other services are told of the institution's name in
// the transaction that changes it.
func NewDesk(settings *setting.Store, publicURL string) *Desk {
	settings.Told = described
	return &Desk{settings, publicURL}
}

// described is the event of the institution as the transaction leaves it.
func described(ctx context.Context, tx *sqlx.Tx, key string) ([]bus.Event, error) {
	if key != Title.Key && key != Accent.Key {
		return nil, nil
	}
	if err := database.Alone(ctx, tx, "institution"); err != nil { // or two could tell of one version
		return nil, err
	}
	title, titles, err := setting.In[map[string]string](ctx, tx, Title)
	if err != nil {
		return nil, fmt.Errorf("describing the institution: %w", err)
	}
	accent, accents, err := setting.In[string](ctx, tx, Accent)
	if err != nil {
		return nil, fmt.Errorf("describing the institution: %w", err)
	}
	// Versions of settings only grow, so their sum does.
	return []bus.Event{events.InstitutionDescribed{Version: titles + accents, Title: Text(title), Accent: accent}}, nil
}

// Text is a text by languages as events have it.
func Text(by map[string]string) events.Text {
	return events.Worded(words.Codes(), func(language string) string { return by[language] })
}
