package secondstep

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base32"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/institution"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// Store keeps second steps. Secrets lie closed in the database, their key in the data
// folder; of recovery codes there are only hashes.
type Store struct {
	db       *sqlx.DB
	settings *setting.Store
	now      func() time.Time
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, settings *setting.Store) *Store { return &Store{db, settings, time.Now} }

// Begun is a secret that an app is to be given: as a link for a QR code, and as it is
// typed by hand.
type Begun struct {
	Secret string `json:"secret" doc:"in base32, to be typed into the app by hand"`
	URL    string `json:"url" doc:"otpauth address, for a QR code"`
}

// closedAs names the secret, so that one account's is not good for another.
func closedAs(account string) string { return "totp " + account }

// Begin makes a secret, which replaces the account's present one when its first code
// comes.
func (s *Store) Begin(ctx context.Context, a account.Account) (Begun, error) {
	random := make([]byte, 20) // as long as the hash, RFC 4226
	_, _ = rand.Read(random)   // never fails
	secret := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(random)
	closed, err := s.settings.Seal(closedAs(a.ID), secret)
	if err != nil {
		return Begun{}, err
	}
	_, err = s.db.ExecContext(ctx, `
		INSERT INTO totps_begun (account_id, secret, expires_at) VALUES ($1, $2, $3)
		ON CONFLICT (account_id) DO UPDATE SET secret = $2, expires_at = $3`, a.ID, closed, s.now().Add(begunLasts))
	if err != nil {
		return Begun{}, fmt.Errorf("beginning a second step: %w", err)
	}
	return Begun{Secret: secret, URL: s.url(ctx, a, secret)}, nil
}

// url is what an app reads: it shows the installation's name and the login.
func (s *Store) url(ctx context.Context, a account.Account, secret string) string {
	issuer := s.settings.Words(ctx, institution.Title)[a.Language]
	if issuer == "" {
		issuer = "Shanyraq"
	}
	query := url.Values{"secret": {secret}, "issuer": {issuer}}
	// Apps read a space as %20 only.
	return "otpauth://totp/" + url.PathEscape(issuer) + ":" + url.PathEscape(a.Login) + "?" + strings.ReplaceAll(query.Encode(), "+", "%20")
}

// Confirm sets up the secret that was begun, by its first code; the one before holds
// no longer. Whoever had no second step gets recovery codes. Errors: those of Wrong,
// second_step_not_begun.
func (s *Store) Confirm(ctx context.Context, tx *sqlx.Tx, a *account.Account, typed string) (recovery []string, err error) {
	var closed string
	err = tx.GetContext(ctx, &closed, `SELECT secret FROM totps_begun WHERE account_id = $1 AND expires_at > $2 FOR UPDATE`, a.ID, s.now())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, problem.Conflict("second_step_not_begun")
	}
	if err != nil {
		return nil, fmt.Errorf("loading a second step: %w", err)
	}
	secret, err := s.open(a.ID, closed)
	if err != nil {
		return nil, err
	}
	step := stepOf(secret, typed, s.now(), 0)
	if step == 0 {
		return nil, problem.InvalidField("/code", "second_step_wrong")
	}
	for _, write := range []struct {
		statement string
		args      []any
	}{
		{`DELETE FROM totps_begun WHERE account_id = $1`, []any{a.ID}},
		{`INSERT INTO totps (account_id, secret, step, made_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (account_id) DO UPDATE SET secret = $2, step = $3, made_at = $4, used_at = NULL`, []any{a.ID, closed, step, s.now()}},
	} {
		if _, err := tx.ExecContext(ctx, write.statement, write.args...); err != nil {
			return nil, fmt.Errorf("storing a second step: %w", err)
		}
	}
	return Made(ctx, tx, a)
}

// Made notes that the account has one more second step; with its first come recovery
// codes.
func Made(ctx context.Context, tx *sqlx.Tx, a *account.Account) (recovery []string, err error) {
	if !a.SecondStep {
		if recovery, err = renew(ctx, tx, a.ID); err != nil {
			return nil, err
		}
	}
	return recovery, account.SetSecondStep(ctx, tx, a, true)
}

// open opens a secret. Where its key is gone, people are told what helps.
func (s *Store) open(account, closed string) (string, error) {
	secret, err := s.settings.Unseal(closedAs(account), closed)
	if err != nil {
		return "", problem.Conflict("second_step_unreadable").Because(err)
	}
	return secret, nil
}

// Use takes an app's code, once. Errors: second_step_wrong, second_step_unreadable.
func (s *Store) Use(ctx context.Context, tx *sqlx.Tx, account, typed string) error {
	var kept struct {
		Secret string
		Step   int64
	}
	err := tx.GetContext(ctx, &kept, `SELECT secret, step FROM totps WHERE account_id = $1 FOR UPDATE`, account)
	if errors.Is(err, sql.ErrNoRows) {
		return Wrong()
	}
	if err != nil {
		return fmt.Errorf("loading a second step: %w", err)
	}
	secret, err := s.open(account, kept.Secret)
	if err != nil {
		return err
	}
	step := stepOf(secret, typed, s.now(), kept.Step)
	if step == 0 {
		return Wrong()
	}
	if _, err := tx.ExecContext(ctx, `UPDATE totps SET step = $2, used_at = $3 WHERE account_id = $1`, account, step, s.now()); err != nil {
		return fmt.Errorf("using a second step: %w", err)
	}
	return nil
}

