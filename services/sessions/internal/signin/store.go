package signin

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
)

const (
	// signInLasts is how long a sign-in lives without being used: a forum's
	// preparation has quiet weeks.
	signInLasts = 14 * 24 * time.Hour
	// usedTwice is for how long a used refresh token still gets a successor:
	// two tabs may ask at once, and an answer may get lost on its way.
	usedTwice = 20 * time.Second
)

func newSecret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// Store keeps sign-ins.
type Store struct {
	db  *sqlx.DB
	bus *bus.Bus
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus) *Store { return &Store{db, b} }

// signIn is a sign-in and the refresh token that goes on with it.
type signIn struct {
	id     string // of the family of refresh tokens
	secret string
}

// SignIn begins a family of refresh tokens for an account and returns the first.
func (s *Store) SignIn(ctx context.Context, accountID string, way events.SignInWay) (next signIn, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		next, err = Begin(ctx, tx, accountID, way)
		return err
	})
	return next, err
}

// Begin is SignIn in the caller's transaction.
func Begin(ctx context.Context, tx *sqlx.Tx, accountID string, way events.SignInWay) (signIn, error) {
	family := given.ID("")
	_, err := tx.ExecContext(ctx, `INSERT INTO sign_ins (id, account_id, way, address, agent, made_at, seen_at) VALUES ($1, $2, $3, $4, $5, now(), now())`,
		family, accountID, way, web.Address(ctx), web.Agent(ctx))
	if err != nil {
		return signIn{}, fmt.Errorf("storing sign-in: %w", err)
	}
	return issue(ctx, tx, family, accountID)
}

