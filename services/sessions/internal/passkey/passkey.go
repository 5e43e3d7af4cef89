// Package passkey keeps the passkeys of staff (WebAuthn): keys in a phone, a computer
// or a small device, which prove by a finger or a code who holds them, and only to the
// address they were made for.
package passkey

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
)

const (
	// most is how many somebody can have.
	most = 20
	// ceremonyLasts is how long an authenticator may take to answer.
	ceremonyLasts = 5 * time.Minute
)

// Passkey is one of somebody's passkeys.
type Passkey struct {
	ID     string     `json:"id" format:"uuid"`
	Name   string     `json:"name" doc:"as its owner calls it"`
	MadeAt time.Time  `json:"made_at"`
	UsedAt *time.Time `json:"used_at" doc:"null = never since"`
}

// Asked is what the browser is asked to do with an authenticator.
type Asked struct {
	Ceremony string         `json:"ceremony" doc:"comes back with the answer"`
	Options  map[string]any `json:"options" doc:"for PublicKeyCredential.parseCreationOptionsFromJSON or parseRequestOptionsFromJSON"`
}

// Answer is what the authenticator says, as PublicKeyCredential.toJSON gives it.
type Answer struct {
	Ceremony   string         `json:"ceremony" minLength:"1" maxLength:"100"`
	Credential map[string]any `json:"credential" doc:"as PublicKeyCredential.toJSON gives it"`
}

// Wrong is the refusal of every answer that proves nothing.
func Wrong() *problem.Error { return problem.Unauthenticated("passkey_wrong") }

// IsWrong tells whether an answer was refused.
func IsWrong(err error) bool { return errors.Is(err, Wrong()) }

// party is who passkeys are made for: the name in the address. An address without a
// name, or in the clear but on this machine, can have none: no browser makes any there.
func party(publicURL string) (*webauthn.WebAuthn, error) {
	u, err := url.Parse(publicURL)
	if err != nil {
		return nil, fmt.Errorf("the public address: %w", err)
	}
	host := u.Hostname()
	switch {
	case host == "" || net.ParseIP(host) != nil:
		return nil, problem.Conflict("passkeys_want_name", "address", publicURL)
	case u.Scheme != "https" && host != "localhost" && !strings.HasSuffix(host, ".localhost"):
		return nil, problem.Conflict("passkeys_want_https", "address", publicURL)
	}
	w, err := webauthn.New(&webauthn.Config{RPID: host, RPDisplayName: host, RPOrigins: []string{u.Scheme + "://" + u.Host}})
	if err != nil {
		return nil, problem.Conflict("passkeys_want_name", "address", publicURL).Because(err)
	}
	return w, nil
}

// owner is an account as the library wants it.
type owner struct {
	account.Account
	keys []webauthn.Credential
}

func (o owner) WebAuthnID() []byte                         { id := uuid.MustParse(o.ID); return id[:] }
func (o owner) WebAuthnName() string                       { return o.Login }
func (o owner) WebAuthnDisplayName() string                { return o.Name }
func (o owner) WebAuthnCredentials() []webauthn.Credential { return o.keys }

// options are what the browser is told, without what the library wraps around it.
func options(publicKey any) (o map[string]any, err error) {
	data, err := json.Marshal(publicKey)
	if err == nil {
		err = json.Unmarshal(data, &o)
	}
	return o, err
}

// parsed reads an answer by one of the library's parsers.
func parsed[T any](answer map[string]any, parse func([]byte) (T, error)) (read T, err error) {
	data, err := json.Marshal(answer)
	if err == nil {
		read, err = parse(data)
	}
	if err != nil {
		return read, Wrong().Because(err)
	}
	return read, nil
}

// said puts the library's reason, which names no person, into the log.
func said(err error) error {
	if refused := (*protocol.Error)(nil); errors.As(err, &refused) {
		return fmt.Errorf("%s: %s", refused.Details, refused.DevInfo)
	}
	return err
}
