package passkey

import (
	"errors"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

func TestWhichAddressesCanHavePasskeys(t *testing.T) {
	for address, want := range map[string]string{
		"https://forum.example.kz":      "",
		"https://forum.example.kz:8443": "",
		"http://localhost:8080":         "",
		"http://camp.localhost:8080":    "",
		"http://forum.example.kz":       "passkeys_want_https",
		"http://laptop:8080":            "passkeys_want_https",
		"http://192.168.1.5:8080":       "passkeys_want_name",
		"https://192.168.1.5":           "passkeys_want_name",
		"https://[fd00::1]:8443":        "passkeys_want_name",
		"http://127.0.0.1:8080":         "passkeys_want_name",
		"":                              "passkeys_want_name",
	} {
		w, err := party(address)
		code := ""
		if refused := (*problem.Error)(nil); errors.As(err, &refused) {
			code = refused.Code
		}
		if code != want || (w == nil) != (want != "") {
			t.Errorf("%q: %q, %v, want %q", address, code, err, want)
		}
	}
}
