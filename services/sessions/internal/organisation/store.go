package organisation

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// Store keeps organisations.
type Store struct {
	db  *sqlx.DB
	bus *bus.Bus
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus) *Store { return &Store{db: db, bus: b} }

const columns = `id, COALESCE(owner_id::text, ''), key, kind, names, region, ngo_kind, activity, COALESCE(merged_into::text, ''), version`

func scan(r page.Row) (Organisation, error) {
	o := Organisation{Names: []DatedName{}}
	err := r.Scan(&o.ID, &o.OwnerID, &o.Key, &o.Kind, database.IntoJSON(&o.Names), &o.Region, &o.NGOKind, database.IntoJSON(&o.Activity), &o.MergedInto, &o.Version)
	return o, err
}

// Create stores a new organisation; see forum.Store.Create for repeated
// requests. Two organisations with one key are the problem
// organisation_key_taken.
func (s *Store) Create(ctx context.Context, o Organisation, print []byte, by string) (Organisation, error) {
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if made, err := given.Made(ctx, tx, "organisations", o.ID, print); err != nil {
			return err
		} else if made {
			o, err = load(ctx, tx, o.ID, "")
			return err
		}
		e, err := Insert(ctx, tx, &o, print, by)
		if err != nil {
			return err
		}
		if e == nil {
			return problem.Conflict("organisation_key_taken")
		}
		return bus.Emit(ctx, tx, e)
	})
	if err != nil {
		return Organisation{}, err
	}
	return o, nil
}

// Insert stores an organisation in the caller's transaction and returns the
// event to emit; nil means that its id or its key is there already.
func Insert(ctx context.Context, tx *sqlx.Tx, o *Organisation, print []byte, by string) (bus.Event, error) {
	o.Version = 1
	made, err := tx.ExecContext(ctx, `
		INSERT INTO organisations (id, key, kind, names, region, version, print, owner_id, ngo_kind, activity)
		VALUES ($1, $2, $3, $4, $5, $6, $7, NULLIF($8, '')::uuid, $9, $10) ON CONFLICT DO NOTHING`,
		o.ID, o.Key, o.Kind, database.AsJSON(o.Names), o.Region, o.Version, print, o.OwnerID, o.NGOKind, database.AsJSON(o.Activity))
	if err != nil {
		return nil, refused(err, "storing organisation")
	}
	n, err := made.RowsAffected()
	if err != nil || n == 0 {
		return nil, err
	}
	return o.Registered(), Record(ctx, tx, Entry{OrganisationID: o.ID, What: Registered, By: by, After: o})
}

// refused turns what the database says of an organisation into a problem.
func refused(err error, doing string) error {
	switch database.Constraint(err) {
	case "organisation_key_once":
		return problem.Conflict("organisation_key_taken")
	case "organisations_owner_id_fkey":
		return problem.InvalidField("/owner_id", "forum_not_found")
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// Change applies a change, if the caller may.
func (s *Store) Change(ctx context.Context, id string, c Change, by token.Caller) (o Organisation, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if o, err = Hold(ctx, tx, id); err != nil {
			return err
		}
		if err := o.MayChange(by, c); err != nil {
			return err
		}
		return Make(ctx, tx, &o, c, Entry{What: Changed, By: by.Subject})
	})
	return o, err
}

// Load returns an organisation, or the problem organisation_not_found.
func Load(ctx context.Context, q sqlx.QueryerContext, id string) (Organisation, error) {
	return load(ctx, q, id, "")
}

// Hold loads an organisation that nobody else changes until the transaction ends.
func Hold(ctx context.Context, tx *sqlx.Tx, id string) (Organisation, error) {
	return load(ctx, tx, id, "FOR UPDATE")
}

