// Package password keeps the passwords of staff: which may be chosen, what is stored
// of one, and whether it is the one that was typed.
package password

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/trustelem/zxcvbn"
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

// fewest is how many characters a password must have.
const fewest = 12

// Slots bounds how many passwords are hashed at once: each takes memory and a
// processor, and half of those stay with everybody else.
var Slots = make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2))

func argon(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case Slots <- struct{}{}:
	case <-ctx.Done():
		return nil, problem.Unavailable("unavailable").Because(ctx.Err())
	}
	defer func() { <-Slots }()
	started := time.Now()
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, keyBytes)
	hashTook.Store(int64(time.Since(started)))
	return key, nil
}

// Hash makes what is stored of a password, in the PHC string format.
func Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // never fails
	key, err := argon(ctx, password, salt)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes, b64(salt), b64(key)), nil
}

// WellKnown is the password of every account of a demonstration.
const WellKnown = "shanyraq-demo"

// commonGuesses is how many guesses of a list of common passwords, names, dates
// and keyboard rows a password must outlast. What is longer than guessable bytes
// is not looked at further.
const (
	commonGuesses = 1e7
	guessable     = 64
)

// Check refuses a password that is short or among the first that anybody
// would try (zxcvbn's lists), also as it comes out when a Latin layout was meant.
func Check(password string, called ...string) error {
	if utf8.RuneCountInString(password) < fewest {
		return problem.InvalidField("/password", "too_short", "limit", fewest)
	}
	if len(differing(password)) < fewLetters {
		return problem.InvalidField("/password", "password_common")
	}
	known := append([]string{"shanyraq", "шаңырақ", "forum", "форум"}, called...)
	for _, typed := range []string{password, latinKeys.Replace(strings.ToLower(password))} {
		if len(typed) <= guessable && zxcvbn.PasswordStrength(typed, known).Guesses < commonGuesses {
			return problem.InvalidField("/password", "password_common")
		}
	}
	return nil
}

// fewLetters are so few that a password of them is one key held down.
const fewLetters = 5

func differing(s string) map[rune]bool {
	letters := map[rune]bool{}
	for _, r := range s {
		letters[r] = true
	}
	return letters
}

// latinKeys are the letters that stand on the same keys.
var latinKeys = func() *strings.Replacer {
	var pairs []string
	latin := []rune("qwertyuiop[]asdfghjkl;'zxcvbnm,.")
	for i, r := range []rune("йцукенгшщзхъфывапролджэячсмитьбю") {
		pairs = append(pairs, string(r), string(latin[i]))
	}
	return strings.NewReplacer(pairs...)
}()

// hashTook is how long the last hash took.
var hashTook atomic.Int64

// Same compares a password with what is stored. Where nothing is, it
// takes as long and no work: a flood of invented logins costs nobody a processor.
func Same(ctx context.Context, password, stored string) (bool, error) {
	if stored == "" {
		wait := time.NewTimer(time.Duration(hashTook.Load()))
		defer wait.Stop()
		select {
		case <-wait.C:
		case <-ctx.Done():
		}
		return false, nil
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
	return subtle.ConstantTimeCompare(key, want) == 1, nil
}
