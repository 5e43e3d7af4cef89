package signin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
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

// fingerprint is what is stored of a secret that is random enough not to be
// guessed.
func fingerprint(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

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
func (s *Store) SignIn(ctx context.Context, accountID string) (signIn, error) {
	return issue(ctx, s.db, given.ID(""), accountID)
}

func issue(ctx context.Context, tx sqlx.ExtContext, family, accountID string) (signIn, error) {
	secret := newSecret()
	_, err := tx.ExecContext(ctx, `INSERT INTO refresh_tokens (hash, family, account_id, expires_at) VALUES ($1, $2, $3, $4)`,
		fingerprint(secret), family, accountID, time.Now().Add(signInLasts))
	if err != nil {
		return signIn{}, fmt.Errorf("storing refresh token: %w", err)
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
		err := tx.GetContext(ctx, &t, `SELECT family, account_id, expires_at, used_at, revoked_at FROM refresh_tokens WHERE hash = $1 FOR UPDATE`, fingerprint(secret))
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
			return endFamily(ctx, tx, t.Family) // commits: a stays empty
		}
		if a, err = account.In(ctx, tx, t.AccountID); err != nil {
			return err
		}
		if a.Disabled {
			a = account.Account{}
			return endFamily(ctx, tx, t.Family)
		}
		if _, err := tx.ExecContext(ctx, `UPDATE refresh_tokens SET used_at = COALESCE(used_at, $2) WHERE hash = $1`, fingerprint(secret), now); err != nil {
			return fmt.Errorf("using refresh token: %w", err)
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
		var ended []refreshToken
		err := tx.SelectContext(ctx, &ended, `UPDATE refresh_tokens SET revoked_at = now()
			WHERE revoked_at IS NULL AND family = (SELECT family FROM refresh_tokens WHERE hash = $1) RETURNING family, account_id`, fingerprint(secret))
		if err != nil || len(ended) == 0 {
			return err
		}
		return bus.Emit(ctx, tx, events.SignInEnded{AccountID: ended[0].AccountID, SignInID: ended[0].Family, EndedAt: time.Now().UTC()})
	})
	if err != nil {
		return fmt.Errorf("signing out: %w", err)
	}
	return nil
}

func endFamily(ctx context.Context, tx *sqlx.Tx, family string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE refresh_tokens SET revoked_at = now() WHERE family = $1 AND revoked_at IS NULL`, family); err != nil {
		return fmt.Errorf("ending sign-in: %w", err)
	}
	return nil
}

// Sweep drops refresh tokens that could not be used for a while.
func (s *Store) Sweep(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM refresh_tokens WHERE expires_at < now() - interval '1 day'`)
	return err
}
