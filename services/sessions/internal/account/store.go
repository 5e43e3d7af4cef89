package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
	"github.com/shanyraq/shanyraq/services/sessions/internal/password"
)

// Store keeps accounts. The other services learn roles from
// tokens; the one event about accounts says that tokens hold no longer.
type Store struct {
	db   *sqlx.DB
	bus  *bus.Bus
	demo bool // the well-known password is good here
}

// NewStore makes a store; demo says that it is a demonstration's.
func NewStore(db *sqlx.DB, b *bus.Bus, demo bool) *Store { return &Store{db: db, bus: b, demo: demo} }

const columns = `id, login, name, email, language, roles, disabled, version, last_seen_at, second_step, password`

func scan(r page.Row) (Account, error) {
	a := Account{Roles: Roles{}}
	var seen sql.NullTime
	err := r.Scan(&a.ID, &a.Login, &a.Name, &a.Email, &a.Language, database.IntoJSON(&a.Roles), &a.Disabled, &a.Version, &seen, &a.SecondStep, &a.Stored)
	a.SeenAt = page.When(seen)
	return a, err
}

// Hash makes what is stored of a password, which must be one that is hard to guess
// for who knows what else the account is called.
func (s *Store) Hash(ctx context.Context, typed string, called ...string) (string, error) {
	if !s.demo || typed != password.WellKnown {
		if err := password.Check(typed, called...); err != nil {
			return "", err
		}
	}
	return password.Hash(ctx, typed)
}

// First makes the installation's first account, an organiser of all forums, and
// reports whether it did: where there is any account already it makes none.
func (s *Store) First(ctx context.Context, a Account, typed string) (_ Account, made bool, err error) {
	a.ID, a.Roles = given.ID(a.ID), Roles{token.Everywhere: {access.Organiser}}
	if err := a.Check(); err != nil {
		return Account{}, false, err
	}
	if a.Stored, err = s.Hash(ctx, typed, a.Login, a.Name); err != nil {
		return Account{}, false, err
	}
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('first account'))`); err != nil {
			return fmt.Errorf("locking accounts: %w", err)
		}
		if made, err = none(ctx, tx); err != nil || !made {
			return err
		}
		if err := insert(ctx, tx, &a, nil); err != nil {
			return err
		}
		audit.Concerns(ctx, a.ID)
		return Audit(ctx, tx, Account{ID: a.ID}, a)
	})
	return a, made, err
}

// None tells whether there is no account yet.
func (s *Store) None(ctx context.Context) (bool, error) { return none(ctx, s.db) }

func none(ctx context.Context, q sqlx.QueryerContext) (none bool, err error) {
	if err = sqlx.GetContext(ctx, q, &none, `SELECT NOT EXISTS (SELECT FROM accounts)`); err != nil {
		return false, fmt.Errorf("looking for accounts: %w", err)
	}
	return none, nil
}

// Create stores a new account; see forum.Store.Create for repeated requests.
func (s *Store) Create(ctx context.Context, a Account, print []byte) (Account, error) {
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if made, err := given.Made(ctx, tx, "accounts", a.ID, print); err != nil {
			return err
		} else if made {
			a, err = load(ctx, tx, a.ID, "")
			return err
		}
		if err := Insert(ctx, tx, &a, print); err != nil {
			return err
		}
		return Audit(ctx, tx, Account{ID: a.ID}, a)
	})
	return a, err
}

// Insert stores a new account in the caller's transaction, see Create.
func Insert(ctx context.Context, tx *sqlx.Tx, a *Account, print []byte) error {
	if err := a.Roles.Known(ctx, tx); err != nil {
		return err
	}
	if err := lockAll(ctx, tx); err != nil {
		return err
	}
	if err := unlikeOthers(ctx, tx, *a); err != nil {
		return err
	}
	return insert(ctx, tx, a, print)
}

// lockAll lets one account at a time get a login or other roles.
func lockAll(ctx context.Context, tx *sqlx.Tx) error {
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('accounts'))`); err != nil {
		return fmt.Errorf("locking accounts: %w", err)
	}
	return nil
}

