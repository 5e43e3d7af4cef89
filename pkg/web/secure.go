package web

import (
	"net/http"
	"net/netip"
	"strings"
)

// always are the headers of every answer, whatever it is. A page that loads
// something says so by a policy of its own, in place of the one that loads
// nothing.
var always = map[string]string{
	"Content-Security-Policy":      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
	"Referrer-Policy":              "no-referrer", // the code in an address opens a person's way
	"X-Content-Type-Options":       "nosniff",
}

// year is how long a browser remembers that we are reached encrypted only.
const year = "max-age=31536000"

// secure sets the headers; encrypted is the host that was asked for over an
// encrypted connection, "" over another.
func secure(h http.Header, encrypted string) {
	for name, value := range always {
		h.Set(name, value)
	}
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
	return err != nil && strings.Contains(host, ".") && !strings.Contains(host, ":") && !strings.HasSuffix(host, ".local")
}
