package web

import (
	"context"
	"net"
	"net/http"
	"strings"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// Encrypted answers what came encrypted, or from this process itself, with next,
// and what came in the clear with plain. Whoever watches over us asks in the clear
// whether we are well.
func Encrypted(next, plain http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		own, _ := r.Context().Value(ownKey{}).(bool)
		if r.TLS != nil || own || r.URL.Path == "/healthz" || r.URL.Path == "/readyz" {
			next.ServeHTTP(w, r)
			return
		}
		secure(w.Header(), "")
		plain.ServeHTTP(w, r)
	})
}

type ownKey struct{}

// Own marks the requests of a connection that leads from this process to itself.
func Own(ctx context.Context) context.Context { return context.WithValue(ctx, ownKey{}, true) }

// Redirect leads a person from an address in the clear to the encrypted one of
// the same page; to knows it by the host that was asked for. A program that sends
// something is refused: led on it would go on sending secrets in the clear.
func Redirect(to func(host string) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		address := to(Host(r))
		if r.Method != http.MethodGet && r.Method != http.MethodHead || strings.HasPrefix(r.URL.Path, "/api/") {
			Fail(w, r, problem.Forbidden("not_encrypted", "address", address))
			return
		}
		// The ports may be others tomorrow: nobody is to remember where this led.
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, address+r.URL.RequestURI(), http.StatusTemporaryRedirect)
	})
}

// Host is the name or number that was asked for, without a port.
func Host(r *http.Request) string {
	if host, _, err := net.SplitHostPort(r.Host); err == nil {
		return host
	}
	return strings.Trim(r.Host, "[]")
}
