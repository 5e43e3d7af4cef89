// Package pulse is what a tablet says of itself while it works: its battery, its
// version, its clock, what it has not been able to send.
package pulse

import (
	"context"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/device"
)

// Pulse is one report. Nobody is told of it by an event: every minute of every
// tablet would fill the stream.
type Pulse struct {
	Battery  *int      `json:"battery,omitempty" minimum:"0" maximum:"100" doc:"percent; left out where the browser does not tell"`
	Charging *bool     `json:"charging,omitempty"`
	Version  string    `json:"version,omitempty" maxLength:"60" doc:"of the application on the tablet"`
	At       time.Time `json:"at" doc:"now, by the tablet's own clock"`
	Unsent   int       `json:"unsent" minimum:"0" maximum:"1000000" doc:"what it still has to send, lines and everything else"`
}

type input struct {
	device.Path
	Body Pulse
}

// Store keeps the last report of each tablet.
type Store struct{ db *sqlx.DB }

// NewStore makes a store.
func NewStore(db *sqlx.DB) *Store { return &Store{db} }

// Routes registers the route: a tablet speaks of itself, and an organiser of one
// that is written down by hand.
func Routes(api huma.API, s *Store) {
	huma.Post(api, "/forums/{forum}/devices/{device}/pulse", s.take, web.NoContent, web.Roles(access.Organiser), web.Itself(access.Tablet, "device"),
		audit.Off("every minute from every tablet, and the last one is kept"))
}

func (s *Store) take(ctx context.Context, in *input) (*struct{}, error) {
	now, b := database.Now(), in.Body
	done, err := s.db.ExecContext(ctx, `
		UPDATE devices SET heard_at = $3, last_seen_at = $3, battery = $4, charging = $5, app_version = $6, clock_offset_ms = $7, unsent = $8
		WHERE id = $1 AND forum_id = $2 AND revoked_at IS NULL`,
		in.Device, in.ForumID(), now, b.Battery, b.Charging, b.Version, b.At.Sub(now).Milliseconds(), b.Unsent)
	if err != nil {
		return nil, fmt.Errorf("keeping what a tablet says of itself: %w", err)
	}
	n, err := done.RowsAffected()
	if err == nil && n == 0 && token.Of(ctx).Kind == "staff" {
		return nil, problem.NotFound("device_not_found")
	}
	if err != nil || n == 0 {
		return nil, problem.Unauthenticated("device_revoked").Because(err)
	}
	return nil, nil
}
