// Package token is who is calling: short-lived Ed25519-signed tokens, issued by
// one service and verified by the others without a call back.
package token

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// Issuer stands in every token.
const Issuer = "shanyraq"

// Everywhere is the key of roles that hold in every forum of the installation.
const Everywhere = "*"

// Caller is what a token says of its bearer.
type Caller struct {
	Subject string              // staff account id or device id
	Kind    string              // staff, tablet
	Roles   map[string][]string // forum id, SessionScope or Everywhere → roles
	Session string              // a tablet's session id
	SignIn  string              // of staff: the sign-in that the token belongs to
	// Audience are the services that the token is for.
	Audience []string
	Expires  time.Time

	issued   time.Time
	verifier *Verifier // that let the caller in
}

// Can reports whether the caller has one of the roles in the whole forum.
func (c Caller) Can(forum string, roles ...string) bool {
	return c.holds(forum, roles) || c.holds(Everywhere, roles)
}

// CanIn reports whether the caller has one of the roles in the session: in the
// whole forum, or in this session of it alone.
func (c Caller) CanIn(forum, session string, roles ...string) bool {
	return c.Can(forum, roles...) || c.holds(SessionScope(forum, session), roles)
}

// CanWithin reports whether the caller has one of the roles in the forum or in any
// session of it.
func (c Caller) CanWithin(forum string, roles ...string) bool {
	return c.Can(forum, roles...) || len(c.Sessions(forum, roles...)) > 0
}

// Sessions are those of the forum, in order, for each of which the caller has one
// of the roles.
func (c Caller) Sessions(forum string, roles ...string) []string {
	var own []string
	for scope := range c.Roles {
		if of, session := SplitScope(scope); session != "" && of == forum && c.holds(scope, roles) {
			own = append(own, session)
		}
	}
	slices.Sort(own)
	return own
}

// CanSomewhere reports whether the caller has one of the roles in any whole forum.
func (c Caller) CanSomewhere(roles ...string) bool {
	for scope := range c.Roles {
		if _, session := SplitScope(scope); session == "" && c.holds(scope, roles) {
			return true
		}
	}
	return false
}

func (c Caller) holds(scope string, roles []string) bool {
	return slices.ContainsFunc(c.Roles[scope], func(r string) bool { return slices.Contains(roles, r) })
}

// SessionScope is the key of roles that hold in one session of a forum.
func SessionScope(forum, session string) string { return forum + "/" + session }

// SplitScope is the forum of a scope, or Everywhere, and its session, "" for the
// whole forum.
func SplitScope(scope string) (forum, session string) {
	forum, session, _ = strings.Cut(scope, "/")
	return forum, session
}

type claims struct {
	Kind    string              `json:"kind"`
	Roles   map[string][]string `json:"roles"`
	Session string              `json:"session,omitempty"`
	SignIn  string              `json:"sign_in,omitempty"`
	// IssuedMicros is iat in microseconds: a token may be withdrawn and a new one
	// issued in the same second.
	IssuedMicros int64 `json:"iat_us"`
	jwt.RegisteredClaims
}

// Signer issues tokens.
type Signer struct {
	key ed25519.PrivateKey
	id  string
}

// NewSigner makes a signer of a 32-byte seed.
func NewSigner(seed []byte) (*Signer, error) {
	if len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("token key: want %d bytes, got %d", ed25519.SeedSize, len(seed))
	}
	key := ed25519.NewKeyFromSeed(seed)
	return &Signer{key: key, id: keyID(key.Public().(ed25519.PublicKey))}, nil
}

// PublicKey is what verifiers need.
func (s *Signer) PublicKey() ed25519.PublicKey { return s.key.Public().(ed25519.PublicKey) }

// KeyID names the key in token headers and key sets.
func (s *Signer) KeyID() string { return s.id }

// Sign issues a token that is good until c.Expires.
func (s *Signer) Sign(c Caller) (string, error) {
	now := time.Now()
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, claims{
		Kind: c.Kind, Roles: c.Roles, Session: c.Session, SignIn: c.SignIn, IssuedMicros: now.UnixMicro(),
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: Issuer, Subject: c.Subject, Audience: c.Audience,
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(c.Expires),
		},
	})
	t.Header["kid"] = s.id
	signed, err := t.SignedString(s.key)
	if err != nil {
		return "", fmt.Errorf("signing token: %w", err)
	}
	return signed, nil
}

// Verifier checks tokens. It remembers good ones until they expire, because a
// tablet sends the same token thousands of times and a signature check costs
// more than the rest of a request.
type Verifier struct {
	keys   map[string]ed25519.PublicKey
	parser *jwt.Parser
	mu     sync.RWMutex
	good   map[[32]byte]Caller

	withdrawn withdrawals
}

