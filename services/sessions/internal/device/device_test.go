package device

import (
	"strings"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/pkg/text"
)

func TestCodes(t *testing.T) {
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ" // no I, L, O or U, which look like others
	seen := map[string]bool{}
	for range 1000 {
		code := text.NewCode(codeLength)
		if len(code) != codeLength || strings.Trim(code, alphabet) != "" || text.Code(code) != code || seen[code] {
			t.Fatalf("got %q", code)
		}
		seen[code] = true
	}
}

func TestRedeem(t *testing.T) {
	now := time.Now()
	for name, c := range map[string]struct {
		p    pairing
		want string
	}{
		"fresh":                       {pairing{ExpiresAt: now.Add(time.Second)}, ""},
		"too late":                    {pairing{ExpiresAt: now.Add(-time.Second)}, "pairing_expired"},
		"used by another":             {pairing{ExpiresAt: now.Add(time.Hour), RedeemedAt: &now, DeviceID: "b"}, "pairing_used"},
		"its answer was lost":         {pairing{ExpiresAt: now.Add(-time.Second), RedeemedAt: ago(now, time.Minute), DeviceID: "a"}, ""},
		"used by itself, an hour ago": {pairing{ExpiresAt: now.Add(time.Hour), RedeemedAt: ago(now, time.Hour), DeviceID: "a"}, "pairing_used"},
	} {
		if err := c.p.Redeem("a", now); (err == nil) != (c.want == "") || err != nil && err.Error() != c.want {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

func ago(now time.Time, d time.Duration) *time.Time {
	t := now.Add(-d)
	return &t
}

func TestSecrets(t *testing.T) {
	var d Device
	d.Pair("s", "Юрта 3", "secret", time.Now())
	if err := d.Verify("secret"); err != nil || d.Version != 1 {
		t.Errorf("got %v, version %d", err, d.Version)
	}
	if err := d.Verify("other"); err == nil || err.Error() != "device_secret_wrong" {
		t.Errorf("another secret: %v", err)
	}
	if !d.Revoke(time.Now()) || d.Revoke(time.Now()) || d.Version != 2 {
		t.Errorf("revoked twice: version %d", d.Version)
	}
	if err := d.Verify("other"); err == nil || err.Error() != "device_secret_wrong" {
		t.Errorf("without the secret nobody learns that it was revoked: %v", err)
	}
	if err := d.Verify("secret"); err == nil || err.Error() != "device_revoked" {
		t.Errorf("revoked: %v", err)
	}
}
