// Package device is the tablets: paired to a session by a short code, known by a
// secret of their own, revocable.
package device

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
)

const (
	// codeLength makes a pairing code of 40 random bits, short-lived and used once.
	codeLength = 8
	// answerLost is for how long the tablet that redeemed a code may redeem it
	// again, because the answer may have got lost on its way.
	answerLost = 2 * time.Minute
	// tokenLasts bounds how long a revoked tablet can still write.
	tokenLasts = 10 * time.Minute
)

// codeLasts is how long a code can be redeemed, in minutes.
var codeLasts = setting.Setting{Key: "tablet.code_minutes", Kind: setting.Number, Default: 15, Min: 5, Max: 24 * 60, Env: "SHANYRAQ_PAIRING_MINUTES"}

// Settings are what an organiser decides of tablets.
var Settings = []setting.Setting{codeLasts}

// Device is one tablet in one forum.
type Device struct {
	ID        string     `json:"id" format:"uuid"`
	ForumID   string     `json:"forum_id" format:"uuid"`
	SessionID string     `json:"session_id" format:"uuid"`
	Name      string     `json:"name" doc:"what people call the tablet: Yurt 3, left"`
	PairedAt  time.Time  `json:"paired_at"`
	LastSeen  time.Time  `json:"last_seen_at" doc:"when it last asked for a token or where it stands"`
	RevokedAt *time.Time `json:"revoked_at"`
	Version   int        `json:"version"`

	// What it last said of itself, see package pulse.
	HeardAt     *time.Time `json:"heard_at" doc:"when it last spoke of itself; null = never"`
	Battery     *int       `json:"battery" doc:"percent; null where its browser does not tell"`
	Charging    *bool      `json:"charging"`
	AppVersion  string     `json:"app_version"`
	ClockOffset int64      `json:"clock_offset_ms" doc:"its clock less the server's"`
	Unsent      int        `json:"unsent" doc:"what it still had to send"`

	secret []byte // hashed
}

func newSecret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// NewCode makes a code by which a tablet is paired.
func NewCode() string { return text.NewCode(codeLength) }

// Pair makes the tablet work for a session with a new secret; a tablet that was
// there before, even a revoked one, is moved.
func (d *Device) Pair(sessionID, name, secret string, now time.Time) {
	d.SessionID, d.Name, d.secret = sessionID, name, given.Fingerprint(secret)
	d.PairedAt, d.LastSeen, d.RevokedAt = now, now, nil
	d.Version++
}

// Move lets the tablet work for another session, with the secret that it has: an
// answer that gets lost leaves it where it can ask again. It reports whether anything
// changed.
func (d *Device) Move(sessionID string, now time.Time) bool {
	if d.SessionID == sessionID {
		return false
	}
	d.SessionID, d.PairedAt, d.LastSeen = sessionID, now, now
	d.Version++
	return true
}

// Revoke ends the tablet's right to write. It reports whether anything changed.
func (d *Device) Revoke(now time.Time) bool {
	if d.RevokedAt != nil {
		return false
	}
	d.RevokedAt = &now
	d.Version++
	return true
}

// Verify returns nil when the secret is the device's and it is not revoked.
func (d *Device) Verify(secret string) error {
	if !d.proves(secret) {
		return problem.Unauthenticated("device_secret_wrong")
	}
	if d.RevokedAt != nil {
		return problem.Unauthenticated("device_revoked")
	}
	return nil
}

func (d *Device) paired() events.DevicePaired {
	return events.DevicePaired{ForumID: d.ForumID, DeviceID: d.ID, Version: d.Version, SessionID: d.SessionID, PairedAt: d.PairedAt}
}

// proves tells whether the secret is the device's, revoked or not.
func (d *Device) proves(secret string) bool {
	return secret != "" && subtle.ConstantTimeCompare(d.secret, given.Fingerprint(secret)) == 1
}

// pairing is a code that waits to be redeemed.
type pairing struct {
	ForumID    string
	SessionID  string
	ExpiresAt  time.Time
	RedeemedAt *time.Time
	DeviceID   string // that redeemed it
	Many       bool   // of a printed sheet: good for any number of tablets
	MadeAt     time.Time
}

// again tells whether the device redeems the code once more, because the answer
// got lost.
func (p *pairing) again(deviceID string, now time.Time) bool {
	return p.DeviceID == deviceID && p.RedeemedAt != nil && now.Sub(*p.RedeemedAt) < answerLost
}

// Redeem uses the code up for a device. It returns the problems pairing_expired
// and pairing_used.
func (p *pairing) Redeem(deviceID string, now time.Time) error {
	switch {
	case p.again(deviceID, now):
		return nil
	case p.RedeemedAt != nil:
		return problem.Conflict("pairing_used")
	case now.After(p.ExpiresAt):
		return problem.Conflict("pairing_expired")
	case p.Many:
		return nil
	}
	p.RedeemedAt, p.DeviceID = &now, deviceID
	return nil
}