// unlikeOthers refuses a login that people take for another account's, see
// text.Fold: whoever reads "аdmin" in the log of who did what must not be wrong
// about who that is. A Latin h looks like һ and, when it is large, like Н.
func unlikeOthers(ctx context.Context, tx *sqlx.Tx, a Account) error {
	if text.Fold(a.Login) == "" { // of signs alone: the same ones are found by the unique index
		return nil
	}
	var like []string
	err := tx.SelectContext(ctx, &like, `
		SELECT lower(login) FROM accounts WHERE id <> $1
		AND (fold(translate(login, 'hH', 'һһ')) = fold(translate($2, 'hH', 'һһ')) OR fold(translate(login, 'hH', 'нн')) = fold(translate($2, 'hH', 'нн')))`,
		a.ID, a.Login)
	switch {
	case err != nil:
		return fmt.Errorf("comparing logins: %w", err)
	case slices.Contains(like, strings.ToLower(a.Login)):
		return problem.Conflict("login_taken")
	case len(like) > 0:
		return problem.Conflict("login_alike")
	}
	return nil
}

func insert(ctx context.Context, tx *sqlx.Tx, a *Account, print []byte) error {
	a.Version = 1
	if print == nil {
		print = []byte{}
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO accounts (id, login, name, email, language, roles, password, version, print)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		a.ID, a.Login, a.Name, a.Email, a.Language, database.AsJSON(a.Roles), a.Stored, a.Version, print)
	if err != nil {
		return taken(err, "storing account")
	}
	return nil
}

// taken turns a broken constraint into its problem.
func taken(err error, doing string) error {
	switch database.Constraint(err) {
	case "account_login_once":
		return problem.Conflict("login_taken")
	case "account_email_once":
		return problem.Conflict("email_taken")
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// added are the roles in scopes in which there were none before: a forum or session
// that has gone since does not keep an account from being changed.
func (r Roles) added(before Roles) Roles {
	n := maps.Clone(r)
	maps.DeleteFunc(n, func(scope string, _ []string) bool { return len(before[scope]) > 0 })
	return n
}

// Known refuses roles in forums and sessions that are none.
func (r Roles) Known(ctx context.Context, tx *sqlx.Tx) error {
	forums, sessions := r.places()
	var unknown bool
	err := tx.GetContext(ctx, &unknown, `SELECT EXISTS (
		SELECT FROM unnest($1::text[], $2::text[]) AS place(forum_id, session_id) WHERE CASE session_id
			WHEN '' THEN NOT EXISTS (SELECT FROM forums WHERE id = forum_id::uuid)
			ELSE NOT EXISTS (SELECT FROM sessions n WHERE n.id = session_id::uuid AND n.forum_id = place.forum_id::uuid) END)`,
		pq.Array(forums), pq.Array(sessions))
	if err != nil {
		return fmt.Errorf("looking for forums and sessions of roles: %w", err)
	}
	if unknown {
		return problem.InvalidField("/roles", "forum_not_found")
	}
	return nil
}

// Change applies a change; hash is the new password's, "" keeps the old one. A
// new password and disabling end every sign-in of the account; whatever narrows
// its rights ends the access tokens that it has.
func (s *Store) Change(ctx context.Context, id string, c accountChange, hash string, by token.Caller) (a Account, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		// One change of accounts at a time, or two could each remove the
		// other's last organiser.
		if err := lockAll(ctx, tx); err != nil {
			return err
		}
		if a, err = load(ctx, tx, id, "FOR UPDATE"); err != nil {
			return err
		}
		if !a.Roles.Seen(by) && !mayAdmit(c, by) {
			return problem.NotFound("account_not_found")
		}
		before, organised := a, a.organisesAll()
		if err := a.Apply(c, by); err != nil {
			return err
		}
		if err := a.Roles.added(before.Roles).Known(ctx, tx); err != nil {
			return err
		}
		if a.Login != before.Login {
			if err := unlikeOthers(ctx, tx, a); err != nil {
				return err
			}
		}
		if organised && !a.organisesAll() {
			if err := anotherOrganiser(ctx, tx, a.ID); err != nil {
				return err
			}
		}
		if hash != "" {
			a.Stored = hash
		}
		if err := save(ctx, tx, a); err != nil {
			return err
		}
		if err := Audit(ctx, tx, before, a); err != nil {
			return err
		}
		switch {
		case hash != "" || a.Disabled && !before.Disabled:
			return EndSignIns(ctx, tx, a, "")
		case narrowed(before, a):
			return restricted(ctx, tx, a)
		}
		return nil
	})
	return a, err
}

