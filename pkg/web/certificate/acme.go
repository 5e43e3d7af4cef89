package certificate

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"go.uber.org/zap"
	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/pkg/words"
)

// Asked gets its certificate from an authority that is asked for it (ACME), and a
// new one before the old one ends.
type Asked struct {
	manager *autocert.Manager
	host    string
}

// Ask makes one that asks at the directory for the host, and keeps what it gets in
// the folder. To ask is to agree to the authority's terms.
func Ask(directory, email, host, folder string) (*Asked, error) {
	if _, err := netip.ParseAddr(host); err == nil || !strings.Contains(strings.Trim(host, "."), ".") || web.Private(host) {
		return nil, words.Refuse("certificate.public", "host", host)
	}
	return &Asked{host: host, manager: &autocert.Manager{
		Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(folder), HostPolicy: autocert.HostWhitelist(host), Email: email,
		Client: &acme.Client{DirectoryURL: directory, UserAgent: "shanyraq"},
	}}, nil
}

// Config answers handshakes, those by which the authority sees that the name is
// ours, too.
func (a *Asked) Config() *tls.Config {
	c := a.manager.TLSConfig()
	c.MinVersion = tls.VersionTLS12
	return c
}

// Covers tells whether it is the host that was asked for.
func (a *Asked) Covers(host string) bool { return host == a.host }

// Shown answers, in the clear, how the authority sees that the name is ours, and
// leaves the rest to next.
func (a *Asked) Shown(next http.Handler) http.Handler { return a.manager.HTTPHandler(next) }

// Pauses after a failure. Authorities let one ask in vain a few times an hour.
const (
	firstPause = time.Minute
	lastPause  = time.Hour
)

// Watch asks before the first visitor does, and says in the log why none came.
// What is renewed later the manager renews by itself, a month before its end.
func (a *Asked) Watch(ctx context.Context, log *zap.Logger) {
	hello := &tls.ClientHelloInfo{ServerName: a.host, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}}
	pause := firstPause
	for {
		wait := 24 * time.Hour
		pair, err := a.manager.GetCertificate(hello)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			wait, pause = pause, min(2*pause, lastPause)
			log.Error("no certificate came: the authority must reach this machine at port 443 or 80 of the name, and this machine the authority",
				zap.String("name", a.host), zap.String("authority", a.manager.Client.DirectoryURL), zap.Error(err), zap.Duration("again_in", wait))
		case time.Until(pair.Leaf.NotAfter) < fortnight:
			log.Warn("the certificate ends soon and no new one has come", zap.String("name", a.host), zap.Time("end", pair.Leaf.NotAfter))
		default:
			pause = firstPause
			log.Info("a certificate is there", zap.String("name", a.host), zap.Time("until", pair.Leaf.NotAfter))
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}
