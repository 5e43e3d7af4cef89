package signin

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
)

const (
	// challengeLasts is how long the second step may take; who has none yet installs an
	// app meanwhile.
	challengeLasts = 15 * time.Minute
	// mostTries is how many wrong codes end a challenge: the password is asked for again.
	mostTries = 5
)

// challenge stands between a password that was right and being signed in. It is a
// secret of the one browser, is good once, and ends with the account's password.
type challenge struct {
	hash  []byte
	makes bool // a second step is to be made, there is none
	tries int
}

// errOver is the refusal of a challenge that is none, was used or has run out.
var errOver = problem.Unauthenticated("sign_in_again")

// Challenge stores a challenge and returns its secret.
func (s *Store) Challenge(ctx context.Context, accountID string, makes bool) (secret string, expires time.Time, err error) {
	secret, expires = newSecret(), time.Now().Add(challengeLasts).UTC().Truncate(time.Second)
	_, err = s.db.ExecContext(ctx, `INSERT INTO sign_in_challenges (hash, account_id, makes, expires_at) VALUES ($1, $2, $3, $4)`,
		given.Fingerprint(secret), accountID, makes, expires)
	if err != nil {
		return "", expires, fmt.Errorf("storing a challenge: %w", err)
	}
	return secret, expires, nil
}

// challenged returns the account of a challenge that holds, and keeps both from others
// until tx ends: the account first, as whoever changes it does. Error: sign_in_again.
func challenged(ctx context.Context, tx *sqlx.Tx, secret string, makes bool) (c challenge, a account.Account, err error) {
	c.hash = given.Fingerprint(secret)
	var id string
	err = tx.GetContext(ctx, &id, `SELECT account_id FROM sign_in_challenges WHERE hash = $1`, c.hash)
	if err == nil {
		if a, err = account.Hold(ctx, tx, id); err != nil {
			return c, a, err
		}
		err = tx.QueryRowxContext(ctx, `SELECT makes, tries FROM sign_in_challenges WHERE hash = $1 AND expires_at > now() FOR UPDATE`, c.hash).Scan(&c.makes, &c.tries)
	}
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return c, a, errOver
	case err != nil:
		return c, a, fmt.Errorf("loading a challenge: %w", err)
	case c.makes != makes || c.tries >= mostTries || a.Disabled || makes == a.SecondStep:
		return c, a, errOver
	}
	return c, a, nil
}

// failed counts a wrong code.
func (c challenge) failed(ctx context.Context, tx *sqlx.Tx) error {
	_, err := tx.ExecContext(ctx, `UPDATE sign_in_challenges SET tries = tries + 1 WHERE hash = $1`, c.hash)
	if err != nil {
		return fmt.Errorf("counting a wrong code: %w", err)
	}
	return nil
}

// used ends a challenge.
func (c challenge) used(ctx context.Context, tx *sqlx.Tx) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM sign_in_challenges WHERE hash = $1`, c.hash)
	if err != nil {
		return fmt.Errorf("ending a challenge: %w", err)
	}
	return nil
}
