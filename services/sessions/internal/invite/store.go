package invite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// Store keeps one-time links. Of a code only its hash is stored: nobody reads a link
// out of the database, and a link that was lost is made anew.
type Store struct {
	db       *sqlx.DB
	bus      *bus.Bus
	accounts *account.Store
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus, a *account.Store) *Store { return &Store{db, b, a} }

const columns = `id, name, roles, coalesce(resets::text, ''), made_by, made_at, expires_at, used_at, coalesce(used_by::text, ''), withdrawn_at`

func scan(r page.Row) (Invite, error) {
	i := Invite{Roles: account.Roles{}}
	var used, withdrawn sql.NullTime
	err := r.Scan(&i.ID, &i.Name, database.IntoJSON(&i.Roles), &i.Resets, &i.madeBy, &i.MadeAt, &i.ExpiresAt, &used, &i.UsedBy, &withdrawn)
	i.MadeAt, i.ExpiresAt = i.MadeAt.UTC(), i.ExpiresAt.UTC()
	i.UsedAt, i.WithdrawnAt = page.When(used), page.When(withdrawn)
	i.settle(time.Now())
	return i, err
}

// Make stores a link and returns its code. The same request again gets another
// code, and the first holds no longer: whose answer was lost has one that works.
func (s *Store) Make(ctx context.Context, i Invite, by token.Caller, print []byte) (Invite, string, error) {
	code := text.NewCode(codeGroups...)
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		made, err := given.Made(ctx, tx, "invites", i.ID, print)
		if err != nil {
			return err
		}
		if made {
			if i, err = renew(ctx, tx, i.ID, code, by); err != nil {
				return err
			}
			return i.audit(ctx, tx)
		}
		if i.Resets != "" {
			a, err := account.Hold(ctx, tx, i.Resets)
			if err != nil {
				return err
			}
			if err := mayReset(a, by); err != nil {
				return err
			}
			i.Roles, i.Name = a.Roles, a.Name
		} else if err := i.Roles.Known(ctx, tx); err != nil {
			return err
		}
		i.MadeAt, i.madeBy = database.Now(), by.Subject
		_, err = tx.ExecContext(ctx, `INSERT INTO invites (id, code_hash, name, roles, resets, made_by, made_at, expires_at, print)
			VALUES ($1, $2, $3, $4, nullif($5, '')::uuid, $6, $7, $8, $9)`,
			i.ID, given.Fingerprint(text.Code(code)), i.Name, database.AsJSON(i.Roles), i.Resets, i.madeBy, i.MadeAt, i.ExpiresAt, print)
		if err != nil {
			return fmt.Errorf("storing invite: %w", err)
		}
		i.settle(time.Now())
		return i.audit(ctx, tx)
	})
	return i, code, err
}

// mayReset lets an organiser who rules the account hand out a new password.
func mayReset(a account.Account, by token.Caller) error {
	if err := a.RuledBy(by); err != nil {
		return err
	}
	if a.Disabled {
		return problem.Conflict("account_disabled")
	}
	return nil
}

// renew gives an open link another code.
func renew(ctx context.Context, tx *sqlx.Tx, id, code string, by token.Caller) (Invite, error) {
	i, err := hold(ctx, tx, id, by)
	if err != nil {
		return i, err
	}
	if err := i.usable(); err != nil {
		return i, err
	}
	_, err = tx.ExecContext(ctx, `UPDATE invites SET code_hash = $2 WHERE id = $1`, id, given.Fingerprint(text.Code(code)))
	if err != nil {
		return i, fmt.Errorf("renewing invite: %w", err)
	}
	return i, nil
}

// Renew gives an open link another code: the one before holds no longer. Errors:
// invite_not_found, invite_used, invite_expired, invite_withdrawn.
func (s *Store) Renew(ctx context.Context, id string, by token.Caller) (i Invite, code string, err error) {
	code = text.NewCode(codeGroups...)
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if i, err = renew(ctx, tx, id, code, by); err != nil {
			return err
		}
		return i.audit(ctx, tx)
	})
	return i, code, err
}

// audit writes what was done with a link: whose it is, or which roles come with it.
func (i Invite) audit(ctx context.Context, tx *sqlx.Tx) error {
	of, given := map[string]string{"invite": i.ID}, account.RolesGiven(i.Roles)
	if i.Resets != "" {
		of["account"], given = i.Resets, nil
	}
	return audit.In(ctx, tx, of, account.ForumsOf(i.Roles), given...)
}

// Withdraw ends a link that nobody has used; again changes nothing. Errors:
// invite_not_found, invite_used.
func (s *Store) Withdraw(ctx context.Context, id string, by token.Caller) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		i, err := hold(ctx, tx, id, by)
		if err != nil || i.WithdrawnAt != nil {
			return err
		}
		if i.UsedAt != nil {
			return i.usable()
		}
		if _, err := tx.ExecContext(ctx, `UPDATE invites SET withdrawn_at = now() WHERE id = $1`, id); err != nil {
			return fmt.Errorf("withdrawing invite: %w", err)
		}
		return i.audit(ctx, tx)
	})
}

