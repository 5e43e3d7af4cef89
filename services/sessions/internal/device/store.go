package device

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
)

// Store keeps devices and pairing codes.
type Store struct {
	db       *sqlx.DB
	bus      *bus.Bus
	settings *setting.Store
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus, settings *setting.Store) *Store {
	return &Store{db, b, settings}
}

const columns = `id, forum_id, session_id, name, secret, version, paired_at, last_seen_at, revoked_at,
	heard_at, battery, charging, app_version, clock_offset_ms, unsent`

func scan(r page.Row) (Device, error) {
	var (
		d       Device
		revoked sql.NullTime
	)
	err := r.Scan(&d.ID, &d.ForumID, &d.SessionID, &d.Name, &d.secret, &d.Version, &d.PairedAt, &d.LastSeen, &revoked,
		&d.HeardAt, &d.Battery, &d.Charging, &d.AppVersion, &d.ClockOffset, &d.Unsent)
	d.PairedAt, d.LastSeen = d.PairedAt.UTC(), d.LastSeen.UTC()
	d.RevokedAt = page.When(revoked)
	return d, err
}

// NewPairing makes a code for a session and returns it with its end.
func (s *Store) NewPairing(ctx context.Context, forumID, sessionID, by string) (code string, expires time.Time, err error) {
	lasts := time.Duration(s.settings.Number(ctx, codeLasts)) * time.Minute
	code, expires = NewCode(), database.Now().Add(lasts)
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		f, err := forum.Hold(ctx, tx, forumID)
		if err != nil {
			return err
		}
		if err := f.Open(); err != nil {
			return err
		}
		if _, err := session.Hold(ctx, tx, forumID, sessionID); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO pairings (code_hash, forum_id, session_id, made_by, expires_at) VALUES ($1, $2, $3, $4, $5)`,
			given.Fingerprint(code), forumID, sessionID, by, expires)
		if err != nil {
			return fmt.Errorf("storing pairing: %w", err)
		}
		return nil
	})
	return code, expires, err
}

// Redeem pairs the device by a code and returns it with its new secret, or the
// problems pairing_not_found, pairing_used, pairing_expired.
//
// The ids of tablets stand in lists that many can read, so one that is known is
// paired again only by who has a secret of it (device_known). A code that was
// made before a tablet was revoked does not give it back its rights.
func (s *Store) Redeem(ctx context.Context, code, chosen, deviceID, proof, name string) (d Device, secret string, err error) {
	secret = newSecret()
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		p, err := loadPairing(ctx, tx, code)
		if err != nil {
			return err
		}
		if p.SessionID == "" {
			if err := p.choose(ctx, tx, chosen); err != nil {
				return err
			}
		}
		again, err := p.asksAgain(ctx, tx, deviceID)
		if err != nil {
			return err
		}
		if err := p.Redeem(deviceID, database.Now()); err != nil {
			return err
		}
		if !again {
			if err := mayPair(ctx, tx, deviceID, proof, p); err != nil {
				return err
			}
		}
		if !p.Many {
			_, err = tx.ExecContext(ctx, `UPDATE pairings SET redeemed_at = $2, device_id = $3 WHERE code_hash = $1`, given.Fingerprint(code), p.RedeemedAt, p.DeviceID)
		}
		if err != nil {
			return fmt.Errorf("redeeming pairing: %w", err)
		}
		d, err = load(ctx, tx, p.ForumID, deviceID)
		if errors.Is(err, problem.NotFound("device_not_found")) {
			d, err = Device{ID: deviceID, ForumID: p.ForumID}, nil
		}
		if err != nil {
			return err
		}
		d.Pair(p.SessionID, name, secret, database.Now())
		if err := save(ctx, tx, d); err != nil {
			return err
		}
		return bus.Emit(ctx, tx, d.paired())
	})
	return d, secret, err
}

// Move lets a tablet work for another session that is still to come or runs. By
// itself it leaves only one that was cancelled. Moving it where it is changes
// nothing. It returns the problems device_revoked, session_takes_place and
// session_not_on.
func (s *Store) Move(ctx context.Context, forumID, id, sessionID string, itself bool) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		f, err := forum.Hold(ctx, tx, forumID)
		if err != nil {
			return err
		}
		if err := f.Open(); err != nil {
			return err
		}
		d, err := load(ctx, tx, forumID, id)
		if err != nil {
			return err
		}
		if d.RevokedAt != nil {
			return problem.Unauthenticated("device_revoked")
		}
		left, err := session.Hold(ctx, tx, forumID, d.SessionID)
		if err != nil {
			return err
		}
		next, err := session.Hold(ctx, tx, forumID, sessionID)
		if err != nil {
			return err
		}
		if !d.Move(sessionID, database.Now()) {
			return nil
		}
		switch {
		case itself && left.State != events.SessionCancelled:
			return problem.Conflict("session_takes_place")
		case next.State != events.SessionPlanned && next.State != events.SessionRunning:
			return problem.Conflict("session_not_on", "state", problem.Named("session_is_", string(next.State)))
		}
		if err := save(ctx, tx, d); err != nil {
			return err
		}
		return bus.Emit(ctx, tx, d.paired())
	})
}

// choose takes the session that was chosen on the tablet, for a code that names
// none. Until one is chosen the problem pairing_choose lists them.
func (p *pairing) choose(ctx context.Context, tx *sqlx.Tx, chosen string) error {
	if chosen == "" {
		all, err := session.Choice(ctx, tx, p.ForumID)
		if err != nil {
			return err
		}
		return problem.Conflict("pairing_choose").With("sessions", all)
	}
	if _, err := session.Hold(ctx, tx, p.ForumID, chosen); err != nil {
		return err
	}
	p.SessionID = chosen
	return nil
}

// asksAgain tells whether the tablet redeems the code once more because the answer
// got lost; of a sheet's code it is known by the tablet itself.
func (p *pairing) asksAgain(ctx context.Context, tx *sqlx.Tx, deviceID string) (again bool, err error) {
	if !p.Many {
		return p.again(deviceID, database.Now()), nil
	}
	err = tx.GetContext(ctx, &again, `SELECT EXISTS (SELECT FROM devices
		WHERE id = $1 AND forum_id = $2 AND session_id = $3 AND revoked_at IS NULL AND paired_at > $4)`, deviceID, p.ForumID, p.SessionID, database.Now().Add(-answerLost))
	if err != nil {
		return false, fmt.Errorf("looking for a tablet: %w", err)
	}
	return again, nil
}

// mayPair refuses a code for a tablet that is somebody else's, or that was revoked
// after the code was made.
func mayPair(ctx context.Context, tx *sqlx.Tx, deviceID, proof string, p pairing) error {
	rows, err := tx.QueryContext(ctx, `SELECT `+columns+` FROM devices WHERE id = $1`, deviceID)
	if err != nil {
		return fmt.Errorf("loading device: %w", err)
	}
	known, err := page.Collect(rows, scan)
	if err != nil || len(known) == 0 {
		return err
	}
	if !slices.ContainsFunc(known, func(d Device) bool { return d.proves(proof) }) {
		return problem.Conflict("device_known")
	}
	for _, d := range known {
		if d.ForumID == p.ForumID && d.RevokedAt != nil && !p.MadeAt.After(*d.RevokedAt) {
			return problem.Conflict("pairing_expired")
		}
	}
	return nil
}

func loadPairing(ctx context.Context, tx *sqlx.Tx, code string) (p pairing, err error) {
	var (
		redeemed        sql.NullTime
		device, session sql.NullString
	)
	err = tx.QueryRowxContext(ctx, `SELECT forum_id, session_id, expires_at, made_at, many, redeemed_at, device_id FROM pairings WHERE code_hash = $1 FOR UPDATE`, given.Fingerprint(code)).
		Scan(&p.ForumID, &session, &p.ExpiresAt, &p.MadeAt, &p.Many, &redeemed, &device)
	if errors.Is(err, sql.ErrNoRows) {
		return p, problem.NotFound("pairing_not_found")
	}
	if err != nil {
		return p, fmt.Errorf("loading pairing: %w", err)
	}
	if redeemed.Valid {
		p.RedeemedAt = &redeemed.Time
	}
	p.DeviceID, p.SessionID = device.String, session.String
	return p, nil
}

func save(ctx context.Context, tx *sqlx.Tx, d Device) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO devices (id, forum_id, session_id, name, secret, version, paired_at, last_seen_at, revoked_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (id, forum_id) DO UPDATE SET session_id = $3, name = $4, secret = $5, version = $6, paired_at = $7, last_seen_at = $8, revoked_at = $9`,
		d.ID, d.ForumID, d.SessionID, d.Name, d.secret, d.Version, d.PairedAt, d.LastSeen, d.RevokedAt)
	if err != nil {
		return fmt.Errorf("saving device: %w", err)
	}
	return nil
}

