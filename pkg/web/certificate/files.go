package certificate

import (
	"bytes"
	"context"
	"crypto/tls"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/words"
)

// Files are a certificate and its key that somebody else renews: a new pair is
// taken as soon as it is whole, and a broken one is said in the log while the old
// one goes on.
type Files struct {
	certPath, keyPath string
	host              string // that it has to vouch for, "" for any
	served            atomic.Pointer[tls.Certificate]

	taken, broken []byte // what the files held when they were last taken or found broken
	said          bool   // that they are broken
	warned        time.Time
}

// Open reads the pair and checks it.
func Open(certPath, keyPath string) (*Files, error) {
	if certPath == "" || keyPath == "" {
		return nil, words.Refuse("certificate.pair")
	}
	f := &Files{certPath: certPath, keyPath: keyPath}
	pair, held, err := f.read(time.Now())
	if err != nil {
		return nil, err
	}
	f.taken = held
	f.served.Store(pair)
	return f, nil
}

func (f *Files) read(now time.Time) (pair *tls.Certificate, held []byte, err error) {
	certPEM, keyPEM, err := read(f.certPath, f.keyPath)
	if err != nil {
		return nil, []byte(err.Error()), err
	}
	held = bytes.Join([][]byte{certPEM, keyPEM}, []byte{0})
	if pair, err = parse(f.certPath, f.keyPath, certPEM, keyPEM); err != nil {
		return nil, held, err
	}
	return pair, held, check(f.certPath, pair.Leaf, f.host, now)
}

// For also checks, now and for every new pair, that it vouches for the public
// host.
func (f *Files) For(host string) error {
	f.host = host
	return check(f.certPath, f.served.Load().Leaf, host, time.Now())
}

// Config answers handshakes with the pair that was taken last.
func (f *Files) Config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		return f.served.Load(), nil
	}}
}

// Names are those that the certificate vouches for now.
func (f *Files) Names() []string { return Names(f.served.Load().Leaf) }

// Covers tells whether it vouches for the host.
func (f *Files) Covers(host string) bool { return f.served.Load().Leaf.VerifyHostname(host) == nil }

// looks is how often the files are read. They are small, and whoever renews them
// swaps links, renames or writes over them: reading finds it all.
const looks = 5 * time.Second

// Watch takes new pairs until the context ends.
func (f *Files) Watch(ctx context.Context, log *zap.Logger) {
	tick := time.NewTicker(looks)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			f.look(now, log)
		}
	}
}

// look takes the files if they have changed. Two files are not written at one
// moment: only what is broken at two looks is called so.
func (f *Files) look(now time.Time, log *zap.Logger) {
	defer f.warn(now, log)
	pair, held, err := f.read(now)
	switch {
	case bytes.Equal(held, f.taken):
		f.broken, f.said = nil, false
	case err == nil:
		f.served.Store(pair)
		f.taken, f.broken, f.said = held, nil, false
		log.Warn("a new certificate is served", zap.Strings("for", Names(pair.Leaf)), zap.Time("until", pair.Leaf.NotAfter))
	case !bytes.Equal(held, f.broken):
		f.broken, f.said = held, false
	case !f.said:
		f.said = true
		log.Error("the new certificate is not taken, the old one goes on", zap.Error(err), zap.Time("until", f.served.Load().Leaf.NotAfter))
	}
}

// fortnight before its end a certificate that nobody has renewed is a matter of
// concern, once a day.
const fortnight = 14 * 24 * time.Hour

func (f *Files) warn(now time.Time, log *zap.Logger) {
	left := f.served.Load().Leaf.NotAfter.Sub(now)
	if left > fortnight || now.Sub(f.warned) < 24*time.Hour {
		return
	}
	f.warned = now
	log.Warn("the certificate ends soon, or has ended: put a new one in its place", zap.String("file", f.certPath), zap.Time("end", f.served.Load().Leaf.NotAfter))
}