// hold loads a link that the caller may change: who could have made it.
func hold(ctx context.Context, tx *sqlx.Tx, id string, by token.Caller) (Invite, error) {
	i, err := one(tx.QueryRowxContext(ctx, `SELECT `+columns+` FROM invites WHERE id = $1 FOR UPDATE`, id))
	switch {
	case err != nil:
		return i, err
	case !i.Roles.Seen(by):
		return i, problem.NotFound("invite_not_found")
	case !i.Roles.Rules(by):
		return i, problem.Forbidden("roles_of_other_forums")
	}
	return i, nil
}

func one(r page.Row) (Invite, error) {
	i, err := scan(r)
	if errors.Is(err, sql.ErrNoRows) {
		return i, problem.NotFound("invite_not_found")
	}
	if err != nil {
		return i, fmt.Errorf("loading invite: %w", err)
	}
	return i, nil
}

// Look returns the link of a code, of whatever state.
func (s *Store) Look(ctx context.Context, code string) (Invite, error) {
	return one(s.db.QueryRowxContext(ctx, `SELECT `+columns+` FROM invites WHERE code_hash = $1`, given.Fingerprint(code)))
}

// Use uses a link up: the account that it makes, or whose password it sets, is
// returned. a has the login, the name, the language and the hash of the password
// that were chosen; of a reset only the hash counts. The same request again has
// the first answer. Errors: those of Invite.usable, invite_withdrawn also where
// who made it may not do so any more, those of account.Insert.
func (s *Store) Use(ctx context.Context, code string, a account.Account, print []byte) (account.Account, error) {
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		i, err := one(tx.QueryRowxContext(ctx, `SELECT `+columns+` FROM invites WHERE code_hash = $1 FOR UPDATE`, given.Fingerprint(code)))
		if err != nil {
			return err
		}
		if again, err := usedBefore(ctx, tx, i, print); err != nil || again {
			if again {
				a, err = account.In(ctx, tx, i.UsedBy)
			}
			return err
		}
		if err := i.usable(); err != nil {
			return err
		}
		if err := stillMay(ctx, tx, i); err != nil {
			return err
		}
		if a, err = done(ctx, tx, i, a); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE invites SET used_at = now(), used_by = $2, used_print = $3 WHERE id = $1`, i.ID, a.ID, print); err != nil {
			return fmt.Errorf("using invite: %w", err)
		}
		return nil
	})
	return a, err
}

// done does what the link is for.
func done(ctx context.Context, tx *sqlx.Tx, i Invite, a account.Account) (account.Account, error) {
	if i.Resets == "" {
		a.Roles = i.Roles
		if err := account.Insert(ctx, tx, &a, nil); err != nil {
			return a, err
		}
		audit.Concerns(ctx, a.ID)
		return a, account.Audit(ctx, tx, account.Account{}, a)
	}
	audit.Concerns(ctx, i.Resets)
	old, err := account.Hold(ctx, tx, i.Resets)
	if err == nil && old.Disabled {
		err = problem.Conflict("invite_withdrawn")
	}
	if err != nil {
		return old, err
	}
	return old, account.SetPassword(ctx, tx, &old, a.Stored, "")
}

// usedBefore tells whether this very request has used the link, a moment ago.
func usedBefore(ctx context.Context, tx *sqlx.Tx, i Invite, print []byte) (bool, error) {
	if i.UsedAt == nil || time.Since(*i.UsedAt) > answerLost {
		return false, nil
	}
	var before []byte
	if err := tx.GetContext(ctx, &before, `SELECT used_print FROM invites WHERE id = $1`, i.ID); err != nil {
		return false, fmt.Errorf("looking who used an invite: %w", err)
	}
	return bytes.Equal(before, print), nil
}

// stillMay refuses the link of an organiser who has lost the right to make it: whoever
// is switched off leaves no doors open.
func stillMay(ctx context.Context, tx *sqlx.Tx, i Invite) error {
	maker, err := account.In(ctx, tx, i.madeBy)
	if errors.Is(err, problem.NotFound("account_not_found")) {
		return nil // made at the shell
	}
	if err != nil {
		return err
	}
	if maker.Disabled || !i.Roles.Rules(token.Caller{Roles: maker.Roles}) {
		return problem.Conflict("invite_withdrawn")
	}
	return nil
}

// List returns the links that the caller may see, the newest first: those that can
// be used, and those of the last month.
func (s *Store) List(ctx context.Context, by token.Caller, q page.Query) (page.List[Invite], error) {
	fits := database.Where("(used_at IS NULL AND withdrawn_at IS NULL AND expires_at > now() OR made_at > now() - interval '30 days')")
	if !by.Can(token.Everywhere, access.Organiser) {
		fits = fits.And(`EXISTS (SELECT FROM jsonb_object_keys(roles) scope WHERE split_part(scope, '/', 1) = ANY(?))`, pq.Array(access.Forums(by, access.Organiser)))
	}
	return listing.Read(ctx, s.db, fits, q, none)
}

// Sweep drops links that have been of no use for three months.
func (s *Store) Sweep(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM invites WHERE greatest(expires_at, made_at) < now() - interval '90 days'`)
	return err
}
