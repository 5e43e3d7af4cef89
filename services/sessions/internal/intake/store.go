package intake

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
	"github.com/shanyraq/shanyraq/pkg/text/sheet"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/organisation"
	"github.com/shanyraq/shanyraq/services/sessions/internal/participant"
)

// Store keeps previews until they are applied, or for a while.
type Store struct {
	db       *sqlx.DB
	bus      *bus.Bus
	settings *setting.Store
}

// keptFor is how long previews are kept, in hours.
var keptFor = setting.Setting{Key: "import.hours", Kind: setting.Number, Default: 24, Min: 1, Max: 7 * 24, Env: "SHANYRAQ_IMPORT_HOURS"}

// Settings are what an organiser decides of imports.
var Settings = []setting.Setting{keptFor}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus, settings *setting.Store) *Store {
	return &Store{db: db, bus: b, settings: settings}
}

// Preview reads a file and keeps its faultless lines to be applied.
func (s *Store) Preview(ctx context.Context, forumID, kind string, data []byte, by token.Caller) (p Preview, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if _, err := forum.Hold(ctx, tx, forumID); err != nil {
			return err
		}
		k, err := load(ctx, tx, forumID, by)
		if err != nil {
			return err
		}
		if p, err = look(kind, data, k); err != nil {
			return err
		}
		p.ID = given.ID("")
		_, err = tx.ExecContext(ctx, `INSERT INTO imports (id, forum_id, kind, rows) VALUES ($1, $2, $3, $4)`,
			p.ID, forumID, kind, database.AsJSON(p.ready()))
		if err != nil {
			return fmt.Errorf("storing preview: %w", err)
		}
		return nil
	})
	return p, err
}

func load(ctx context.Context, tx *sqlx.Tx, forumID string, by token.Caller) (k known, err error) {
	k.forumID, k.enters = forumID, by.Can(forumID, access.Organiser)
	if k.organisations, err = organisation.All(ctx, tx); err != nil {
		return k, err
	}
	k.participants, err = participant.All(ctx, tx, forumID)
	return k, err
}

// ready is what waits in the database.
func (p *Preview) ready() any {
	if p.Kind == Organisations {
		return p.organisations
	}
	return p.participants
}

// Forum returns the forum that an import is for and its kind, or the problem
// import_not_found.
func (s *Store) Forum(ctx context.Context, id string) (forumID, kind string, err error) {
	err = s.db.QueryRowxContext(ctx, `SELECT forum_id, kind FROM imports WHERE id = $1`, id).Scan(&forumID, &kind)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", problem.NotFound("import_not_found")
	}
	if err != nil {
		return "", "", fmt.Errorf("loading import: %w", err)
	}
	return forumID, kind, nil
}

// Apply stores the lines of a preview, all or none, and returns how many.
// Applied again, it stores nothing and returns the same number. Lines that were
// stored in another way since the preview are left out, and those that are named.
func (s *Store) Apply(ctx context.Context, id string, without []int, by token.Caller) (applied int, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		// One import at a time, so that two cannot store the same line.
		if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('import'))`); err != nil {
			return fmt.Errorf("locking imports: %w", err)
		}
		var (
			forumID, kind string
			rows          []byte
			before        sql.NullInt64
		)
		err := tx.QueryRowxContext(ctx, `SELECT forum_id, kind, rows, applied FROM imports WHERE id = $1 FOR UPDATE`, id).
			Scan(&forumID, &kind, &rows, &before)
		if errors.Is(err, sql.ErrNoRows) {
			return problem.NotFound("import_not_found")
		}
		if err != nil {
			return fmt.Errorf("loading import: %w", err)
		}
		if before.Valid {
			applied = int(before.Int64)
			return nil
		}
		evs, n, err := insert(ctx, tx, forumID, kind, rows, without, by)
		if err != nil {
			return err
		}
		applied = n
		if _, err := tx.ExecContext(ctx, `UPDATE imports SET applied = $2, rows = '[]' WHERE id = $1`, id, applied); err != nil {
			return fmt.Errorf("saving import: %w", err)
		}
		return bus.Emit(ctx, tx, evs...)
	})
	return applied, err
}

func insert(ctx context.Context, tx *sqlx.Tx, forumID, kind string, rows []byte, without []int, by token.Caller) (evs []bus.Event, lines int, err error) {
	k, err := load(ctx, tx, forumID, by)
	if err != nil {
		return nil, 0, err
	}
	if kind == Organisations {
		evs, err = insertOrganisations(ctx, tx, k, rows, without, by.Subject)
		return evs, len(evs), err
	}
	return insertParticipants(ctx, tx, k, rows, without, by.Subject)
}

func insertOrganisations(ctx context.Context, tx *sqlx.Tx, k known, rows []byte, without []int, by string) (evs []bus.Event, err error) {
	var all []readyOrganisation
	if err := json.Unmarshal(rows, &all); err != nil {
		return nil, fmt.Errorf("reading import: %w", err)
	}
	before := newOrganisationReader(k, sheet.Sheet{}).(organisationReader).seen
	for _, o := range all {
		if slices.Contains(without, o.Line) || before.repeated(row{}, "", organisationKeys(o.Organisation)...) != nil {
			continue
		}
		e, err := enter(ctx, tx, k.forumID, &o.Organisation, by)
		if err != nil {
			return nil, err
		}
		evs = append(evs, e...)
	}
	return evs, nil
}

// enter is an organisation for which the forum answers from now on.
func enter(ctx context.Context, tx *sqlx.Tx, forumID string, o *organisation.Organisation, by string) ([]bus.Event, error) {
	o.OwnerID = forumID
	e, err := organisation.Insert(ctx, tx, o, given.Print(*o), by)
	if err != nil || e == nil {
		return nil, err
	}
	return []bus.Event{e}, nil
}

func insertParticipants(ctx context.Context, tx *sqlx.Tx, k known, rows []byte, without []int, by string) (evs []bus.Event, lines int, err error) {
	var all []readyParticipant
	if err := json.Unmarshal(rows, &all); err != nil {
		return nil, 0, fmt.Errorf("reading import: %w", err)
	}
	reader := newParticipantReader(k, sheet.Sheet{}).(participantReader)
	for _, p := range all {
		if slices.Contains(without, p.Line) {
			continue
		}
		id, unknown := reader.from(p)
		if p.OrganisationID = id; reader.seen[participantKey(p.Participant)] == stored {
			continue
		}
		if unknown != nil {
			if !k.enters {
				return nil, 0, problem.InvalidField("/organisation", "organisation_not_found")
			}
			entered, err := enter(ctx, tx, k.forumID, unknown, by)
			if err != nil {
				return nil, 0, err
			}
			evs = append(evs, entered...)
		}
		e, err := participant.Insert(ctx, tx, &p.Participant, given.Print(p.Participant))
		if err != nil {
			return nil, 0, err
		}
		if e != nil {
			evs = append(evs, e)
			lines++
		}
	}
	return evs, lines, nil
}

// Sweep drops previews that nobody applied: they hold names.
func (s *Store) Sweep(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM imports WHERE created_at < now() - make_interval(hours => $1)`, s.settings.Number(ctx, keptFor))
	return err
}
