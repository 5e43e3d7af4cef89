package photo

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
)

// Store keeps photos.
type Store struct {
	db       *sqlx.DB
	bus      *bus.Bus
	settings *setting.Store
	// drawing bounds the memory that decoded pictures take together.
	drawing chan struct{}
}

// NewStore makes the store. The pictures are in the database: all instances of
// the service share them (docs/adr/0012).
func NewStore(db *sqlx.DB, b *bus.Bus, settings *setting.Store) *Store {
	return &Store{db, b, settings, make(chan struct{}, 2)}
}

const columns = `id, forum_id, session_id, version, state, sent_sha256, sha256, bytes, width, height, added_at, added_by`

// Put stores a photo; p says whose and where. The same picture under the same
// id is answered as the first time. Errors: photo_unreadable, photo_too_large,
// photo_removed, id_taken, too_many_photos.
func (s *Store) Put(ctx context.Context, p *Photo, data []byte) (*Photo, error) {
	p.SentSHA256, p.Version, p.State, p.AddedAt = hash(data), 1, Kept, database.Now()
	if before, err := find(ctx, s.db, p.ID); err != nil || before != nil {
		if err == nil {
			err = before.repeats(p)
		}
		return before, err
	}
	drawn, err := s.redraw(ctx, data)
	if err != nil {
		return nil, err
	}
	most := s.settings.Number(ctx, perSession) // not asked while a transaction holds a connection
	p.SHA256, p.Bytes, p.Width, p.Height = drawn.SHA256, len(drawn.Data), drawn.Width, drawn.Height
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if err := database.Alone(ctx, tx, p.ID); err != nil {
			return err
		}
		if before, err := find(ctx, tx, p.ID); err != nil {
			return err
		} else if before != nil { // stored while we were drawing
			err := before.repeats(p)
			p = before
			return err
		}
		if err := insert(ctx, tx, p, most); err != nil {
			return err
		}
		if err := keep(ctx, tx, drawn); err != nil {
			return err
		}
		return bus.Emit(ctx, tx, events.PhotoAdded{Photo: p.public()})
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

func (s *Store) redraw(ctx context.Context, data []byte) (*Picture, error) {
	select {
	case s.drawing <- struct{}{}:
		defer func() { <-s.drawing }()
		return Redraw(data)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func insert(ctx context.Context, tx *sqlx.Tx, p *Photo, most int) error {
	if err := lock(ctx, tx, p.SHA256); err != nil {
		return err
	}
	var kept int
	if err := tx.GetContext(ctx, &kept, `SELECT count(*) FROM photos WHERE session_id = $1 AND state = 'kept'`, p.SessionID); err != nil {
		return fmt.Errorf("counting photos: %w", err)
	}
	if kept >= most {
		return problem.Conflict("too_many_photos", "limit", most)
	}
	_, err := tx.NamedExecContext(ctx, `
		INSERT INTO photos (`+columns+`)
		VALUES (:id, :forum_id, :session_id, :version, :state, :sent_sha256, :sha256, :bytes, :width, :height, :added_at, :added_by)`, p)
	if err != nil {
		return fmt.Errorf("storing photo: %w", err)
	}
	return nil
}

// keep stores a picture; several photos may share it.
func keep(ctx context.Context, tx *sqlx.Tx, p *Picture) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO pictures (sha256, data) VALUES ($1, $2) ON CONFLICT (sha256) DO NOTHING`, p.SHA256, p.Data)
	if err != nil {
		return fmt.Errorf("storing picture: %w", err)
	}
	return nil
}

// used tells whether a photo is kept in the picture.
func used(ctx context.Context, tx *sqlx.Tx, sha256 string) (used bool, err error) {
	if err := tx.GetContext(ctx, &used, `SELECT EXISTS (SELECT FROM photos WHERE sha256 = $1 AND state = 'kept')`, sha256); err != nil {
		return false, fmt.Errorf("looking who keeps photo: %w", err)
	}
	return used, nil
}

// lock lets only one transaction at a time keep or remove a picture.
func lock(ctx context.Context, tx *sqlx.Tx, sha256 string) error {
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, "photo "+sha256); err != nil {
		return fmt.Errorf("locking photo: %w", err)
	}
	return nil
}

// find returns nil without an error when there is no such photo.
func find(ctx context.Context, q sqlx.QueryerContext, id string) (*Photo, error) {
	var p Photo
	err := sqlx.GetContext(ctx, q, &p, `SELECT `+columns+` FROM photos WHERE id = $1`, id)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("loading photo: %w", err)
	}
	return &p, nil
}

// List returns a session's photos, the first first.
func (s *Store) List(ctx context.Context, forum, session string) ([]Photo, error) {
	found := []Photo{}
	err := s.db.SelectContext(ctx, &found, `
		SELECT `+columns+` FROM photos WHERE forum_id = $1 AND session_id = $2 AND state = 'kept' ORDER BY added_at, id`, forum, session)
	if err != nil {
		return nil, fmt.Errorf("listing photos: %w", err)
	}
	return found, nil
}

// Picture returns the bytes of a photo. Error: photo_not_found.
func (s *Store) Picture(ctx context.Context, forum, id string) ([]byte, error) {
	p, err := find(ctx, s.db, id)
	if err != nil {
		return nil, err
	}
	if p == nil || p.ForumID != forum || p.State == Removed {
		return nil, problem.NotFound("photo_not_found")
	}
	var data []byte
	if err := s.db.GetContext(ctx, &data, `SELECT data FROM pictures WHERE sha256 = $1`, p.SHA256); err != nil {
		return nil, fmt.Errorf("reading picture: %w", err)
	}
	return data, nil
}

// Remove throws a photo away; doing it again is harmless. Errors: those of may,
// photo_not_found.
func (s *Store) Remove(ctx context.Context, forum, id, by string, may func(session string) error) error {
	var p Photo
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		err := tx.GetContext(ctx, &p, `SELECT `+columns+` FROM photos WHERE id = $1 AND forum_id = $2 FOR UPDATE`, id, forum)
		if errors.Is(err, sql.ErrNoRows) {
			return problem.NotFound("photo_not_found")
		}
		if err != nil {
			return fmt.Errorf("loading photo: %w", err)
		}
		if err := may(p.SessionID); err != nil {
			return err
		}
		if !p.Remove() {
			return nil
		}
		_, err = tx.ExecContext(ctx, `UPDATE photos SET state = $2, version = $3, removed_at = $4, removed_by = $5 WHERE id = $1`,
			p.ID, p.State, p.Version, database.Now(), by)
		if err != nil {
			return fmt.Errorf("removing photo: %w", err)
		}
		if err := discard(ctx, tx, p.SHA256); err != nil {
			return err
		}
		return bus.Emit(ctx, tx, events.PhotoRemoved{Photo: p.public()})
	})
	if err != nil {
		return err
	}
	return nil
}

// discard removes the picture when no photo is kept in it any more.
func discard(ctx context.Context, tx *sqlx.Tx, sha256 string) error {
	if err := lock(ctx, tx, sha256); err != nil {
		return err
	}
	if kept, err := used(ctx, tx, sha256); err != nil || kept {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM pictures WHERE sha256 = $1`, sha256); err != nil {
		return fmt.Errorf("removing picture: %w", err)
	}
	return nil
}
