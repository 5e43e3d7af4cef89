package theme

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
	"github.com/shanyraq/shanyraq/services/sessions/internal/use"
)

// Store keeps themes.
type Store struct {
	db     *sqlx.DB
	bus    *bus.Bus
	forums *forum.Store
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus, forums *forum.Store) *Store { return &Store{db, b, forums} }

const columns = `id, forum_id, key, title, position, version`

func scan(r page.Row) (Theme, error) {
	var t Theme
	err := r.Scan(&t.ID, &t.ForumID, &t.Key, database.IntoJSON(&t.Title), &t.Position, &t.Version)
	return t, err
}

// Create stores a new theme; see forum.Store.Create for repeated requests. Two
// themes of a forum with one key are the problem theme_key_taken.
func (s *Store) Create(ctx context.Context, t Theme, print []byte) (Theme, error) {
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) (err error) {
		t, err = Make(ctx, tx, t, print)
		return err
	})
	if err != nil {
		return Theme{}, err
	}
	return t, nil
}

// Make is Create within a transaction.
func Make(ctx context.Context, tx *sqlx.Tx, t Theme, print []byte) (Theme, error) {
	if made, err := given.Made(ctx, tx, "themes", t.ID, print); err != nil {
		return t, err
	} else if made {
		return load(ctx, tx, t.ForumID, t.ID, "")
	}
	if _, err := forum.Hold(ctx, tx, t.ForumID); err != nil {
		return t, err
	}
	if t.Key == "" {
		var taken []string
		if err := tx.SelectContext(ctx, &taken, `SELECT key FROM themes WHERE forum_id = $1`, t.ForumID); err != nil {
			return t, fmt.Errorf("looking for the keys of themes: %w", err)
		}
		t.Key = keyOf(t.Title, taken)
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO themes (id, forum_id, key, title, position, version, print)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		t.ID, t.ForumID, t.Key, database.AsJSON(t.Title), t.Position, t.Version, print)
	if database.Constraint(err) == "theme_key_once" {
		return t, problem.Conflict("theme_key_taken")
	}
	if err != nil {
		return t, fmt.Errorf("storing theme: %w", err)
	}
	return t, bus.Emit(ctx, tx, t.described())
}

// Change applies a change.
func (s *Store) Change(ctx context.Context, forumID, id string, c themeChange) (t Theme, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if t, err = load(ctx, tx, forumID, id, "FOR UPDATE"); err != nil {
			return err
		}
		if err := t.Apply(c); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE themes SET title = $2, position = $3, version = $4 WHERE id = $1`,
			t.ID, database.AsJSON(t.Title), t.Position, t.Version)
		if err != nil {
			return fmt.Errorf("saving theme: %w", err)
		}
		return bus.Emit(ctx, tx, t.described())
	})
	return t, err
}

// Remove deletes a theme that nothing is about, or returns the problem in_use. A
// theme that is not there any more is gone already.
func (s *Store) Remove(ctx context.Context, forumID, id string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		t, err := load(ctx, tx, forumID, id, "FOR UPDATE")
		if err != nil {
			return err
		}
		return Delete(ctx, tx, t)
	})
}

// Delete is Remove within a transaction.
func Delete(ctx context.Context, tx *sqlx.Tx, t Theme) error {
	if err := use.None(ctx, tx, t.ID); err != nil {
		return err
	}
	if err := use.Delete(ctx, tx, "themes", t.ID); err != nil {
		return err
	}
	return bus.Emit(ctx, tx, events.ThemeRemoved{ForumID: t.ForumID, ThemeID: t.ID, Version: t.Version + 1})
}

// All are the themes of a forum in their order.
func All(ctx context.Context, tx *sqlx.Tx, forumID string) ([]Theme, error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+columns+` FROM themes WHERE forum_id = $1 ORDER BY position, id`, forumID)
	if err != nil {
		return nil, fmt.Errorf("loading themes: %w", err)
	}
	return page.Collect(rows, scan)
}

// Find returns a theme of the forum, or the problem theme_not_found.
func Find(ctx context.Context, q sqlx.QueryerContext, forumID, id string) (Theme, error) {
	return load(ctx, q, forumID, id, "")
}

func load(ctx context.Context, q sqlx.QueryerContext, forumID, id, lock string) (Theme, error) {
	t, err := scan(q.QueryRowxContext(ctx, `SELECT `+columns+` FROM themes WHERE forum_id = $1 AND id = $2 `+lock, forumID, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Theme{}, problem.NotFound("theme_not_found")
	}
	if err != nil {
		return Theme{}, fmt.Errorf("loading theme: %w", err)
	}
	return t, nil
}

// List returns the forum's themes in their order.
func (s *Store) List(ctx context.Context, forumID string, q page.Query) (page.List[Theme], error) {
	at, err := q.Place(2)
	if err != nil {
		return page.List[Theme]{}, err
	}
	position, _ := strconv.ParseInt(at[0], 10, 32) // 0 stands before all
	rows, err := s.db.QueryContext(ctx, `SELECT `+columns+` FROM themes
		WHERE forum_id = $1 AND (position, id::text) > ($2, $3) ORDER BY position, id::text LIMIT $4`,
		forumID, position, at[1], q.Limit+1)
	if err != nil {
		return page.List[Theme]{}, fmt.Errorf("listing themes: %w", err)
	}
	themes, err := page.Collect(rows, scan)
	return page.Of(themes, q, func(t Theme) []string { return []string{strconv.Itoa(t.Position), t.ID} }), err
}