// maxRemembered bounds the memory of good tokens; past it the memory starts anew.
const maxRemembered = 20_000

// NewVerifier accepts tokens signed with any of the keys.
func NewVerifier(keys ...ed25519.PublicKey) *Verifier {
	v := &Verifier{
		keys:      map[string]ed25519.PublicKey{},
		good:      map[[32]byte]Caller{},
		withdrawn: withdrawals{ended: map[string]time.Time{}, relying: map[string]map[*context.CancelFunc]bool{}},
		parser: jwt.NewParser(jwt.WithValidMethods([]string{"EdDSA"}), jwt.WithIssuer(Issuer),
			jwt.WithExpirationRequired()),
	}
	for _, k := range keys {
		v.keys[keyID(k)] = k
	}
	return v
}

// Trust accepts tokens signed with the key too.
func (v *Verifier) Trust(key ed25519.PublicKey) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.keys[keyID(key)] = key
}

// Keys is how many keys are trusted.
func (v *Verifier) Keys() int {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return len(v.keys)
}

// Verify returns the caller, or the problem token_expired or token_invalid.
func (v *Verifier) Verify(signed string) (Caller, error) {
	sum := sha256.Sum256([]byte(signed))
	v.mu.RLock()
	c, ok := v.good[sum]
	v.mu.RUnlock()
	if ok {
		if time.Now().After(c.Expires) {
			return Caller{}, problem.Unauthenticated("token_expired")
		}
		return c, v.withdrawn.check(c)
	}
	var cl claims
	_, err := v.parser.ParseWithClaims(signed, &cl, func(t *jwt.Token) (any, error) {
		id, _ := t.Header["kid"].(string)
		v.mu.RLock()
		defer v.mu.RUnlock()
		if k, ok := v.keys[id]; ok {
			return k, nil
		}
		return nil, fmt.Errorf("unknown key %q", id)
	})
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return Caller{}, problem.Unauthenticated("token_expired").Because(err)
	case err != nil:
		return Caller{}, problem.Unauthenticated("token_invalid").Because(err)
	}
	c = Caller{
		Subject: cl.Subject, Kind: cl.Kind, Roles: cl.Roles, Session: cl.Session, SignIn: cl.SignIn, Audience: cl.Audience, Expires: cl.ExpiresAt.Time,
		issued: time.UnixMicro(cl.IssuedMicros), verifier: v,
	}
	v.mu.Lock()
	if len(v.good) >= maxRemembered {
		clear(v.good)
	}
	v.good[sum] = c
	v.mu.Unlock()
	return c, v.withdrawn.check(c)
}

// ParsePublicKeys reads keys as configuration gives them: 32 bytes in base64,
// in the standard alphabet or in that of addresses, as key sets have them.
func ParsePublicKeys(encoded []string) ([]ed25519.PublicKey, error) {
	var keys []ed25519.PublicKey
	for i, e := range encoded {
		plain := strings.NewReplacer("-", "+", "_", "/", "=", "").Replace(strings.TrimSpace(e))
		raw, err := base64.RawStdEncoding.DecodeString(plain)
		if err != nil || len(raw) != ed25519.PublicKeySize {
			return nil, fmt.Errorf("token public key %d: want 32 bytes in base64", i+1)
		}
		keys = append(keys, raw)
	}
	return keys, nil
}

func keyID(k ed25519.PublicKey) string {
	sum := sha256.Sum256(k)
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

type contextKey struct{}

// Into puts the caller into the context.
func Into(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, contextKey{}, c)
}

// From takes the caller out of the context; false when nobody is signed in.
func From(ctx context.Context) (Caller, bool) {
	c, ok := ctx.Value(contextKey{}).(Caller)
	return c, ok
}

// Of is the caller of an operation that needs one; nobody has no subject and no
// roles.
func Of(ctx context.Context) Caller {
	c, _ := From(ctx)
	return c
}

// For returns nil for a token that is meant for the service, else the problem
// token_invalid; one of the time before tokens carried their audience is to be
// renewed.
func (c Caller) For(service string) error {
	switch {
	case slices.Contains(c.Audience, service):
		return nil
	case len(c.Audience) == 0:
		return problem.Unauthenticated("token_expired")
	}
	return problem.Unauthenticated("token_invalid")
}

// Require returns the caller if it has one of the roles in the forum, else the
// problem sign_in_required or role_required.
func Require(ctx context.Context, forum string, roles ...string) (Caller, error) {
	c, ok := From(ctx)
	if !ok {
		return Caller{}, problem.Unauthenticated("sign_in_required")
	}
	if !c.Can(forum, roles...) {
		return Caller{}, problem.Forbidden("role_required", "roles", problem.Named("role_", roles...))
	}
	return c, nil
}
