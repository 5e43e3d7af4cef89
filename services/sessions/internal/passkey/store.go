package passkey

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// The kinds of ceremonies: one's answer is not another's.
const (
	toMake = "make"  // a new passkey
	asStep = "step"  // of signing in, after the password
	alone  = "alone" // signs in by itself: the authenticator knows its owner
)

// Store keeps passkeys. There is no secret among them: what proves something stays in
// the authenticator.
type Store struct {
	db      *sqlx.DB
	party   *webauthn.WebAuthn
	refused error // why this address can have none
}

// NewStore makes a store for the address at which people reach us.
func NewStore(db *sqlx.DB, publicURL string) *Store {
	s := &Store{db: db}
	s.party, s.refused = party(publicURL)
	return s
}

// Refused is why this address can have no passkeys, nil where it can: the problems
// passkeys_want_name, passkeys_want_https.
func (s *Store) Refused() error { return s.refused }

// ask keeps what was asked, until the answer comes.
func (s *Store) ask(ctx context.Context, kind, accountID string, publicKey any, session *webauthn.SessionData) (a Asked, err error) {
	if a.Options, err = options(publicKey); err != nil {
		return a, err
	}
	a.Ceremony = rand.Text()
	_, err = s.db.ExecContext(ctx, `INSERT INTO passkey_ceremonies (hash, kind, account_id, session, expires_at) VALUES ($1, $2, nullif($3, '')::uuid, $4, $5)`,
		given.Fingerprint(a.Ceremony), kind, accountID, database.AsJSON(session), time.Now().Add(ceremonyLasts))
	if err != nil {
		return a, fmt.Errorf("storing a ceremony: %w", err)
	}
	return a, nil
}

// asked returns what was asked, once.
func asked(ctx context.Context, tx *sqlx.Tx, ceremony, kind, accountID string) (session webauthn.SessionData, err error) {
	err = tx.QueryRowxContext(ctx, `DELETE FROM passkey_ceremonies
		WHERE hash = $1 AND kind = $2 AND coalesce(account_id::text, '') = $3 AND expires_at > now() RETURNING session`,
		given.Fingerprint(ceremony), kind, accountID).Scan(database.IntoJSON(&session))
	if errors.Is(err, sql.ErrNoRows) {
		return session, Wrong().Because(errors.New("nothing was asked, or too long ago"))
	}
	if err != nil {
		return session, fmt.Errorf("loading a ceremony: %w", err)
	}
	return session, nil
}

// Begin asks for a new passkey. One that signs in alone is preferred; those that there
// are already are not made twice.
func (s *Store) Begin(ctx context.Context, a account.Account) (Asked, error) {
	if s.refused != nil {
		return Asked{}, s.refused
	}
	o, err := ownerOf(ctx, s.db, a)
	if err != nil {
		return Asked{}, err
	}
	if len(o.keys) >= most {
		return Asked{}, problem.Conflict("passkeys_full", "limit", most)
	}
	creation, session, err := s.party.BeginRegistration(o,
		webauthn.WithResidentKeyRequirement(protocol.ResidentKeyRequirementPreferred),
		webauthn.WithExclusions(webauthn.Credentials(o.keys).CredentialDescriptors()))
	if err != nil {
		return Asked{}, fmt.Errorf("asking for a passkey: %w", said(err))
	}
	return s.ask(ctx, toMake, a.ID, creation.Response, session)
}

