// Package setup is how an installation gets its first organiser: by an address that
// is printed where the server was started, and that is good while there is no
// account.
package setup

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/signin"
)

// linkBytes are as many of the link's code as nobody guesses.
const linkBytes = 16

// codeOf makes the link's code of the key that signs tokens: every replica prints
// the same one, also after a restart, and nothing of it has to be kept.
func codeOf(key string) (string, error) {
	seed, err := base64.StdEncoding.DecodeString(key)
	if err != nil || len(seed) == 0 {
		return "", errors.New("the set-up address needs the key that signs tokens")
	}
	mac := hmac.New(sha256.New, seed)
	mac.Write([]byte("shanyraq set-up"))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:linkBytes]), nil
}

// Desk is where the first organiser begins.
type Desk struct {
	accounts *account.Store
	staff    *signin.Desk
	code     string
	public   string
	failures *web.Limit // of an address: the code has 128 bits, this is for the log's sake
}

// NewDesk makes a desk.
func NewDesk(accounts *account.Store, staff *signin.Desk, key, publicURL string) (*Desk, error) {
	code, err := codeOf(key)
	return &Desk{accounts: accounts, staff: staff, code: code, public: strings.TrimSuffix(publicURL, "/"), failures: web.NewLimit(20, 10*time.Second)}, err
}
