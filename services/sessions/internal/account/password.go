package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// Argon2id as OWASP advises: 19 MiB, two passes, one lane; about 50 ms.
const (
	argonTime   = 2
	argonMemory = 19 << 10 // KiB
	argonLanes  = 1
	saltBytes   = 16
	keyBytes    = 32
)

// hashing bounds how many passwords are hashed at once: each takes memory and
// a processor.
var hashing = make(chan struct{}, 4)

func argon(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case hashing <- struct{}{}:
	case <-ctx.Done():
		return nil, problem.Unavailable("unavailable").Because(ctx.Err())
	}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, keyBytes), nil
}

// hashPassword makes what is stored of a password, in the PHC string format.
func hashPassword(ctx context.Context, password string) (string, error) {
	if utf8.RuneCountInString(password) < minPassword {
		return "", problem.InvalidField("/password", "too_short", "limit", minPassword)
	}
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // never fails
	key, err := argon(ctx, password, salt)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes, b64(salt), b64(key)), nil
}

// nobody is verified against where there is no account or no password, so that
// an answer takes as long and says as little as for a wrong password.
var nobody = "$argon2id$v=19$m=19456,t=2,p=1$" +
	base64.RawStdEncoding.EncodeToString(make([]byte, saltBytes)) + "$" + base64.RawStdEncoding.EncodeToString(make([]byte, keyBytes))

// samePassword compares a password with what is stored; the work is the same
// whether there is something stored or not.
func samePassword(ctx context.Context, password, stored string) (bool, error) {
	if stored == "" {
		stored = nobody
	}
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, fmt.Errorf("stored password has an unknown form")
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("stored password's salt: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, fmt.Errorf("stored password's key: %w", err)
	}
	key, err := argon(ctx, password, salt)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(key, want) == 1 && stored != nobody, nil
}
