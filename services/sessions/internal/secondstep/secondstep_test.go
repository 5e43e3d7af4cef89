package secondstep

import (
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
)

// The vectors of RFC 6238 are of eight digits: apps show the last six of them.
func TestTheCodesAreThoseOfTheStandard(t *testing.T) {
	const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" // 12345678901234567890
	for at, code := range map[int64]string{59: "287082", 1111111109: "081804", 1234567890: "005924", 2000000000: "279037"} {
		if got := stepOf(secret, code, time.Unix(at, 0), 0); got != at/period {
			t.Errorf("%s at %d: step %d, want %d", code, at, got, at/period)
		}
	}
}

func TestACodeIsOfItsTime(t *testing.T) {
	const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	now := time.Unix(1_800_000_015, 0)
	current := now.Unix() / period
	code := func(off int) string {
		c, err := totp.GenerateCode(secret, now.Add(time.Duration(off)*period*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	spaced := code(0)[:3] + " " + code(0)[3:] + "\n"
	for name, c := range map[string]struct {
		typed string
		last  int64
		want  int64
	}{
		"now":                      {code(0), 0, current},
		"half a minute late":       {code(-1), 0, current - 1},
		"half a minute early":      {code(1), 0, current + 1},
		"a minute late":            {code(-2), 0, 0},
		"a minute early":           {code(2), 0, 0},
		"as it is pasted":          {spaced, 0, current},
		"used":                     {code(0), current, 0},
		"older than the used one":  {code(-1), current, 0},
		"newer than the used one":  {code(1), current, current + 1},
		"one digit less":           {code(0)[:5], 0, 0},
		"nothing":                  {"", 0, 0},
		"letters":                  {"abcdef", 0, 0},
		"digits of another script": {"١٢٣٤٥٦", 0, 0},
	} {
		if got := stepOf(secret, c.typed, now, c.last); got != c.want {
			t.Errorf("%s (%q): step %d, want %d", name, c.typed, got, c.want)
		}
	}
}

func TestWhoMustHaveOne(t *testing.T) {
	for name, c := range map[string]struct {
		roles             account.Roles
		nobody, some, all bool
	}{
		"an organiser of all":     {account.Roles{"*": {"organiser"}}, false, true, true},
		"an organiser of a forum": {account.Roles{"f": {"chair", "organiser"}}, false, true, true},
		"a facilitator":           {account.Roles{"f/s": {"facilitator"}}, false, false, true},
		"without a role":          {nil, false, false, true},
	} {
		if requiredOf("nobody", c.roles) != c.nobody || requiredOf("organisers", c.roles) != c.some || requiredOf("everybody", c.roles) != c.all {
			t.Errorf("%s: %v %v %v", name, requiredOf("nobody", c.roles), requiredOf("organisers", c.roles), requiredOf("everybody", c.roles))
		}
	}
}

func TestRecoveryCodes(t *testing.T) {
	all := newRecovery()
	seen := map[string]bool{}
	for _, code := range all {
		seen[code] = len(code) == 19
	}
	if len(seen) != codes || seen[""] {
		t.Errorf("made %v", all)
	}
}
