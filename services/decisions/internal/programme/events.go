package programme

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
)

// Subscriptions keep the copy up to date. Each keeps the highest version heard,
// whatever the order of arrival.
func Subscriptions() []bus.Subscription {
	return []bus.Subscription{
		bus.On("keep-forums", keepForum),
		bus.On("keep-themes", keepTheme),
		bus.On("keep-sessions", keepSession),
		bus.On("drop-sessions", dropSession),
		bus.On("keep-organisations", keepOrganisation),
		bus.On("keep-institution", keepInstitution),
	}
}

func keepForum(ctx context.Context, tx *sqlx.Tx, e events.ForumDescribed, _ bus.Received) error {
	return keep(ctx, tx, "forum", `
		INSERT INTO forums AS old (id, version, described) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, described = excluded.described
		WHERE old.version < excluded.version`, e.ForumID, e.Version, database.AsJSON(e))
}

func keepTheme(ctx context.Context, tx *sqlx.Tx, e events.ThemeDescribed, _ bus.Received) error {
	return keep(ctx, tx, "theme", `
		INSERT INTO themes AS old (id, forum_id, version, title, position) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, title = excluded.title, position = excluded.position
		WHERE old.version < excluded.version`, e.ThemeID, e.ForumID, e.Version, database.AsJSON(e.Title), e.Position)
}

func keepSession(ctx context.Context, tx *sqlx.Tx, e events.SessionScheduled, _ bus.Received) error {
	return keep(ctx, tx, "session", `
		INSERT INTO sessions AS old (id, forum_id, version, title, yurt, kind, starts_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, title = excluded.title, yurt = excluded.yurt,
			kind = excluded.kind, starts_at = excluded.starts_at, state = excluded.state
		WHERE old.version < excluded.version`, e.SessionID, e.ForumID, e.Version, database.AsJSON(e.Title), e.Yurt, e.Kind, e.StartsAt, e.State)
}

// dropSession leaves a mark of a session that was removed, so that what is told late
// does not bring it back.
func dropSession(ctx context.Context, tx *sqlx.Tx, e events.SessionRemoved, _ bus.Received) error {
	return keep(ctx, tx, "session", `
		INSERT INTO sessions AS old (id, forum_id, version, title, yurt, kind, state) VALUES ($1, $2, $3, '{}', 0, '', 'removed')
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state
		WHERE old.version < excluded.version`, e.SessionID, e.ForumID, e.Version)
}

func keepOrganisation(ctx context.Context, tx *sqlx.Tx, e events.OrganisationRegistered, _ bus.Received) error {
	return keep(ctx, tx, "organisation", `
		INSERT INTO organisations AS old (id, version, kind, names) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, kind = excluded.kind, names = excluded.names
		WHERE old.version < excluded.version`, e.OrganisationID, e.Version, e.Kind, database.AsJSON(e.Names))
}

func keepInstitution(ctx context.Context, tx *sqlx.Tx, e events.InstitutionDescribed, _ bus.Received) error {
	return keep(ctx, tx, "institution", `
		INSERT INTO institution AS old (version, title) VALUES ($1, $2)
		ON CONFLICT (one) DO UPDATE SET version = excluded.version, title = excluded.title
		WHERE old.version < excluded.version`, e.Version, database.AsJSON(e.Title))
}

func keep(ctx context.Context, tx *sqlx.Tx, what, statement string, args ...any) error {
	if _, err := tx.ExecContext(ctx, statement, args...); err != nil {
		return fmt.Errorf("keeping %s: %w", what, err)
	}
	return nil
}