func issue(ctx context.Context, tx *sqlx.Tx, family, accountID string) (signIn, error) {
	secret := newSecret()
	_, err := tx.ExecContext(ctx, `INSERT INTO refresh_tokens (hash, family, account_id, expires_at) VALUES ($1, $2, $3, $4)`,
		given.Fingerprint(secret), family, accountID, time.Now().Add(signInLasts))
	if err != nil {
		return signIn{}, fmt.Errorf("storing refresh token: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `UPDATE accounts SET last_seen_at = now() WHERE id = $1`, accountID); err != nil {
		return signIn{}, fmt.Errorf("noting who was seen: %w", err)
	}
	return signIn{id: family, secret: secret}, nil
}

type refreshToken struct {
	Family    string       `db:"family"`
	AccountID string       `db:"account_id"`
	ExpiresAt time.Time    `db:"expires_at"`
	UsedAt    sql.NullTime `db:"used_at"`
	RevokedAt sql.NullTime `db:"revoked_at"`
}

// Refresh gives the next refresh token for one that is good, with the account.
// One that was used before was stolen, from the one or the other: the whole
// family ends. All refusals are the problem sign_in_required.
func (s *Store) Refresh(ctx context.Context, secret string) (a account.Account, next signIn, err error) {
	refused := error(problem.Unauthenticated("sign_in_required"))
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		var t refreshToken
		err := tx.GetContext(ctx, &t, `SELECT family, account_id, expires_at, used_at, revoked_at FROM refresh_tokens WHERE hash = $1 FOR UPDATE`, given.Fingerprint(secret))
		if errors.Is(err, sql.ErrNoRows) {
			return refused
		}
		if err != nil {
			return fmt.Errorf("loading refresh token: %w", err)
		}
		now := time.Now()
		if t.RevokedAt.Valid || now.After(t.ExpiresAt) {
			return refused
		}
		if t.UsedAt.Valid && now.Sub(t.UsedAt.Time) > usedTwice {
			_, err := endFamily(ctx, tx, t.Family)
			return err // nil commits: a stays empty
		}
		if a, err = account.In(ctx, tx, t.AccountID); err != nil {
			return err
		}
		if a.Disabled {
			a = account.Account{}
			_, err := endFamily(ctx, tx, t.Family)
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE refresh_tokens SET used_at = COALESCE(used_at, $2) WHERE hash = $1`, given.Fingerprint(secret), now); err != nil {
			return fmt.Errorf("using refresh token: %w", err)
		}
		if _, err := tx.ExecContext(ctx, `UPDATE sign_ins SET seen_at = now() WHERE id = $1`, t.Family); err != nil {
			return fmt.Errorf("noting which sign-in was seen: %w", err)
		}
		next, err = issue(ctx, tx, t.Family, t.AccountID)
		return err
	})
	if err == nil && a.ID == "" {
		err = refused
	}
	return a, next, err
}

// SignOut ends the family of a refresh token, and with it the access tokens of
// this sign-in; others of the account go on. An unknown token is no error.
func (s *Store) SignOut(ctx context.Context, secret string) error {
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		var t refreshToken
		err := tx.GetContext(ctx, &t, `SELECT family, account_id FROM refresh_tokens WHERE hash = $1`, given.Fingerprint(secret))
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		audit.Concerns(ctx, t.AccountID)
		return end(ctx, tx, t.AccountID, t.Family)
	})
	if err != nil {
		return fmt.Errorf("signing out: %w", err)
	}
	return nil
}

// End ends one of the account's sign-ins with its tokens and live streams. Error:
// sign_in_not_found.
func (s *Store) End(ctx context.Context, accountID, id string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		var known bool
		if err := tx.GetContext(ctx, &known, `SELECT EXISTS (SELECT FROM sign_ins WHERE id = $1 AND account_id = $2)`, id, accountID); err != nil {
			return fmt.Errorf("looking for a sign-in: %w", err)
		}
		if !known {
			return problem.NotFound("sign_in_not_found")
		}
		return end(ctx, tx, accountID, id)
	})
}

func end(ctx context.Context, tx *sqlx.Tx, accountID, family string) error {
	if ended, err := endFamily(ctx, tx, family); err != nil || !ended {
		return err
	}
	return bus.Emit(ctx, tx, events.SignInEnded{AccountID: accountID, SignInID: family, EndedAt: time.Now().UTC()})
}

// endFamily tells whether there was something to end. It locks in the order in which
// Refresh does: the tokens, then the sign-in.
func endFamily(ctx context.Context, tx *sqlx.Tx, family string) (bool, error) {
	done, err := tx.ExecContext(ctx, `UPDATE refresh_tokens SET revoked_at = now() WHERE family = $1 AND revoked_at IS NULL`, family)
	if err != nil {
		return false, fmt.Errorf("ending sign-in: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `UPDATE sign_ins SET ended_at = now() WHERE id = $1 AND ended_at IS NULL`, family); err != nil {
		return false, fmt.Errorf("ending sign-in: %w", err)
	}
	n, err := done.RowsAffected()
	return n > 0, err
}

// OwnSignIn is one of the places where somebody is signed in.
type OwnSignIn struct {
	ID      string           `json:"id" format:"uuid" db:"id"`
	Way     events.SignInWay `json:"way" db:"way"`
	Address string           `json:"address" db:"address" doc:"of IPv6 its network, /64; empty = not known"`
	Agent   string           `json:"agent" db:"agent" doc:"what the browser calls itself"`
	MadeAt  time.Time        `json:"made_at" db:"made_at"`
	SeenAt  time.Time        `json:"last_seen_at" db:"seen_at"`
	Current bool             `json:"current" db:"current" doc:"the one that asks"`
}

// Of lists the account's sign-ins that go on, the last seen first; current is that
// of the caller.
func (s *Store) Of(ctx context.Context, accountID, current string) ([]OwnSignIn, error) {
	all := []OwnSignIn{}
	err := s.db.SelectContext(ctx, &all, `
		SELECT id, way, address, agent, made_at, seen_at, id::text = $2 AS current FROM sign_ins
		WHERE account_id = $1 AND ended_at IS NULL AND seen_at > $3 ORDER BY seen_at DESC, id LIMIT 500`, accountID, current, time.Now().Add(-signInLasts))
	if err != nil {
		return nil, fmt.Errorf("listing sign-ins: %w", err)
	}
	return all, nil
}

// Sweep drops refresh tokens that could not be used for a while, the sign-ins that
// had them, and those that were left half way.
func (s *Store) Sweep(ctx context.Context) error {
	if _, err := s.db.ExecContext(ctx, `DELETE FROM refresh_tokens WHERE expires_at < now() - interval '1 day'`); err != nil {
		return err
	}
	if _, err := s.db.ExecContext(ctx, `DELETE FROM sign_in_challenges WHERE expires_at < now()`); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, `DELETE FROM sign_ins WHERE NOT EXISTS (SELECT FROM refresh_tokens WHERE family = sign_ins.id)`)
	return err
}
