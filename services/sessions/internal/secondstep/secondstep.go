// Package secondstep is what somebody proves to have beside the password: an
// authenticator app (RFC 6238) or a passkey, and recovery codes for when they are lost.
package secondstep

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
)

const (
	period = 30 // seconds, what every app has
	// drift is how many codes before and after the present one are taken: phones and
	// field laptops have clocks of their own.
	drift = 1
	// begunLasts is how long a secret that was shown waits for its first code.
	begunLasts = 15 * time.Minute
	// codes are how many recovery codes there are at a time.
	codes = 10
)

// codeGroups make a recovery code of 80 random bits that can be typed from paper.
var codeGroups = []int{4, 4, 4, 4}

// App is an authenticator app that somebody has set up.
type App struct {
	MadeAt time.Time  `json:"made_at"`
	UsedAt *time.Time `json:"used_at" doc:"null = never since"`
}

// Wrong is the refusal of every code that is none: false, used, or of another time.
func Wrong() *problem.Error { return problem.Unauthenticated("second_step_wrong") }

// IsWrong tells whether a code was refused.
func IsWrong(err error) bool { return errors.Is(err, Wrong()) }

// stepOf returns the half minute whose code was typed, 0 for none. Those up to the
// last one that was used are gone: a code that somebody looked at over a shoulder is
// worth nothing.
func stepOf(secret, typed string, now time.Time, last int64) int64 {
	typed = digits(typed)
	current := now.Unix() / period
	for step := current - drift; step <= current+drift; step++ {
		if step <= last {
			continue
		}
		same, err := hotp.ValidateCustom(typed, uint64(step), secret, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && same {
			return step
		}
	}
	return 0
}

// digits takes away what people and apps put between them: "123 456".
func digits(typed string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' {
			return -1
		}
		return r
	}, typed)
}

// newRecovery makes recovery codes as they are printed.
func newRecovery() []string {
	all := make([]string, codes)
	for i := range all {
		all[i] = text.NewCode(codeGroups...)
	}
	return all
}

// fingerprint is what is stored of a recovery code, however it was typed.
func fingerprint(code string) []byte {
	return given.Fingerprint(text.Code(code))
}

// The choices of who must have a second step.
const (
	nobody     = "nobody"
	organisers = "organisers"
	everybody  = "everybody"
)

// required is who must have a second step.
var required = setting.Setting{Key: "sign_in.second_step", Kind: setting.Choice, Default: nobody, Choices: []string{nobody, organisers, everybody}, Env: "SHANYRAQ_SECOND_STEP"}

// Settings are what an organiser decides about signing in.
var Settings = []setting.Setting{required}

// requiredOf tells whether somebody with these roles must have a second step.
func requiredOf(choice string, roles account.Roles) bool {
	switch choice {
	case everybody:
		return true
	case organisers:
		for _, held := range roles {
			if slices.Contains(held, access.Organiser) {
				return true
			}
		}
	}
	return false
}

// Ways are those in which an account can confirm a sign-in; none where it has no
// second step.
type Ways struct {
	App, Passkey bool
	Recovery     int // codes left
}

// Any tells whether there is a second step: recovery codes alone are none.
func (w Ways) Any() bool { return w.App || w.Passkey }

// Names are the ways as the API names them.
func (w Ways) Names() []string {
	if !w.Any() {
		return []string{}
	}
	all := []string{}
	for _, way := range []struct {
		name string
		is   bool
	}{{"totp", w.App}, {"passkey", w.Passkey}, {"recovery", w.Recovery > 0}} {
		if way.is {
			all = append(all, way.name)
		}
	}
	return all
}
