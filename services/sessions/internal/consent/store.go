package consent

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
)

// Store keeps consent texts, every version of them.
type Store struct {
	db     *sqlx.DB
	forums *forum.Store
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, forums *forum.Store) *Store { return &Store{db: db, forums: forums} }

// Now returns the text that people of the forum are shown now.
func (s *Store) Now(ctx context.Context, forumID string) (ConsentText, error) {
	return newest(ctx, s.db, forumID, "")
}

// Read returns the version of the forum's text, or the problem
// consent_text_unknown at /text_version.
func Read(ctx context.Context, q sqlx.QueryerContext, forumID, version string) (ConsentText, error) {
	if version == beginning {
		return Beginning(), nil
	}
	t, err := newest(ctx, q, forumID, version)
	if err == nil && t.Version != version {
		err = problem.InvalidField("/text_version", "consent_text_unknown")
	}
	return t, err
}

// newest returns the newest text of the forum, or of the version if one is named.
func newest(ctx context.Context, q sqlx.QueryerContext, forumID, version string) (ConsentText, error) {
	var t ConsentText
	err := q.QueryRowxContext(ctx, `
		SELECT version::text, operator, COALESCE(to_char(until, 'YYYY-MM-DD'), ''), address, processing, notifications, made_by, made_at
		FROM consent_texts WHERE forum_id = $1 AND ($2 = '' OR version::text = $2) ORDER BY version DESC LIMIT 1`, forumID, version).
		Scan(&t.Version, database.IntoJSON(&t.Operator), &t.Until, &t.Address, database.IntoJSON(&t.Processing), database.IntoJSON(&t.Notifications), &t.MadeBy, &t.MadeAt)
	if errors.Is(err, sql.ErrNoRows) {
		return Beginning(), nil
	}
	if err != nil {
		return ConsentText{}, fmt.Errorf("loading the consent text: %w", err)
	}
	return t, nil
}

// Write makes the forum's next version. Errors: forum_not_found, and
// changed_meanwhile when the newest is another one than seen.
func (s *Store) Write(ctx context.Context, forumID, seen string, t ConsentText) (ConsentText, error) {
	err := database.InTx(ctx, s.db, func(tx *sqlx.Tx) error {
		if _, err := forum.Hold(ctx, tx, forumID); err != nil {
			return err
		}
		n, err := forum.Next(ctx, tx, forumID, "consent_text")
		if err != nil {
			return err
		}
		before, err := newest(ctx, tx, forumID, "")
		if err != nil {
			return err
		}
		if before.Version != seen {
			return problem.Conflict("changed_meanwhile").With("version", before.Version)
		}
		now := database.Now()
		t.Version, t.MadeAt = strconv.Itoa(n), &now
		_, err = tx.ExecContext(ctx, `
			INSERT INTO consent_texts (forum_id, version, operator, until, address, processing, notifications, made_by, made_at)
			VALUES ($1, $2, $3, NULLIF($4, '')::date, $5, $6, $7, $8, $9)`,
			forumID, n, database.AsJSON(t.Operator), t.Until, t.Address, database.AsJSON(t.Processing), database.AsJSON(t.Notifications), t.MadeBy, now)
		if err != nil {
			return fmt.Errorf("storing the consent text: %w", err)
		}
		return nil
	})
	return t, err
}
