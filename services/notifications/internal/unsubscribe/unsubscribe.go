// Package unsubscribe is the link in every letter by which its reader turns messages
// off, without an account.
package unsubscribe

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/notifications/internal/contact"
)

// path is where the links lead.
const path = "/api/notifications/unsubscribe/"

const signatureSize = 16

// Links signs links and serves them.
type Links struct {
	contacts *contact.Store
	public   string // where people reach us, without a trailing slash
	secret   []byte
}

// New opens the links. The secret that signs them is made once and kept in the
// database: they must hold for years and for every replica.
func New(ctx context.Context, db *sqlx.DB, contacts *contact.Store, public string) (*Links, error) {
	fresh := make([]byte, 32)
	_, _ = rand.Read(fresh) // never fails
	l := &Links{contacts: contacts, public: public}
	if _, err := db.ExecContext(ctx, `INSERT INTO secret (name, value) VALUES ('unsubscribe', $1) ON CONFLICT DO NOTHING`, fresh); err != nil {
		return nil, fmt.Errorf("making the unsubscribe secret: %w", err)
	}
	if err := db.GetContext(ctx, &l.secret, `SELECT value FROM secret WHERE name = 'unsubscribe'`); err != nil {
		return nil, fmt.Errorf("loading the unsubscribe secret: %w", err)
	}
	return l, nil
}

// To signs a person's right to turn their messages off. It holds for ever and
// allows nothing else.
func (l *Links) To(participant uuid.UUID) string {
	return l.public + path + base64.RawURLEncoding.EncodeToString(append(participant[:], l.sign(participant)...))
}

func (l *Links) sign(participant uuid.UUID) []byte {
	mac := hmac.New(sha256.New, l.secret)
	mac.Write([]byte("unsubscribe email ")) // links of before there were other channels hold for all
	mac.Write(participant[:])
	return mac.Sum(nil)[:signatureSize]
}

// read tells whose right a token is.
func (l *Links) read(token string) (uuid.UUID, error) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != len(uuid.UUID{})+signatureSize {
		return uuid.Nil, problem.NotFound("unsubscribe_link_invalid")
	}
	id := uuid.UUID(raw[:16])
	if !hmac.Equal(raw[16:], l.sign(id)) {
		return uuid.Nil, problem.NotFound("unsubscribe_link_invalid")
	}
	return id, nil
}
