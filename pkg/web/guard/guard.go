// Package guard has the headers of every answer, for every program that answers.
package guard

import "net/http"

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

// Set puts them into an answer.
func Set(h http.Header) {
	for name, value := range always {
		h.Set(name, value)
	}
}