// Verified returns the device that has the secret, in whichever forum, or the
// problems device_secret_wrong and device_revoked.
func (s *Store) Verified(ctx context.Context, id, secret string) (Device, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT `+columns+` FROM devices WHERE id = $1`, id)
	if err != nil {
		return Device{}, fmt.Errorf("loading device: %w", err)
	}
	devices, err := page.Collect(rows, scan)
	if err != nil {
		return Device{}, err
	}
	refused := error(problem.Unauthenticated("device_secret_wrong"))
	for _, d := range devices {
		err := d.Verify(secret)
		if err == nil {
			return d, nil
		}
		if errors.Is(err, problem.Unauthenticated("device_revoked")) {
			refused = err
		}
	}
	return Device{}, refused
}

// Seen notes that a tablet works and where, or returns the problem
// device_revoked for one that does not stand in the session any more: its token
// is good for minutes after.
func (s *Store) Seen(ctx context.Context, forumID, sessionID, id string) error {
	done, err := s.db.ExecContext(ctx, `
		UPDATE devices SET last_seen_at = $4 WHERE id = $1 AND forum_id = $2 AND session_id = $3 AND revoked_at IS NULL`,
		id, forumID, sessionID, database.Now())
	if err != nil {
		return fmt.Errorf("noting that a tablet was seen: %w", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, problem.Unauthenticated("device_revoked"))
	}
	return nil
}

// Revoked tells whether a tablet does not stand in the session any more, though
// its token is good for minutes.
func (s *Store) Revoked(ctx context.Context, id, sessionID string) (revoked bool, err error) {
	if known := uuid.Validate(id) == nil && uuid.Validate(sessionID) == nil; !known {
		return false, nil // what it may do is said by its roles
	}
	err = s.db.GetContext(ctx, &revoked, `
		SELECT count(*) > 0 AND NOT coalesce(bool_or(session_id = $2 AND revoked_at IS NULL), false) FROM devices WHERE id = $1`, id, sessionID)
	if err != nil {
		return false, fmt.Errorf("looking whether a tablet is revoked: %w", err)
	}
	return revoked, nil
}

// Revoke ends the rights of a tablet that stands in one of the sessions, nil for
// any; revoking again changes nothing.
func (s *Store) Revoke(ctx context.Context, forumID, id string, of []string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		d, err := load(ctx, tx, forumID, id)
		if err == nil && of != nil && !slices.Contains(of, d.SessionID) {
			return problem.NotFound("device_not_found")
		}
		if err != nil || !d.Revoke(database.Now()) {
			return err
		}
		if err := save(ctx, tx, d); err != nil {
			return err
		}
		// The codes that it made, and that nobody has used, are worth nothing.
		if _, err := tx.ExecContext(ctx, `DELETE FROM pairings WHERE made_by = $1 AND forum_id = $2 AND redeemed_at IS NULL`, d.ID, d.ForumID); err != nil {
			return fmt.Errorf("undoing the codes of a tablet: %w", err)
		}
		return bus.Emit(ctx, tx, events.DeviceRevoked{ForumID: d.ForumID, DeviceID: d.ID, Version: d.Version, RevokedAt: *d.RevokedAt})
	})
}

func load(ctx context.Context, tx *sqlx.Tx, forumID, id string) (Device, error) {
	d, err := scan(tx.QueryRowxContext(ctx, `SELECT `+columns+` FROM devices WHERE forum_id = $1 AND id = $2 FOR UPDATE`, forumID, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Device{}, problem.NotFound("device_not_found")
	}
	if err != nil {
		return Device{}, fmt.Errorf("loading device: %w", err)
	}
	return d, nil
}

var listing = page.Listing[Device]{
	Noun: "devices", Columns: columns, From: "devices", Order: "id::text", Scan: scan,
	Key: func(d Device) []string { return []string{d.ID} }, After: page.AfterID,
}

// List returns the forum's tablets in the order of their ids, those of some
// sessions if any are named; within, if not nil, are the only ones that are shown.
func (s *Store) List(ctx context.Context, forumID string, sessions, within []string, q page.Query) (page.List[Device], error) {
	fits := database.Where("forum_id = ?", forumID)
	if within != nil {
		fits = fits.And("session_id = ANY(?::uuid[])", database.Strings(within))
	}
	if len(sessions) > 0 {
		ids, err := web.IDs("query.session_id", sessions)
		if err != nil {
			return page.List[Device]{}, err
		}
		fits = fits.And("session_id = ANY(?::uuid[])", ids)
	}
	return listing.Read(ctx, s.db, fits, q, web.Window{})
}

// Sweep drops codes that nobody can redeem any more.
func (s *Store) Sweep(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM pairings WHERE expires_at < now() - interval '1 day'`)
	return err
}
