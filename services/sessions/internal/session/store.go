package session

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
	"github.com/shanyraq/shanyraq/services/sessions/internal/theme"
	"github.com/shanyraq/shanyraq/services/sessions/internal/use"
)

// Store keeps sessions.
type Store struct {
	db     *sqlx.DB
	bus    *bus.Bus
	forums *forum.Store
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus, forums *forum.Store) *Store { return &Store{db, b, forums} }

const columns = `id, forum_id, kind, COALESCE(theme_id::text, ''), title, place, yurt, starts_at, ends_at, people, language, link, state, reason, method, version`

func scan(r page.Row) (Session, error) {
	s := Session{People: []Person{}}
	err := r.Scan(&s.ID, &s.ForumID, &s.Kind, &s.ThemeID, database.IntoJSON(&s.Title), database.IntoJSON(&s.Place), &s.Yurt,
		&s.StartsAt, &s.EndsAt, database.IntoJSON(&s.People), &s.Language, &s.Link, &s.State, database.IntoJSON(&s.Reason),
		&s.Method, &s.Version)
	s.StartsAt, s.EndsAt = s.StartsAt.UTC(), s.EndsAt.UTC()
	return s, err
}

// Create stores a new session; see forum.Store.Create for repeated requests.
func (s *Store) Create(ctx context.Context, n Session, print []byte) (Session, error) {
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) (err error) {
		n, _, err = Make(ctx, tx, n, print)
		return err
	})
	if err != nil {
		return Session{}, err
	}
	return n, nil
}

// Make is Create within a transaction; it tells whether the session was made before.
func Make(ctx context.Context, tx *sqlx.Tx, n Session, print []byte) (stored Session, before bool, err error) {
	if made, err := given.Made(ctx, tx, "sessions", n.ID, print); err != nil {
		return n, false, err
	} else if made {
		n, err = load(ctx, tx, n.ForumID, n.ID, "")
		return n, true, err
	}
	if err := references(ctx, tx, n); err != nil {
		return n, false, err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO sessions (id, forum_id, kind, theme_id, title, place, yurt, starts_at, ends_at, people, language, link, state, method, version, print)
		VALUES ($1, $2, $3, NULLIF($4, '')::uuid, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		n.ID, n.ForumID, n.Kind, n.ThemeID, database.AsJSON(n.Title), database.AsJSON(n.Place), n.Yurt, n.StartsAt, n.EndsAt,
		database.AsJSON(n.People), n.Language, n.Link, n.State, n.Method, n.Version, print)
	if err != nil {
		return n, false, fmt.Errorf("storing session: %w", err)
	}
	return n, false, bus.Emit(ctx, tx, n.scheduled())
}

// Change applies a change.
func (s *Store) Change(ctx context.Context, forumID, id string, c sessionChange) (n Session, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if n, err = load(ctx, tx, forumID, id, "FOR UPDATE"); err != nil {
			return err
		}
		if err := n.Apply(c); err != nil {
			return err
		}
		if err := references(ctx, tx, n); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `
			UPDATE sessions SET theme_id = NULLIF($2, '')::uuid, title = $3, place = $4, yurt = $5, starts_at = $6,
				ends_at = $7, people = $8, language = $9, state = $10, version = $11, kind = $12, link = $13, reason = $14 WHERE id = $1`,
			n.ID, n.ThemeID, database.AsJSON(n.Title), database.AsJSON(n.Place), n.Yurt, n.StartsAt, n.EndsAt, database.AsJSON(n.People),
			n.Language, n.State, n.Version, n.Kind, n.Link, database.AsJSON(n.Reason))
		if err != nil {
			return fmt.Errorf("saving session: %w", err)
		}
		return bus.Emit(ctx, tx, n.scheduled())
	})
	return n, err
}

// Plan notes where the plan of a session that tx holds came from.
func Plan(ctx context.Context, tx *sqlx.Tx, n Session, method string) (Session, error) {
	n.Method = method
	n.Version++
	if _, err := tx.ExecContext(ctx, `UPDATE sessions SET method = $2, version = $3 WHERE id = $1`, n.ID, n.Method, n.Version); err != nil {
		return n, fmt.Errorf("saving session: %w", err)
	}
	return n, bus.Emit(ctx, tx, n.scheduled())
}

// Delete deletes a session of which tx holds no round any more, or returns the problem
// in_use when somebody or something came to it.
func Delete(ctx context.Context, tx *sqlx.Tx, n Session) error {
	if err := use.None(ctx, tx, n.ID); err != nil {
		return err
	}
	// Codes that nobody has used are worth nothing.
	if _, err := tx.ExecContext(ctx, `DELETE FROM pairings WHERE session_id = $1 AND redeemed_at IS NULL`, n.ID); err != nil {
		return fmt.Errorf("undoing the codes of a session: %w", err)
	}
	if err := use.Delete(ctx, tx, "sessions", n.ID); err != nil {
		return err
	}
	return bus.Emit(ctx, tx, events.SessionRemoved{ForumID: n.ForumID, SessionID: n.ID, Version: n.Version + 1})
}

