package web

import (
	"net/http"
	"net/netip"
	"strings"

	"github.com/shanyraq/shanyraq/pkg/web/guard"
)

// year is how long a browser remembers that we are reached encrypted only.
const year = "max-age=31536000"

// secure sets the headers; encrypted is the host that was asked for over an
// encrypted connection, "" over another.
func secure(h http.Header, encrypted string) {
	guard.Set(h)
	if lasting(encrypted) {
		h.Set("Strict-Transport-Security", year)
	}
}

// lasting tells whether a browser may remember for a year that a host is reached
// encrypted: that binds all its ports, and nobody can go on past a certificate
// that is not trusted. So it is for a name that is the internet's, at the port that
// is https's, and not for a laptop in a field.
func lasting(host string) bool {
	_, err := netip.ParseAddr(host)
	return err != nil && strings.Contains(host, ".") && !strings.Contains(host, ":") && !Private(strings.ToLower(host))
}
