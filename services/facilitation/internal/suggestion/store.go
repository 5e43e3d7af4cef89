package suggestion

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/tag"
)

// Store keeps suggestions.
type Store struct {
	db   *sqlx.DB
	bus  *bus.Bus
	tags *tag.Store
}

// NewStore makes the store.
func NewStore(db *sqlx.DB, b *bus.Bus, tags *tag.Store) *Store { return &Store{db, b, tags} }

var selectAll = `
	SELECT ` + Columns.Select("s") + `, coalesce(w.text, s.text) AS text_now, coalesce(w.language, s.language) AS language_now,
	       coalesce(w.tags, s.tags) AS tags_now` + from

const from = ` FROM suggestions s LEFT JOIN wordings w ON w.suggestion_id = s.id AND w.version = s.wording_version `

// Find reads suggestions s, without their history; where says which.
func Find(ctx context.Context, q sqlx.QueryerContext, where string, args ...any) ([]Suggestion, error) {
	found := []Suggestion{}
	if err := sqlx.SelectContext(ctx, q, &found, selectAll+where, args...); err != nil {
		return nil, fmt.Errorf("reading suggestions: %w", err)
	}
	return found, nil
}

// LockCounter makes everybody else who stores suggestions in the forum, or
// erases a person there, wait.
func LockCounter(ctx context.Context, tx *sqlx.Tx, forum string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO counters (forum_id) VALUES ($1) ON CONFLICT (forum_id) DO UPDATE SET last = counters.last`, forum)
	if err != nil {
		return fmt.Errorf("locking counter: %w", err)
	}
	return nil
}

// Get returns a suggestion with all its wordings and changes. Error:
// suggestion_not_found.
func (s *Store) Get(ctx context.Context, forum, id string) (*Suggestion, error) {
	return get(ctx, s.db, forum, id)
}

func get(ctx context.Context, q sqlx.QueryerContext, forum, id string) (*Suggestion, error) {
	found, err := Find(ctx, q, `WHERE s.forum_id = $1 AND s.id = $2`, forum, id)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, problem.NotFound("suggestion_not_found")
	}
	one := found[0]
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
	State events.SuggestionState `db:"key" json:"state"`
	Count int64                  `db:"count" json:"count"`
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
			c.ByState = append(c.ByState, StateCount{events.SuggestionState(r.Key), r.Count})
		default:
			c.Total = r.Count
		}
	}
	return c, nil
}
