package suggestion

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// Store keeps suggestions.
type Store struct {
	db        *sqlx.DB
	bus       *bus.Bus
	insertAll *sqlx.Stmt
	lanes     sync.Map // forum → *lane
}

// NewStore prepares the store. Its statement lives as long as db.
func NewStore(ctx context.Context, db *sqlx.DB, b *bus.Bus) (*Store, error) {
	s := &Store{db: db, bus: b}
	var err error
	if s.insertAll, err = db.PreparexContext(ctx, insertAll); err != nil {
		return nil, fmt.Errorf("preparing to store suggestions: %w", err)
	}
	return s, nil
}

const columns = `
	s.id, s.forum_id, coalesce(s.session_id::text, '') AS session_id, coalesce(s.round_id::text, '') AS round_id,
	coalesce(s.theme_id::text, '') AS theme_id, s.number, s.receipt, coalesce(w.text, s.text) AS text, s.text AS original_text,
	coalesce(w.language, s.language) AS language, s.language AS original_language,
	coalesce(w.tags, s.tags) AS tags, s.tags AS original_tags,
	coalesce(s.author_id::text, '') AS author_id, coalesce(s.typed_by::text, '') AS typed_by,
	coalesce(s.device_id::text, '') AS device_id, s.device_counter, s.captured_by, s.source, s.source_number,
	coalesce(s.received_on::text, '') AS received_on, s.state, coalesce(s.parked_theme_id::text, '') AS parked_theme_id,
	coalesce(s.parked_session_id::text, '') AS parked_session_id, coalesce(s.taken_session_id::text, '') AS taken_session_id,
	coalesce(s.declined_session_id::text, '') AS declined_session_id, s.received_at, s.version, s.wording_version, s.was_hidden`

const tables = `suggestions s LEFT JOIN wordings w ON w.suggestion_id = s.id AND w.version = s.wording_version`

// Get returns a suggestion with all its wordings and changes. Error:
// suggestion_not_found.
func (s *Store) Get(ctx context.Context, forum, id string) (*Suggestion, error) {
	return get(ctx, s.db, forum, id)
}

func get(ctx context.Context, q sqlx.QueryerContext, forum, id string) (*Suggestion, error) {
	var one Suggestion
	err := sqlx.GetContext(ctx, q, &one, `SELECT `+columns+` FROM `+tables+` WHERE s.forum_id = $1 AND s.id = $2`, forum, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, problem.NotFound("suggestion_not_found")
	}
	if err != nil {
		return nil, fmt.Errorf("loading suggestion: %w", err)
	}
	var later []Wording
	err = sqlx.SelectContext(ctx, q, &later, `
		SELECT version, text, language, tags, at, by, edit_id FROM wordings WHERE suggestion_id = $1 ORDER BY version`, id)
	if err != nil {
		return nil, fmt.Errorf("loading wordings: %w", err)
	}
	one.Wordings = append([]Wording{one.original()}, later...)
	err = sqlx.SelectContext(ctx, q, &one.Changes, `
		SELECT c.version, verb, note, at, by, CASE WHEN h.before <> '{}' AND h.until > now() THEN h.until END AS until
		FROM changes c LEFT JOIN hidings h USING (suggestion_id, version) WHERE suggestion_id = $1 ORDER BY version`, id)
	if err != nil {
		return nil, fmt.Errorf("loading changes: %w", err)
	}
	return &one, nil
}

// Counts of a forum's suggestions.
type Counts struct {
	Total     int64          `json:"total"`
	BySession []SessionCount `json:"by_session" nullable:"false"`
	ByTheme   []ThemeCount   `json:"by_theme" nullable:"false"`
	ByState   []StateCount   `json:"by_state" nullable:"false"`
}

// SessionCount is how many suggestions a session has; "" are those of other channels.
type SessionCount struct {
	SessionID string `db:"key" json:"session_id"`
	Count     int64  `db:"count" json:"count"`
}

// ThemeCount is how many suggestions a theme has.
type ThemeCount struct {
	ThemeID string `db:"key" json:"theme_id"`
	Count   int64  `db:"count" json:"count"`
}

// StateCount is how many suggestions are in a state.
type StateCount struct {
	State string `db:"key" json:"state" enum:"received,withdrawn,parked"`
	Count int64  `db:"count" json:"count"`
}

// Counts counts a forum's suggestions at one moment.
func (s *Store) Counts(ctx context.Context, forum string) (*Counts, error) {
	var rows []struct {
		Kind  string `db:"kind"`
		Key   string `db:"key"`
		Count int64  `db:"count"`
	}
	err := s.db.SelectContext(ctx, &rows, `
		SELECT CASE grouping(session_id, theme_id, state) WHEN 3 THEN 'session' WHEN 5 THEN 'theme' WHEN 6 THEN 'state' ELSE 'total' END AS kind,
		       coalesce(session_id::text, theme_id::text, state, '') AS key, count(*) AS count
		FROM suggestions WHERE forum_id = $1
		GROUP BY GROUPING SETS ((session_id), (theme_id), (state), ()) ORDER BY 1, 2`, forum)
	if err != nil {
		return nil, fmt.Errorf("counting suggestions: %w", err)
	}
	c := &Counts{BySession: []SessionCount{}, ByTheme: []ThemeCount{}, ByState: []StateCount{}}
	for _, r := range rows {
		switch r.Kind {
		case "session":
			c.BySession = append(c.BySession, SessionCount{r.Key, r.Count})
		case "theme":
			c.ByTheme = append(c.ByTheme, ThemeCount{r.Key, r.Count})
		case "state":
			c.ByState = append(c.ByState, StateCount{r.Key, r.Count})
		default:
			c.Total = r.Count
		}
	}
	return c, nil
}

// ThemeForum returns the forum of a theme, "" when nothing was heard of it.
func (s *Store) ThemeForum(ctx context.Context, theme string) (string, error) {
	var forum string
	err := s.db.GetContext(ctx, &forum, `SELECT forum_id FROM themes WHERE theme_id = $1`, theme)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("looking up theme: %w", err)
	}
	return forum, nil
}

func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