// All are the sessions of a forum in the order of the programme.
func All(ctx context.Context, tx *sqlx.Tx, forumID string) ([]Session, error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+columns+` FROM sessions WHERE forum_id = $1 ORDER BY starts_at, yurt, id`, forumID)
	if err != nil {
		return nil, fmt.Errorf("loading sessions: %w", err)
	}
	return page.Collect(rows, scan)
}

// references checks that what the session points at is there, in its forum.
func references(ctx context.Context, tx *sqlx.Tx, n Session) error {
	if _, err := forum.Hold(ctx, tx, n.ForumID); err != nil {
		return err
	}
	if n.ThemeID != "" {
		if _, err := theme.Find(ctx, tx, n.ForumID, n.ThemeID); errors.Is(err, problem.NotFound("theme_not_found")) {
			return problem.InvalidField("/theme_id", "theme_not_found")
		} else if err != nil {
			return err
		}
	}
	var participants, accounts []string
	for _, p := range n.People {
		if p.ParticipantID != "" {
			participants = append(participants, p.ParticipantID)
		} else {
			accounts = append(accounts, p.AccountID)
		}
	}
	var unknown int
	err := tx.GetContext(ctx, &unknown, `
		SELECT (SELECT count(*) FROM unnest($2::uuid[]) AS p(id) WHERE NOT EXISTS (SELECT FROM participants WHERE forum_id = $1 AND id = p.id))
		     + (SELECT count(*) FROM unnest($3::uuid[]) AS a(id) WHERE NOT EXISTS (SELECT FROM accounts WHERE id = a.id))`,
		n.ForumID, pq.Array(participants), pq.Array(accounts))
	if err != nil {
		return fmt.Errorf("looking for the session's people: %w", err)
	}
	if unknown > 0 {
		return problem.InvalidField("/people", "unknown_person")
	}
	return nil
}

// Load returns a session of the forum, or the problem session_not_found.
func (s *Store) Load(ctx context.Context, forumID, id string) (Session, error) {
	return load(ctx, s.db, forumID, id, "")
}

// Of returns the problem session_not_found unless the session is the forum's.
func Of(ctx context.Context, q sqlx.QueryerContext, forumID, id string) error {
	_, err := load(ctx, q, forumID, id, "")
	return err
}

// Chosen is a session as somebody chooses it.
type Chosen struct {
	ID    string      `json:"id"`
	Yurt  int         `json:"yurt"`
	Title events.Text `json:"title"`
}

// Choice are the sessions of a forum at which tablets can stand.
func Choice(ctx context.Context, tx *sqlx.Tx, forumID string) ([]Chosen, error) {
	rows, err := tx.QueryContext(ctx, `SELECT id, yurt, title FROM sessions WHERE forum_id = $1 AND state <> 'cancelled' AND kind <> 'plenary'
		ORDER BY yurt = 0, yurt, starts_at, id LIMIT 500`, forumID)
	if err != nil {
		return nil, fmt.Errorf("listing sessions: %w", err)
	}
	return page.Collect(rows, func(r page.Row) (c Chosen, err error) {
		err = r.Scan(&c.ID, &c.Yurt, database.IntoJSON(&c.Title))
		return c, err
	})
}

// Hold returns a session and keeps everybody else who holds it waiting until tx
// ends.
func Hold(ctx context.Context, tx *sqlx.Tx, forumID, id string) (Session, error) {
	return load(ctx, tx, forumID, id, "FOR UPDATE")
}

func load(ctx context.Context, q sqlx.QueryerContext, forumID, id, lock string) (Session, error) {
	n, err := scan(q.QueryRowxContext(ctx, `SELECT `+columns+` FROM sessions WHERE forum_id = $1 AND id = $2 `+lock, forumID, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Session{}, problem.NotFound("session_not_found")
	}
	if err != nil {
		return Session{}, fmt.Errorf("loading session: %w", err)
	}
	return n, nil
}

var listing = page.Listing[Session]{
	Noun: "sessions", Columns: columns, From: "sessions", Order: "starts_at, yurt, id::text", Scan: scan,
	Key: func(n Session) []string {
		return []string{n.StartsAt.Format(time.RFC3339Nano), strconv.Itoa(n.Yurt), n.ID}
	},
	After: func(c database.Conditions, key []string) (database.Conditions, error) {
		starts, err := time.Parse(time.RFC3339Nano, key[0])
		yurt, wrong := strconv.ParseInt(key[1], 10, 32)
		if err != nil || wrong != nil {
			return c, problem.InvalidField("query.after", "invalid_value")
		}
		return c.And("(starts_at, yurt, id::text) > (?, ?, ?)", starts, yurt, key[2]), nil
	},
}

// List returns the forum's sessions by their time and their yurt; of their
// people nothing when it is to be brief.
func (s *Store) List(ctx context.Context, forumID string, q page.Query, w web.Window) (page.List[Session], error) {
	fits, err := w.Within(database.Where("forum_id = ?", forumID), "id")
	if err != nil {
		return page.List[Session]{}, err
	}
	l, err := listing.Read(ctx, s.db, fits, q, w)
	for i := range l.Items {
		if w.Brief {
			l.Items[i].People = []Person{}
		}
	}
	return l, err
}