// Make stores the passkey that was made. Error: passkey_refused.
func (s *Store) Make(ctx context.Context, tx *sqlx.Tx, a account.Account, name string, answer Answer) (Passkey, error) {
	if s.refused != nil {
		return Passkey{}, s.refused
	}
	key, err := s.made(ctx, tx, a, answer)
	if IsWrong(err) {
		return Passkey{}, problem.Conflict("passkey_refused").Because(err)
	}
	if err != nil {
		return Passkey{}, err
	}
	p := Passkey{ID: given.ID(""), Name: name, MadeAt: database.Now()}
	_, err = tx.ExecContext(ctx, `INSERT INTO passkeys (id, account_id, credential_id, credential, name, made_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		p.ID, a.ID, key.ID, database.AsJSON(key), p.Name, p.MadeAt)
	if database.Constraint(err) == "passkey_once" {
		return p, problem.Conflict("passkey_refused").Because(err)
	}
	if err != nil {
		return p, fmt.Errorf("storing a passkey: %w", err)
	}
	return p, nil
}

func (s *Store) made(ctx context.Context, tx *sqlx.Tx, a account.Account, answer Answer) (*webauthn.Credential, error) {
	session, err := asked(ctx, tx, answer.Ceremony, toMake, a.ID)
	if err != nil {
		return nil, err
	}
	read, err := parsed(answer.Credential, protocol.ParseCredentialCreationResponseBytes)
	if err != nil {
		return nil, err
	}
	key, err := s.party.CreateCredential(owner{Account: a}, session, read)
	if err != nil {
		return nil, Wrong().Because(said(err))
	}
	return key, nil
}

// Ask asks for one of the account's passkeys, after the password; without an account
// for any that knows its owner and makes sure of the person.
func (s *Store) Ask(ctx context.Context, a account.Account) (Asked, error) {
	if s.refused != nil {
		return Asked{}, s.refused
	}
	if a.ID == "" {
		assertion, session, err := s.party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
		if err != nil {
			return Asked{}, fmt.Errorf("asking for a passkey: %w", said(err))
		}
		return s.ask(ctx, alone, "", assertion.Response, session)
	}
	o, err := ownerOf(ctx, s.db, a)
	if err != nil {
		return Asked{}, err
	}
	if len(o.keys) == 0 {
		return Asked{}, problem.Conflict("second_step_none")
	}
	assertion, session, err := s.party.BeginLogin(o)
	if err != nil {
		return Asked{}, fmt.Errorf("asking for a passkey: %w", said(err))
	}
	return s.ask(ctx, asStep, a.ID, assertion.Response, session)
}

// Use takes a passkey as the second step of the account. Error: passkey_wrong.
func (s *Store) Use(ctx context.Context, tx *sqlx.Tx, a account.Account, answer Answer) error {
	if s.refused != nil {
		return s.refused
	}
	session, err := asked(ctx, tx, answer.Ceremony, asStep, a.ID)
	if err != nil {
		return err
	}
	read, err := parsed(answer.Credential, protocol.ParseCredentialRequestResponseBytes)
	if err != nil {
		return err
	}
	o, err := ownerOf(ctx, tx, a)
	if err != nil {
		return err
	}
	key, err := s.party.ValidateLogin(o, session, read)
	if err != nil {
		return Wrong().Because(said(err))
	}
	return used(ctx, tx, key)
}

// Alone is whose passkey it is that signs in by itself; the account is held until tx
// ends. Error: passkey_wrong.
func (s *Store) Alone(ctx context.Context, tx *sqlx.Tx, answer Answer) (a account.Account, err error) {
	if s.refused != nil {
		return a, s.refused
	}
	session, err := asked(ctx, tx, answer.Ceremony, alone, "")
	if err != nil {
		return a, err
	}
	read, err := parsed(answer.Credential, protocol.ParseCredentialRequestResponseBytes)
	if err != nil {
		return a, err
	}
	var failed error // of our own, not the authenticator's
	key, err := s.party.ValidateDiscoverableLogin(func(_, handle []byte) (webauthn.User, error) {
		id, err := uuid.FromBytes(handle)
		if err != nil {
			return nil, err
		}
		if a, err = account.Hold(ctx, tx, id.String()); err != nil {
			if !errors.Is(err, problem.NotFound("account_not_found")) {
				failed = err
			}
			return nil, err
		}
		o, err := ownerOf(ctx, tx, a)
		failed = err
		return o, err
	}, session, read)
	switch {
	case failed != nil:
		return a, failed
	case err != nil:
		return account.Account{}, Wrong().Because(said(err))
	case a.Disabled:
		return account.Account{}, Wrong()
	}
	return a, used(ctx, tx, key)
}

// used notes the use of a passkey with its counter. One that counts no further was
// copied: the copy is not let in.
func used(ctx context.Context, tx *sqlx.Tx, key *webauthn.Credential) error {
	if key.Authenticator.CloneWarning {
		return Wrong().Because(errors.New("its counter did not go on"))
	}
	_, err := tx.ExecContext(ctx, `UPDATE passkeys SET credential = $2, used_at = now() WHERE credential_id = $1`, key.ID, database.AsJSON(key))
	if err != nil {
		return fmt.Errorf("using a passkey: %w", err)
	}
	return nil
}

// ownerOf is an account with its passkeys.
func ownerOf(ctx context.Context, q sqlx.QueryerContext, a account.Account) (o owner, err error) {
	o.Account = a
	o.keys, err = list(ctx, q, a.ID, "credential", func(r page.Row) (key webauthn.Credential, err error) {
		err = r.Scan(database.IntoJSON(&key))
		return key, err
	})
	return o, err
}

// Of lists the account's passkeys, the first made first.
func Of(ctx context.Context, q sqlx.QueryerContext, accountID string) ([]Passkey, error) {
	return list(ctx, q, accountID, "id, name, made_at, used_at", func(r page.Row) (p Passkey, err error) {
		var used sql.NullTime
		err = r.Scan(&p.ID, &p.Name, &p.MadeAt, &used)
		p.MadeAt, p.UsedAt = p.MadeAt.UTC(), page.When(used)
		return p, err
	})
}

func list[T any](ctx context.Context, q sqlx.QueryerContext, accountID, columns string, scan func(page.Row) (T, error)) ([]T, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+columns+` FROM passkeys WHERE account_id = $1 ORDER BY id`, accountID)
	if err != nil {
		return nil, fmt.Errorf("listing passkeys: %w", err)
	}
	return page.Collect(rows, scan)
}

// Rename calls one of the account's passkeys otherwise. Error: passkey_not_found.
func Rename(ctx context.Context, tx *sqlx.Tx, accountID, id, name string) error {
	return one(tx.ExecContext(ctx, `UPDATE passkeys SET name = $3 WHERE id = $1 AND account_id = $2`, id, accountID, name))
}

// Remove takes one of the account's passkeys away. Error: passkey_not_found.
func Remove(ctx context.Context, tx *sqlx.Tx, accountID, id string) error {
	return one(tx.ExecContext(ctx, `DELETE FROM passkeys WHERE id = $1 AND account_id = $2`, id, accountID))
}

func one(done sql.Result, err error) error {
	if err != nil {
		return fmt.Errorf("changing a passkey: %w", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, problem.NotFound("passkey_not_found"))
	}
	return nil
}

// Sweep drops what was asked and never answered.
func (s *Store) Sweep(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM passkey_ceremonies WHERE expires_at < now()`)
	return err
}
