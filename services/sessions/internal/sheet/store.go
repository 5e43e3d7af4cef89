package sheet

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/services/sessions/internal/device"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
)

// Store makes sheets. Only hashes of codes are kept, so a sheet cannot be printed
// twice: a new one has other codes, and ends those of the last.
type Store struct{ bus *bus.Bus }

// NewStore makes a store.
func NewStore(b *bus.Bus) *Store { return &Store{b} }

// Make makes the sheet of a forum.
func (s *Store) Make(ctx context.Context, forumID, by, public string) (sheet PairingSheet, err error) {
	sheet.Entries = []SheetCode{}
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		f, err := forum.Hold(ctx, tx, forumID)
		if err != nil {
			return err
		}
		if err := f.Open(); err != nil {
			return err
		}
		sheet.ExpiresAt = until(f, database.Now())
		if err := end(ctx, tx, forumID); err != nil {
			return err
		}
		var sessions []string
		err = tx.SelectContext(ctx, &sessions, `SELECT id::text FROM sessions WHERE forum_id = $1 AND state <> 'cancelled' AND kind <> 'plenary'
			ORDER BY yurt = 0, yurt, starts_at, id LIMIT 500`, forumID)
		if err != nil {
			return fmt.Errorf("listing sessions: %w", err)
		}
		for _, session := range append([]string{""}, sessions...) {
			e := SheetCode{SessionID: session, Code: device.NewCode()}
			e.URL = public + "/t/#pair=" + e.Code
			if err := keep(ctx, tx, forumID, by, e, sheet); err != nil {
				return err
			}
			if session == "" {
				sheet.Any = e
			} else {
				sheet.Entries = append(sheet.Entries, e)
			}
		}
		return nil
	})
	return sheet, err
}

func keep(ctx context.Context, tx *sqlx.Tx, forumID, by string, e SheetCode, sheet PairingSheet) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO pairings (code_hash, forum_id, session_id, made_by, expires_at, many) VALUES ($1, $2, nullif($3, '')::uuid, $4, $5, true)`,
		given.Fingerprint(e.Code), forumID, e.SessionID, by, sheet.ExpiresAt)
	if err != nil {
		return fmt.Errorf("storing a code of a sheet: %w", err)
	}
	return nil
}

// end makes the codes of the forum's last sheet worth nothing.
func end(ctx context.Context, tx *sqlx.Tx, forumID string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM pairings WHERE forum_id = $1 AND many`, forumID); err != nil {
		return fmt.Errorf("ending a sheet: %w", err)
	}
	return nil
}

// End is end alone: a sheet was lost.
func (s *Store) End(ctx context.Context, forumID string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if _, err := forum.Hold(ctx, tx, forumID); err != nil {
			return err
		}
		return end(ctx, tx, forumID)
	})
}