// Recover takes a recovery code, once. Error: second_step_wrong.
func Recover(ctx context.Context, tx *sqlx.Tx, account, typed string) error {
	done, err := tx.ExecContext(ctx, `UPDATE recovery_codes SET used_at = now() WHERE account_id = $1 AND hash = $2 AND used_at IS NULL`, account, fingerprint(typed))
	if err != nil {
		return fmt.Errorf("using a recovery code: %w", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, Wrong())
	}
	return nil
}

// Renew makes new recovery codes; those before hold no longer. Error: second_step_none.
func Renew(ctx context.Context, tx *sqlx.Tx, a *account.Account) ([]string, error) {
	if !a.SecondStep {
		return nil, problem.Conflict("second_step_none")
	}
	all, err := renew(ctx, tx, a.ID)
	if err != nil {
		return nil, err
	}
	return all, account.SetSecondStep(ctx, tx, a, true)
}

func renew(ctx context.Context, tx *sqlx.Tx, account string) ([]string, error) {
	all := newRecovery()
	hashes := make([][]byte, len(all))
	for i, code := range all {
		hashes[i] = fingerprint(code)
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM recovery_codes WHERE account_id = $1`, account); err != nil {
		return nil, fmt.Errorf("ending recovery codes: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO recovery_codes (account_id, hash) SELECT $1, unnest($2::bytea[])`, account, pq.Array(hashes)); err != nil {
		return nil, fmt.Errorf("storing recovery codes: %w", err)
	}
	return all, nil
}

// RemoveApp takes the app away. Error: second_step_none.
func RemoveApp(ctx context.Context, tx *sqlx.Tx, a *account.Account) error {
	done, err := tx.ExecContext(ctx, `DELETE FROM totps WHERE account_id = $1`, a.ID)
	if err != nil {
		return fmt.Errorf("removing a second step: %w", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, problem.Conflict("second_step_none"))
	}
	return Left(ctx, tx, a)
}

// Left notes what remains after a second step was taken away: with the last one go
// the recovery codes.
func Left(ctx context.Context, tx *sqlx.Tx, a *account.Account) error {
	ways, err := WaysOf(ctx, tx, a.ID)
	if err != nil {
		return err
	}
	if !ways.Any() {
		if err := clearAll(ctx, tx, a.ID); err != nil {
			return err
		}
	}
	return account.SetSecondStep(ctx, tx, a, ways.Any())
}

// Reset takes every second step away and ends the account's sign-ins: the phone may
// be in somebody else's hands. Error: second_step_none.
func Reset(ctx context.Context, tx *sqlx.Tx, a *account.Account) error {
	if !a.SecondStep {
		return problem.Conflict("second_step_none")
	}
	if err := clearAll(ctx, tx, a.ID); err != nil {
		return err
	}
	if err := account.SetSecondStep(ctx, tx, a, false); err != nil {
		return err
	}
	return account.EndSignIns(ctx, tx, *a, "")
}

func clearAll(ctx context.Context, tx *sqlx.Tx, account string) error {
	for _, table := range []string{"totps", "totps_begun", "recovery_codes", "passkeys"} {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE account_id = $1`, account); err != nil {
			return fmt.Errorf("removing second steps: %w", err)
		}
	}
	return nil
}

// WaysOf are the ways in which the account can confirm a sign-in.
func WaysOf(ctx context.Context, q sqlx.QueryerContext, account string) (w Ways, err error) {
	err = q.QueryRowxContext(ctx, `SELECT EXISTS (SELECT FROM totps WHERE account_id = $1), EXISTS (SELECT FROM passkeys WHERE account_id = $1),
		(SELECT count(*) FROM recovery_codes WHERE account_id = $1 AND used_at IS NULL)`, account).Scan(&w.App, &w.Passkey, &w.Recovery)
	if err != nil {
		return w, fmt.Errorf("looking for second steps: %w", err)
	}
	return w, nil
}

// AppOf is the account's app, nil for none.
func AppOf(ctx context.Context, q sqlx.QueryerContext, account string) (*App, error) {
	var a App
	var used sql.NullTime
	err := q.QueryRowxContext(ctx, `SELECT made_at, used_at FROM totps WHERE account_id = $1`, account).Scan(&a.MadeAt, &used)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("loading a second step: %w", err)
	}
	a.MadeAt, a.UsedAt = a.MadeAt.UTC(), page.When(used)
	return &a, nil
}

// Required tells whether somebody with these roles must have a second step here.
func (s *Store) Required(ctx context.Context, roles account.Roles) bool {
	return requiredOf(s.settings.Line(ctx, required), roles)
}

// MayRequire lets only somebody who has a second step want it of others: what works
// for one works here, so nobody is locked out. Error: second_step_first.
func MayRequire(ctx context.Context, tx *sqlx.Tx, key string, value any, by string) error {
	if key != required.Key || value == nil || value == nobody {
		return nil
	}
	a, err := account.In(ctx, tx, by)
	if err != nil && !errors.Is(err, problem.NotFound("account_not_found")) {
		return err
	}
	if !a.SecondStep {
		return problem.Conflict("second_step_first")
	}
	return nil
}
