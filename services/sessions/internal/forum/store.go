package forum

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// Store keeps forums.
type Store struct {
	db       *sqlx.DB
	bus      *bus.Bus
	settings *setting.Store
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus, settings *setting.Store) *Store {
	return &Store{db: db, bus: b, settings: settings}
}

const columns = `id, kind, title, region, place, to_char(starts_on, 'YYYY-MM-DD'), to_char(ends_on, 'YYYY-MM-DD'),
	time_zone, opens, closes, eligible, quorum_percent, state, archived, version, coalesce(rehearsal_of::text, '')`

func scan(r page.Row) (Forum, error) {
	var f Forum
	err := r.Scan(&f.ID, &f.Kind, database.IntoJSON(&f.Title), &f.Region, database.IntoJSON(&f.Place), &f.StartsOn, &f.EndsOn,
		&f.TimeZone, &f.Opens, &f.Closes, &f.Quorum.Eligible, &f.Quorum.Percent, &f.State, &f.Archived, &f.Version, &f.RehearsalOf)
	return f, err
}

// Create stores a new forum. The same request again returns what is stored;
// another one under the same id is the problem id_taken.
func (s *Store) Create(ctx context.Context, f Forum, print []byte) (Forum, error) {
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) (err error) {
		f, _, err = Make(ctx, tx, f, print)
		return err
	})
	if err != nil {
		return Forum{}, err
	}
	return f, nil
}

// Make is Create within a transaction; it tells whether the forum was made before.
func Make(ctx context.Context, tx *sqlx.Tx, f Forum, print []byte) (stored Forum, before bool, err error) {
	if made, err := given.Made(ctx, tx, "forums", f.ID, print); err != nil {
		return f, false, err
	} else if made {
		f, err = load(ctx, tx, f.ID, "")
		return f, true, err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO forums (id, kind, title, region, place, starts_on, ends_on, time_zone, opens, closes, eligible, quorum_percent, state, version, print, rehearsal_of)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, NULLIF($16, '')::uuid)`,
		f.ID, f.Kind, database.AsJSON(f.Title), f.Region, database.AsJSON(f.Place), f.StartsOn, f.EndsOn,
		f.TimeZone, f.Opens, f.Closes, f.Quorum.Eligible, f.Quorum.Percent, f.State, f.Version, print, f.RehearsalOf)
	if err != nil {
		return f, false, fmt.Errorf("storing forum: %w", err)
	}
	return f, false, bus.Emit(ctx, tx, f.described())
}

// Change applies a change.
func (s *Store) Change(ctx context.Context, id string, c forumChange) (f Forum, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if f, err = load(ctx, tx, id, "FOR UPDATE"); err != nil {
			return err
		}
		if err := f.Apply(c); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `
			UPDATE forums SET title = $2, region = $3, place = $4, starts_on = $5, ends_on = $6, time_zone = $7,
				eligible = $8, quorum_percent = $9, state = $10, version = $11, kind = $12, opens = $13, closes = $14, archived = $15 WHERE id = $1`,
			f.ID, database.AsJSON(f.Title), f.Region, database.AsJSON(f.Place), f.StartsOn, f.EndsOn, f.TimeZone,
			f.Quorum.Eligible, f.Quorum.Percent, f.State, f.Version, f.Kind, f.Opens, f.Closes, f.Archived)
		if database.Constraint(err) == "rehearsal_at_a_time" {
			return problem.Conflict("rehearsal_is_on")
		}
		if err != nil {
			return fmt.Errorf("saving forum: %w", err)
		}
		return bus.Emit(ctx, tx, f.described())
	})
	return f, err
}

// Load returns a forum, or the problem forum_not_found.
func (s *Store) Load(ctx context.Context, id string) (Forum, error) { return load(ctx, s.db, id, "") }

// Visible returns a forum that the caller may see: one that is announced, or
// one where the caller has a role. Other drafts are not found.
func (s *Store) Visible(ctx context.Context, id string) (Forum, error) {
	f, err := s.Load(ctx, id)
	if err == nil && !f.Public() && !access.IsInside(ctx, id) {
		return Forum{}, problem.NotFound("forum_not_found")
	}
	return f, err
}

// Hold returns a forum and keeps it from changing until tx ends.
func Hold(ctx context.Context, tx *sqlx.Tx, id string) (Forum, error) {
	return load(ctx, tx, id, "FOR SHARE")
}

// HoldAlone is Hold that waits until nobody else holds the forum.
func HoldAlone(ctx context.Context, tx *sqlx.Tx, id string) (Forum, error) {
	return load(ctx, tx, id, "FOR UPDATE")
}

func load(ctx context.Context, q sqlx.QueryerContext, id, lock string) (Forum, error) {
	f, err := scan(q.QueryRowxContext(ctx, `SELECT `+columns+` FROM forums WHERE id = $1 `+lock, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Forum{}, problem.NotFound("forum_not_found")
	}
	if err != nil {
		return Forum{}, fmt.Errorf("loading forum: %w", err)
	}
	return f, nil
}

// RehearsalOf is the rehearsal of a forum that is on, an empty forum when none is.
func RehearsalOf(ctx context.Context, tx *sqlx.Tx, id string) (Forum, error) {
	f, err := scan(tx.QueryRowxContext(ctx, `SELECT `+columns+` FROM forums WHERE rehearsal_of = $1 AND NOT archived`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Forum{}, nil
	}
	if err != nil {
		return Forum{}, fmt.Errorf("loading rehearsal: %w", err)
	}
	return f, nil
}

// List returns the announced forums and those among mine, newest first; mine
// nil means all of the installation; those that were put away, or the others.
func (s *Store) List(ctx context.Context, mine []string, all, archived bool, q page.Query) (page.List[Forum], error) {
	at, err := q.Place(2)
	if err != nil {
		return page.List[Forum]{}, err
	}
	rows, err := s.db.QueryContext(ctx, `SELECT `+columns+` FROM forums
		WHERE (state <> 'draft' OR $1 OR id::text = ANY ($2))
		  AND archived = $6 AND ($3 = '' OR (to_char(starts_on, 'YYYY-MM-DD'), id::text) < ($3, $4))
		ORDER BY to_char(starts_on, 'YYYY-MM-DD') DESC, id::text DESC LIMIT $5`, all, pq.Array(mine), at[0], at[1], q.Limit+1, archived)
	if err != nil {
		return page.List[Forum]{}, fmt.Errorf("listing forums: %w", err)
	}
	forums, err := page.Collect(rows, scan)
	return page.Of(forums, q, func(f Forum) []string { return []string{string(f.StartsOn), f.ID} }), err
}

// Next is the next number, without gaps, of a noun within a scope (a forum or a
// session). The counter stays locked until tx ends.
func Next(ctx context.Context, tx *sqlx.Tx, scope, noun string) (n int, err error) {
	err = tx.GetContext(ctx, &n, `
		INSERT INTO counters (scope, noun, last) VALUES ($1, $2, 1)
		ON CONFLICT (scope, noun) DO UPDATE SET last = counters.last + 1 RETURNING last`, scope, noun)
	if err != nil {
		return 0, fmt.Errorf("numbering %s: %w", noun, err)
	}
	return n, nil
}
