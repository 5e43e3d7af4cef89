package setting

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/words"
)

//go:embed migrations
var files embed.FS

// Migrations are those of the tables that a service with settings needs.
var Migrations = database.Migrations{Name: "setting", FS: files}

// fresh is how old what a process knows may be: another one may have changed it.
const fresh = 3 * time.Second

// patience is how long readers wait for the database.
const patience = 3 * time.Second

// Store keeps the settings of a service.
type Store struct {
	db    *sqlx.DB
	bus   *bus.Bus
	all   []Setting
	fixed map[string]any // by the operator
	seal  sealer
	// Told makes the events of a setting's change, inside its transaction; nil for none.
	Told func(ctx context.Context, tx *sqlx.Tx, key string) ([]bus.Event, error)
	// May refuses what somebody decides, inside its transaction; nil for nothing. value
	// nil is the default.
	May func(ctx context.Context, tx *sqlx.Tx, key string, value any, by string) error

	mu     sync.Mutex
	values map[string]kept
	read   time.Time
}

type kept struct {
	Value   json.RawMessage
	Version int
	By      string
	At      time.Time
}

// NewStore makes a store of the settings. env looks a variable up;
// dataDir holds the key of secrets.
func NewStore(db *sqlx.DB, b *bus.Bus, dataDir string, env func(string) (string, bool), all ...Setting) (*Store, error) {
	s := &Store{db: db, bus: b, all: all, fixed: map[string]any{}, seal: sealer{dataDir}}
	// The key is there from the start, so that every backup has it.
	if slices.ContainsFunc(all, func(one Setting) bool { return one.Kind == Secret }) {
		if _, err := s.seal.key(true); err != nil {
			return nil, err
		}
	}
	for _, one := range all {
		if one.Env == "" || env == nil {
			continue
		}
		if typed, ok := env(one.Env); ok && typed != "" {
			if err := s.Fix(one, typed); err != nil {
				return nil, fmt.Errorf("%s: %w", one.Env, err)
			}
		}
	}
	return s, nil
}

// Fix says that the operator has decided a setting, as typed in the environment.
func (s *Store) Fix(one Setting, typed string) error {
	value := any(typed)
	switch one.Kind {
	case Number:
		n, err := strconv.Atoi(typed)
		if err != nil {
			return fmt.Errorf("%q is no whole number", typed)
		}
		value = n
	case Languages:
		value = strings.Split(typed, ",")
	case Words:
		said := map[string]any{}
		for _, code := range words.Codes() {
			said[code] = typed
		}
		value = said
	default:
	}
	checked, err := one.Check(value)
	if err == nil {
		s.fixed[one.Key] = checked
	}
	return err
}

// known are the values as they are kept, read anew when they may be old.
func (s *Store) known(ctx context.Context) (map[string]kept, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.values != nil && time.Since(s.read) < fresh {
		return s.values, nil
	}
	// Whoever asks may leave, and the next one still wants the answer.
	asking, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	values, err := load(asking, s.db)
	if err != nil && s.values == nil {
		return nil, err
	}
	// Those of before hold while the database is away; not every reader waits for it.
	if s.read = time.Now(); err == nil {
		s.values = values
	}
	return s.values, nil
}

// Known reports why the settings are not known, nil when they are: for whom a
// default would be wrong.
func (s *Store) Known(ctx context.Context) error {
	_, err := s.known(ctx)
	return err
}

func load(ctx context.Context, q sqlx.QueryerContext) (map[string]kept, error) {
	rows, err := q.QueryContext(ctx, `SELECT key, value, version, changed_by, changed_at FROM settings`)
	if err != nil {
		return nil, fmt.Errorf("loading settings: %w", err)
	}
	defer func() { _ = rows.Close() }()
	values := map[string]kept{}
	for rows.Next() {
		var key string
		var k kept
		var value []byte
		if err := rows.Scan(&key, &value, &k.Version, &k.By, &k.At); err != nil {
			return nil, fmt.Errorf("loading settings: %w", err)
		}
		k.Value = value
		values[key] = k
	}
	return values, rows.Err()
}

// forget makes the next reader ask the database.
func (s *Store) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read = time.Time{}
}

// get reads a value into what it is; the default where the database is away from
// the first.
func get[T any](ctx context.Context, s *Store, one Setting) (value T) {
	value, _ = one.Default.(T)
	if fixed, ok := s.fixed[one.Key].(T); ok {
		return fixed
	}
	values, err := s.known(ctx)
	if k := values[one.Key]; err == nil && k.Value != nil {
		var is T
		if json.Unmarshal(k.Value, &is) == nil {
			return is
		}
	}
	return value
}