// SignOut ends every sign-in of an account, wherever it is, with its tokens and
// live streams.
func (s *Store) SignOut(ctx context.Context, id string, by token.Caller) (a Account, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if a, err = load(ctx, tx, id, "FOR UPDATE"); err != nil {
			return err
		}
		if err := a.RuledBy(by); err != nil {
			return err
		}
		a.Version++
		if err := save(ctx, tx, a); err != nil {
			return err
		}
		if err := Audit(ctx, tx, a, a); err != nil {
			return err
		}
		return EndSignIns(ctx, tx, a, "")
	})
	return a, err
}

// EndSignIns ends the sign-ins of an account, but for one, "" for none, and all of
// its access tokens: whoever goes on gets new ones.
func EndSignIns(ctx context.Context, tx *sqlx.Tx, a Account, but string) error {
	for _, end := range []string{
		`UPDATE refresh_tokens SET revoked_at = now() WHERE account_id = $1 AND revoked_at IS NULL AND family::text <> $2`,
		`UPDATE sign_ins SET ended_at = now() WHERE account_id = $1 AND ended_at IS NULL AND id::text <> $2`,
	} {
		if _, err := tx.ExecContext(ctx, end, a.ID, but); err != nil {
			return fmt.Errorf("ending sign-ins: %w", err)
		}
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM sign_in_challenges WHERE account_id = $1`, a.ID); err != nil {
		return fmt.Errorf("ending sign-ins that are half done: %w", err)
	}
	return restricted(ctx, tx, a)
}

func restricted(ctx context.Context, tx *sqlx.Tx, a Account) error {
	return bus.Emit(ctx, tx, events.AccountRestricted{AccountID: a.ID, Version: a.Version, RestrictedAt: time.Now().UTC()})
}

// SetPassword gives an account another password in the caller's transaction and ends
// its sign-ins, but for one.
func SetPassword(ctx context.Context, tx *sqlx.Tx, a *Account, hash, but string) error {
	before := *a
	a.Stored = hash
	a.Version++
	if err := save(ctx, tx, *a); err != nil {
		return err
	}
	if err := Audit(ctx, tx, before, *a); err != nil {
		return err
	}
	return EndSignIns(ctx, tx, *a, but)
}

// SetSecondStep notes in the caller's transaction that an account's second steps are
// others now, and whether it has any.
func SetSecondStep(ctx context.Context, tx *sqlx.Tx, a *Account, has bool) error {
	before := *a
	a.SecondStep = has
	a.Version++
	if err := save(ctx, tx, *a); err != nil {
		return err
	}
	return Audit(ctx, tx, before, *a, audit.Altered{What: "second_step", Before: strconv.FormatBool(before.SecondStep), After: strconv.FormatBool(has)})
}

// Own changes what is the account's own: its name and its language.
func (s *Store) Own(ctx context.Context, id string, c OwnChange) (a Account, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if a, err = load(ctx, tx, id, "FOR UPDATE"); err != nil {
			return err
		}
		if err := given.SameVersion(c.Version, a.Version); err != nil {
			return err
		}
		before := a
		set(&a.Name, c.Name)
		set(&a.Language, c.Language)
		a.Version++
		if err := a.Check(); err != nil {
			return err
		}
		if err := save(ctx, tx, a); err != nil {
			return err
		}
		return Audit(ctx, tx, before, a)
	})
	return a, err
}

// narrowed tells whether the account may do less than before.
func narrowed(before, now Account) bool {
	for scope, roles := range before.Roles {
		for _, r := range roles {
			if !slices.Contains(now.Roles[scope], r) {
				return true
			}
		}
	}
	return now.Disabled && !before.Disabled
}

// mayAdmit tells whether a change only gives roles: an organiser of one forum
// may take in somebody who so far works for another.
func mayAdmit(c accountChange, by token.Caller) bool {
	roles := c.Roles
	c.Roles, c.Version = nil, nil
	if roles == nil || c != (accountChange{}) {
		return false
	}
	for scope := range *roles {
		if scope != token.Everywhere && organises(by, scope) {
			return true
		}
	}
	return false
}

// AlsoIn gives everybody who has roles in a forum, or in sessions of it, the same in
// another one; sessions are those of the other by those of the first.
func AlsoIn(ctx context.Context, tx *sqlx.Tx, forumID, otherID string, sessions map[string]string) error {
	if err := lockAll(ctx, tx); err != nil {
		return err
	}
	rows, err := tx.QueryContext(ctx, `SELECT `+columns+` FROM accounts
		WHERE EXISTS (SELECT FROM jsonb_object_keys(roles) AS scope WHERE split_part(scope, '/', 1) = $1) FOR UPDATE`, forumID)
	if err != nil {
		return fmt.Errorf("loading accounts of a forum: %w", err)
	}
	all, err := page.Collect(rows, scan)
	if err != nil {
		return err
	}
	for _, before := range all {
		a := before
		a.Roles = maps.Clone(before.Roles)
		for scope, roles := range before.Roles {
			of, session := token.SplitScope(scope)
			switch also := sessions[session]; {
			case of == forumID && session == "":
				a.Roles[otherID] = roles
			case of == forumID && also != "":
				a.Roles[token.SessionScope(otherID, also)] = roles
			}
		}
		a.Version++
		if err := save(ctx, tx, a); err != nil {
			return err
		}
		if err := Audit(ctx, tx, before, a); err != nil {
			return err
		}
	}
	return nil
}

func save(ctx context.Context, tx *sqlx.Tx, a Account) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE accounts SET login = $2, name = $3, email = $4, language = $5, roles = $6, disabled = $7, version = $8, password = $9, second_step = $10 WHERE id = $1`,
		a.ID, a.Login, a.Name, a.Email, a.Language, database.AsJSON(a.Roles), a.Disabled, a.Version, a.Stored, a.SecondStep)
	if err != nil {
		return taken(err, "saving account")
	}
	return nil
}

