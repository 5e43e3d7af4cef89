package group

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// Store keeps groups.
type Store struct {
	db  *sqlx.DB
	bus *bus.Bus
}

// NewStore makes the store.
func NewStore(db *sqlx.DB, b *bus.Bus) *Store { return &Store{db, b} }

// row is a group in its table.
type row struct {
	ID            string                             `db:"id"`
	ForumID       string                             `db:"forum_id"`
	SessionID     string                             `db:"session_id"`
	Version       int                                `db:"version"`
	State         events.GroupState                  `db:"state"`
	Title         database.JSON[events.Text]         `db:"title"`
	SuggestionIDs database.JSON[events.List[string]] `db:"suggestion_ids"`
	Position      int                                `db:"position"`
	ChangedAt     time.Time                          `db:"changed_at"`
}

// board is all groups of a session, the dissolved ones too.
type board []*Group

func load(ctx context.Context, q sqlx.QueryerContext, where string, args ...any) (board, error) {
	var rows []row
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT id, forum_id, session_id, version, state, title, suggestion_ids, position, changed_at FROM groups `+where+` ORDER BY position, id`, args...)
	if err != nil {
		return nil, fmt.Errorf("loading groups: %w", err)
	}
	all := make(board, len(rows))
	for i, r := range rows {
		all[i] = &Group{
			ID: r.ID, ForumID: r.ForumID, SessionID: r.SessionID, Version: r.Version, State: r.State,
			Title: r.Title.V, SuggestionIDs: r.SuggestionIDs.V, Position: r.Position, ChangedAt: r.ChangedAt.UTC(),
		}
	}
	return all, nil
}

// List returns a session's groups in their order.
func (s *Store) List(ctx context.Context, forum, session string) ([]*Group, error) {
	return load(ctx, s.db, `WHERE forum_id = $1 AND session_id = $2 AND state = 'standing'`, forum, session)
}

// Arrange makes or changes a group. Suggestions that lay in other groups of the
// session are taken out there. Errors: those of Group.Arrange; id_taken;
// too_many_groups; suggestion_of_other_forum.
func (s *Store) Arrange(ctx context.Context, forum, session, id, by string, a Arrangement) (*Group, error) {
	var g *Group
	err := s.change(ctx, forum, session, by, func(tx *sqlx.Tx, all board) (changed []*Group, told []bus.Event, err error) {
		if g, err = all.find(ctx, tx, forum, session, id); err != nil {
			return nil, nil, err
		}
		if arranged, err := g.Arrange(a); err != nil || !arranged {
			return nil, nil, err
		}
		if g.Version == 1 && all.standing() >= MaxGroups {
			return nil, nil, problem.Conflict("too_many_groups", "limit", MaxGroups)
		}
		if err := ownSuggestions(ctx, tx, forum, a.SuggestionIDs); err != nil {
			return nil, nil, err
		}
		for _, other := range all {
			if other != g && other.State == Standing && other.Release(a.SuggestionIDs) {
				changed, told = append(changed, other), append(told, events.GroupArranged{Group: other.public()})
			}
		}
		return append(changed, g), append(told, events.GroupArranged{Group: g.public()}), nil
	})
	return g, err
}

// Dissolve takes a group apart; doing it again is harmless. base is the version
// that the caller saw, 0 = did not say. Errors: group_not_found, newer_version.
func (s *Store) Dissolve(ctx context.Context, forum, session, id, by string, base int) error {
	return s.change(ctx, forum, session, by, func(_ *sqlx.Tx, all board) ([]*Group, []bus.Event, error) {
		i := slices.IndexFunc(all, func(g *Group) bool { return g.ID == id })
		if i < 0 {
			return nil, nil, problem.NotFound("group_not_found")
		}
		g := all[i]
		if g.State == Standing && base != 0 && base != g.Version {
			return nil, nil, problem.Conflict("newer_version").With("newer", *g)
		}
		if !g.Dissolve() {
			return nil, nil, nil
		}
		return []*Group{g}, []bus.Event{events.GroupDissolved{Group: g.public()}}, nil
	})
}

// find returns the group, a new one when nobody has made it yet. Error: id_taken
// when it is another session's.
func (b board) find(ctx context.Context, tx *sqlx.Tx, forum, session, id string) (*Group, error) {
	for _, g := range b {
		if g.ID == id {
			return g, nil
		}
	}
	elsewhere, err := load(ctx, tx, `WHERE id = $1`, id)
	if err != nil {
		return nil, err
	}
	if len(elsewhere) > 0 {
		return nil, problem.Conflict("id_taken")
	}
	return &Group{ID: id, ForumID: forum, SessionID: session, State: Standing}, nil
}

func (b board) standing() (n int) {
	for _, g := range b {
		if g.State == Standing {
			n++
		}
	}
	return n
}

// ownSuggestions refuses suggestions of another forum. Those that have not
// arrived yet are taken on trust.
func ownSuggestions(ctx context.Context, tx *sqlx.Tx, forum string, ids []string) error {
	var foreign bool
	err := tx.GetContext(ctx, &foreign, `SELECT EXISTS (SELECT FROM suggestions WHERE id = ANY($1::uuid[]) AND forum_id <> $2)`, pq.Array(ids), forum)
	if err != nil {
		return fmt.Errorf("checking suggestions: %w", err)
	}
	if foreign {
		return problem.InvalidField("/suggestion_ids", "suggestion_of_other_forum")
	}
	return nil
}

// change loads a session's groups, lets do change them, and saves those that
// were, with their events, in one transaction.
func (s *Store) change(ctx context.Context, forum, session, by string,
	do func(*sqlx.Tx, board) ([]*Group, []bus.Event, error)) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO boards (session_id, forum_id) VALUES ($1, $2) ON CONFLICT (session_id) DO NOTHING`, session, forum)
		if err != nil {
			return fmt.Errorf("making board: %w", err)
		}
		var of string
		if err := tx.GetContext(ctx, &of, `SELECT forum_id FROM boards WHERE session_id = $1 FOR UPDATE`, session); err != nil {
			return fmt.Errorf("locking board: %w", err)
		}
		if of != forum {
			return problem.NotFound("session_not_found")
		}
		all, err := load(ctx, tx, `WHERE session_id = $1`, session)
		if err != nil {
			return err
		}
		changed, told, err := do(tx, all)
		if err != nil || len(changed) == 0 {
			return err
		}
		for _, g := range changed {
			g.ChangedAt = database.Now()
			if err := save(ctx, tx, g, by); err != nil {
				return err
			}
		}
		return bus.Emit(ctx, tx, told...)
	})
}

func save(ctx context.Context, tx *sqlx.Tx, g *Group, by string) error {
	done, err := tx.ExecContext(ctx, `
		INSERT INTO groups (id, forum_id, session_id, version, state, title, suggestion_ids, position, changed_at, changed_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state, title = excluded.title,
			suggestion_ids = excluded.suggestion_ids, position = excluded.position, changed_at = excluded.changed_at, changed_by = excluded.changed_by
		WHERE groups.session_id = excluded.session_id`,
		g.ID, g.ForumID, g.SessionID, g.Version, g.State, database.AsJSON(g.Title), database.AsJSON(g.SuggestionIDs), g.Position, g.ChangedAt, by)
	if err != nil {
		return fmt.Errorf("saving group: %w", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return problem.Conflict("id_taken") // by another session at this moment
}