// Make makes a change in the caller's transaction, which holds the organisation;
// the entry says how it came to be.
func Make(ctx context.Context, tx *sqlx.Tx, o *Organisation, c Change, e Entry) error {
	before := *o
	if err := o.Apply(c); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE organisations SET key = $2, kind = $3, names = $4, region = $5, version = $6, owner_id = NULLIF($7, '')::uuid,
			ngo_kind = $8, activity = $9 WHERE id = $1`,
		o.ID, o.Key, o.Kind, database.AsJSON(o.Names), o.Region, o.Version, o.OwnerID, o.NGOKind, database.AsJSON(o.Activity))
	if err != nil {
		return refused(err, "saving organisation")
	}
	e.OrganisationID, e.Before, e.After = o.ID, &before, o
	if err := Record(ctx, tx, e); err != nil {
		return err
	}
	told, err := Followers(ctx, tx, o.ID, *o)
	if err != nil {
		return err
	}
	return bus.Emit(ctx, tx, append(told, o.Registered())...)
}

// mergedInto are the ids of what was merged into $1, and into those.
const mergedInto = `WITH RECURSIVE followers AS (
	SELECT id FROM organisations WHERE merged_into = $1
	UNION SELECT o.id FROM organisations o JOIN followers f ON o.merged_into = f.id) `

// Followers are the events of what was merged into an organisation, and into those:
// from now on they go by what is said of shown. It gives each a new version.
func Followers(ctx context.Context, tx *sqlx.Tx, id string, shown Organisation) ([]bus.Event, error) {
	all, err := collect(ctx, tx, mergedInto+`
		UPDATE organisations SET version = version + 1 WHERE id IN (SELECT id FROM followers) RETURNING `+columns, id)
	told := make([]bus.Event, len(all))
	for i, f := range all {
		told[i] = f.As(shown)
	}
	return told, err
}

// MergedInto returns what was merged into an organisation, and into those.
func MergedInto(ctx context.Context, q sqlx.QueryerContext, id string) ([]Organisation, error) {
	return collect(ctx, q, mergedInto+`SELECT `+columns+` FROM organisations WHERE id IN (SELECT id FROM followers) ORDER BY id`, id)
}

func collect(ctx context.Context, q sqlx.QueryerContext, query string, args ...any) ([]Organisation, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("reading organisations: %w", err)
	}
	return page.Collect(rows, scan)
}

// Reference stores the state bodies of the reference file that are not there
// yet and returns how many it added.
func (s *Store) Reference(ctx context.Context, by string) (r ReferenceLoaded, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		var added []bus.Event
		bodies := reference()
		for _, o := range bodies {
			e, err := Insert(ctx, tx, &o, given.Print(o), by)
			if err != nil {
				return err
			}
			if e != nil {
				added = append(added, e)
			}
		}
		r = ReferenceLoaded{Added: len(added), Known: len(bodies) - len(added)}
		return bus.Emit(ctx, tx, added...)
	})
	return r, err
}

// Known reports whether there is such an organisation.
func Known(ctx context.Context, tx *sqlx.Tx, id string) (bool, error) {
	_, err := load(ctx, tx, id, "FOR SHARE")
	if errors.Is(err, problem.NotFound("organisation_not_found")) {
		return false, nil
	}
	return err == nil, err
}

func load(ctx context.Context, q sqlx.QueryerContext, id, lock string) (Organisation, error) {
	o, err := scan(q.QueryRowxContext(ctx, `SELECT `+columns+` FROM organisations WHERE id = $1 `+lock, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Organisation{}, problem.NotFound("organisation_not_found")
	}
	if err != nil {
		return Organisation{}, fmt.Errorf("loading organisation: %w", err)
	}
	return o, nil
}

// All returns every organisation, for imports that refer to them by name.
func All(ctx context.Context, q sqlx.QueryerContext) ([]Organisation, error) {
	return collect(ctx, q, `SELECT `+columns+` FROM organisations ORDER BY id`)
}

// Standing is which of all an organisation is, after every merge.
func Standing(all []Organisation) func(id string) string {
	into := map[string]string{}
	for _, o := range all {
		if o.MergedInto != "" {
			into[o.ID] = o.MergedInto
		}
	}
	return func(id string) string {
		for into[id] != "" {
			id = into[id]
		}
		return id
	}
}