func anotherOrganiser(ctx context.Context, tx *sqlx.Tx, not string) error {
	var other bool
	err := tx.GetContext(ctx, &other, `SELECT EXISTS (SELECT FROM accounts WHERE id <> $1 AND NOT disabled AND roles->'*' ? 'organiser')`, not)
	if err == nil && !other {
		return problem.Conflict("last_organiser")
	}
	return err
}

// Load returns an account, or the problem account_not_found.
func (s *Store) Load(ctx context.Context, id string) (Account, error) { return load(ctx, s.db, id, "") }

// ByLogin returns an account by its login, in whatever case, or the problem
// account_not_found.
func (s *Store) ByLogin(ctx context.Context, login string) (Account, error) {
	return one(s.db.QueryRowxContext(ctx, `SELECT `+columns+` FROM accounts WHERE lower(login) = lower($1)`, login))
}

// In returns an account in the caller's transaction.
func In(ctx context.Context, tx *sqlx.Tx, id string) (Account, error) { return load(ctx, tx, id, "") }

// Hold returns an account that nobody else changes until tx ends.
func Hold(ctx context.Context, tx *sqlx.Tx, id string) (Account, error) {
	return load(ctx, tx, id, "FOR UPDATE")
}

func load(ctx context.Context, q sqlx.QueryerContext, id, lock string) (Account, error) {
	return one(q.QueryRowxContext(ctx, `SELECT `+columns+` FROM accounts WHERE id = $1 `+lock, id))
}

func one(r page.Row) (Account, error) {
	a, err := scan(r)
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, problem.NotFound("account_not_found")
	}
	if err != nil {
		return Account{}, fmt.Errorf("loading account: %w", err)
	}
	return a, nil
}

// Person is whom an identity provider vouches for.
type Person struct {
	Issuer, Subject string
	Email           string // verified, in small letters; "" = none
}

// Link finds the person's account by the provider's subject, or else by the
// verified e-mail, and then remembers the subject. An account linked to another
// subject is not taken over by e-mail.
func (s *Store) Link(ctx context.Context, p Person) (a Account, err error) {
	unknown := problem.Forbidden("oidc_no_account")
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		a, err = scan(tx.QueryRowxContext(ctx, `SELECT `+columns+` FROM accounts WHERE oidc_issuer = $1 AND oidc_subject = $2`, p.Issuer, p.Subject))
		if errors.Is(err, sql.ErrNoRows) && p.Email != "" {
			a, err = scan(tx.QueryRowxContext(ctx, `UPDATE accounts SET oidc_issuer = $1, oidc_subject = $2
				WHERE email = $3 AND oidc_subject = '' AND NOT disabled RETURNING `+columns, p.Issuer, p.Subject, p.Email))
		}
		if errors.Is(err, sql.ErrNoRows) {
			return unknown
		}
		if err != nil {
			return fmt.Errorf("linking account: %w", err)
		}
		if a.Disabled {
			return unknown
		}
		return nil
	})
	return a, err
}
