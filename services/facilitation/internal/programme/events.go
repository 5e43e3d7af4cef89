package programme

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
)

// Subscriptions are what is heard of the programme.
func Subscriptions() []bus.Subscription {
	return []bus.Subscription{
		bus.On("admit-device", admitDevice),
		bus.On("refuse-device", refuseDevice),
		bus.On("know-session", knowSession),
		bus.On("know-theme", knowTheme),
		bus.On("drop-theme", dropTheme),
	}
}

// admitDevice lets a tablet work again that was revoked and paired anew.
func admitDevice(ctx context.Context, tx *sqlx.Tx, e events.DevicePaired, _ bus.Received) error {
	return keepDevice(ctx, tx, e.DeviceID, e.ForumID, false, e.Version)
}

// refuseDevice shuts a tablet out although its token is still good for minutes.
func refuseDevice(ctx context.Context, tx *sqlx.Tx, e events.DeviceRevoked, _ bus.Received) error {
	return keepDevice(ctx, tx, e.DeviceID, e.ForumID, true, e.Version)
}

func keepDevice(ctx context.Context, tx *sqlx.Tx, id, forum string, revoked bool, version int) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO devices (device_id, forum_id, revoked, version) VALUES ($1, $2, $3, $4)
		ON CONFLICT (device_id, forum_id) DO UPDATE SET revoked = excluded.revoked, version = excluded.version
		WHERE devices.version < excluded.version`, id, forum, revoked, version)
	if err != nil {
		return fmt.Errorf("keeping device: %w", err)
	}
	return nil
}

func knowSession(ctx context.Context, tx *sqlx.Tx, e events.SessionScheduled, _ bus.Received) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO programme_sessions (session_id, forum_id, version, theme_id) VALUES ($1, $2, $3, nullif($4, '')::uuid)
		ON CONFLICT (session_id) DO UPDATE SET forum_id = excluded.forum_id, version = excluded.version, theme_id = excluded.theme_id
		WHERE programme_sessions.version < excluded.version`, e.SessionID, e.ForumID, e.Version, e.ThemeID)
	if err != nil {
		return fmt.Errorf("keeping session: %w", err)
	}
	return nil
}

func knowTheme(ctx context.Context, tx *sqlx.Tx, e events.ThemeDescribed, _ bus.Received) error {
	title, err := json.Marshal(e.Title)
	if err != nil {
		return bus.Permanent(fmt.Errorf("encoding theme's title: %w", err))
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO themes (theme_id, forum_id, key, title, version) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (theme_id) DO UPDATE SET forum_id = excluded.forum_id, key = excluded.key, title = excluded.title, version = excluded.version
		WHERE themes.version < excluded.version`, e.ThemeID, e.ForumID, e.Key, string(title), e.Version)
	if err != nil {
		return fmt.Errorf("keeping theme: %w", err)
	}
	return nil
}

// dropTheme leaves a mark of a theme that was deleted, so that what is told late does
// not bring it back.
func dropTheme(ctx context.Context, tx *sqlx.Tx, e events.ThemeRemoved, _ bus.Received) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO themes (theme_id, forum_id, key, title, version, removed) VALUES ($1, $2, '', '{}', $3, true)
		ON CONFLICT (theme_id) DO UPDATE SET version = excluded.version, removed = true
		WHERE themes.version < excluded.version`, e.ThemeID, e.ForumID, e.Version)
	if err != nil {
		return fmt.Errorf("dropping theme: %w", err)
	}
	return nil
}