// In is a setting's value as a transaction leaves it, with its version. What the
// operator has fixed is its value whatever is kept.
func In[T any](ctx context.Context, tx *sqlx.Tx, s *Store, one Setting) (value T, version int, err error) {
	value, _ = one.Default.(T)
	defer func() {
		if fixed, ok := s.fixed[one.Key].(T); ok && err == nil {
			value = fixed
		}
	}()
	var kept []byte
	err = tx.QueryRowxContext(ctx, `SELECT value, version FROM settings WHERE key = $1`, one.Key).Scan(&kept, &version)
	if errors.Is(err, sql.ErrNoRows) {
		return value, 0, nil
	}
	if err == nil && kept != nil {
		err = json.Unmarshal(kept, &value)
	}
	return value, version, err
}

// Number is the value of a Number.
func (s *Store) Number(ctx context.Context, one Setting) int { return get[int](ctx, s, one) }

// Line is the value of a setting that is one string, but for a secret.
func (s *Store) Line(ctx context.Context, one Setting) string { return get[string](ctx, s, one) }

// Words is the value of a text by languages.
func (s *Store) Words(ctx context.Context, one Setting) map[string]string {
	return maps.Clone(get[map[string]string](ctx, s, one))
}

// Languages is the value of a choice of languages.
func (s *Store) Languages(ctx context.Context, one Setting) []string {
	return slices.Clone(get[[]string](ctx, s, one))
}

// Secret is the value of a secret. Error: setting_secret_lost.
func (s *Store) Secret(ctx context.Context, one Setting) (string, error) {
	if fixed, ok := s.fixed[one.Key].(string); ok {
		return fixed, nil
	}
	secret, err := s.seal.open(one.Key, s.Line(ctx, one))
	if err != nil {
		return "", problem.Conflict("setting_secret_lost").Because(err)
	}
	return secret, nil
}

// Seal closes a secret of another noun with the key of the settings; Unseal opens it
// under the same name.
func (s *Store) Seal(name, secret string) (string, error) { return s.seal.seal(name, secret) }

// Unseal opens what Seal closed.
func (s *Store) Unseal(name, sealed string) (string, error) { return s.seal.open(name, sealed) }

// Change decides a setting; nil takes its default back. Errors: setting_not_found,
// setting_fixed, changed_meanwhile, and what Check says.
func (s *Store) Change(ctx context.Context, key string, value any, seen *int, by string) error {
	i := slices.IndexFunc(s.all, func(one Setting) bool { return one.Key == key })
	if i < 0 {
		return problem.NotFound("setting_not_found")
	}
	one := s.all[i]
	audit.About(ctx, "key", key)
	if _, fixed := s.fixed[key]; fixed {
		return problem.Conflict("setting_fixed", "variable", one.Env)
	}
	if value != nil {
		var err error
		if value, err = one.Check(value); err != nil {
			return err
		}
		if one.Kind == Secret {
			if value, err = s.seal.seal(key, value.(string)); err != nil {
				return err
			}
		}
	}
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if s.May != nil {
			if err := s.May(ctx, tx, key, value, by); err != nil {
				return err
			}
		}
		if err := keep(ctx, tx, one, value, seen, by); err != nil || s.Told == nil {
			return err
		}
		told, err := s.Told(ctx, tx, key)
		if err != nil {
			return err
		}
		return bus.Emit(ctx, tx, told...)
	})
	s.forget()
	return err
}

func keep(ctx context.Context, tx *sqlx.Tx, one Setting, value any, seen *int, by string) error {
	if err := database.Alone(ctx, tx, "setting "+one.Key); err != nil {
		return err
	}
	var before kept
	var was []byte
	err := tx.QueryRowxContext(ctx, `SELECT value, version FROM settings WHERE key = $1`, one.Key).Scan(&was, &before.Version)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("loading setting: %w", err)
	}
	if seen != nil && *seen != before.Version {
		return problem.Conflict("changed_meanwhile").With("version", before.Version)
	}
	var now []byte
	if value != nil {
		if now, err = json.Marshal(value); err != nil {
			return fmt.Errorf("encoding setting: %w", err)
		}
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO settings (key, value, version, changed_by, changed_at) VALUES ($1, $2, $3, $4, now())
		ON CONFLICT (key) DO UPDATE SET value = $2, version = $3, changed_by = $4, changed_at = now()`, one.Key, column(now), before.Version+1, by)
	if err != nil {
		return fmt.Errorf("storing setting: %w", err)
	}
	if one.Kind == Secret || one.Kind == Picture {
		was, now = nil, nil
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO setting_changes (key, version, before, after, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, now())`,
		one.Key, before.Version+1, column(was), column(now), by)
	if err != nil {
		return fmt.Errorf("noting a change of a setting: %w", err)
	}
	return nil
}

// column is JSON as the driver takes it; nil is NULL.
func column(data []byte) any {
	if data == nil {
		return nil
	}
	return string(data)
}
