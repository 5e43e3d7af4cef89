package certificate

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/service/file"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/pkg/words"
)

const (
	rootLife = 2 * 365 * 24 * time.Hour
	// leafLife is the most that every browser takes of any authority.
	leafLife = 397 * 24 * time.Hour
	// slow is how far a clock of ours or of a tablet may be behind: a field has no
	// time servers.
	slow = 7 * 24 * time.Hour
	// month before its end a certificate of ours is made anew, and the end of the
	// authority itself is told.
	month = 30 * 24 * time.Hour
)

// Authority vouches for this machine where no other authority can be reached. A
// tablet that is told once to trust it believes it about private networks only:
// whoever steals its key cannot pretend to be a bank.
type Authority struct {
	root    *x509.Certificate
	key     *ecdsa.PrivateKey
	names   []string
	machine func() []netip.Addr

	mu     sync.Mutex
	served *tls.Certificate
}

// OpenAuthority makes the authority at its first start, in a folder of its own. It
// vouches for the names that it may vouch for, and for the machine's numbers, which
// may change while it runs.
func OpenAuthority(folder string, names []string, machine func() []netip.Addr) (*Authority, error) {
	a := &Authority{machine: machine}
	for _, name := range append(names, "localhost") {
		if name = strings.ToLower(name); web.Private(name) {
			a.names = append(a.names, name)
		}
	}
	now := time.Now()
	err := a.load(folder)
	if errors.Is(err, fs.ErrNotExist) || err == nil && now.After(a.root.NotAfter.Add(-slow)) {
		err = a.make(folder, now)
	}
	if err != nil {
		return nil, err
	}
	if err := check(filepath.Join(folder, rootFile), a.root, "", now); err != nil {
		return nil, err
	}
	return a, nil
}

// The authority's two files.
const (
	rootFile = "root.pem"
	keyFile  = "root.key"
)

func (a *Authority) load(folder string) error {
	certPath, keyPath := filepath.Join(folder, rootFile), filepath.Join(folder, keyFile)
	certPEM, err := os.ReadFile(certPath)
	if err != nil {
		return fmt.Errorf("reading our own authority: %w", err)
	}
	keyPEM, err := os.ReadFile(keyPath)
	if err != nil {
		return fmt.Errorf("reading our own authority's key: %w", err)
	}
	pair, err := parse(certPath, keyPath, certPEM, keyPEM)
	if err != nil {
		return err
	}
	key, ok := pair.PrivateKey.(*ecdsa.PrivateKey)
	if !ok {
		return words.Refuse("certificate.foreign", "certificate", certPath)
	}
	a.root, a.key = pair.Leaf, key
	return nil
}

// make makes a new authority. The key is written first: a certificate without its
// key would stop the next start.
func (a *Authority) make(folder string, now time.Time) (err error) {
	if a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return fmt.Errorf("making an authority's key: %w", err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(a.key)
	if err != nil {
		return fmt.Errorf("making an authority's key: %w", err)
	}
	// People meet the name in a list of authorities: when it was made tells two apart.
	name := pkix.Name{Organization: []string{"Shanyraq"}, CommonName: "Shanyraq " + now.Format("2006-01-02 15:04")}
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: name, NotBefore: now.Add(-slow), NotAfter: now.Add(rootLife),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		ExtKeyUsage:                 []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		PermittedDNSDomainsCritical: true, PermittedDNSDomains: web.PrivateDomains, PermittedIPRanges: privateRanges(),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, a.key.Public(), a.key)
	if err != nil {
		return fmt.Errorf("making an authority: %w", err)
	}
	if a.root, err = x509.ParseCertificate(der); err != nil {
		return fmt.Errorf("making an authority: %w", err)
	}
	if err = os.MkdirAll(folder, 0o700); err == nil {
		err = file.Write(filepath.Join(folder, keyFile), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}), 0o600)
	}
	if err == nil {
		err = file.Write(filepath.Join(folder, rootFile), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600)
	}
	if err != nil {
		return fmt.Errorf("keeping our own authority: %w", err)
	}
	return nil
}

// Root is the certificate that tablets are told to trust (DER).
func (a *Authority) Root() []byte { return a.root.Raw }

// Fingerprint is by what two people compare it: SHA-256 in pairs, as Android, iOS
// and Windows show it.
func (a *Authority) Fingerprint() string {
	sum := sha256.Sum256(a.root.Raw)
	pairs := make([]string, len(sum))
	for i, b := range sum {
		pairs[i] = strings.ToUpper(hex.EncodeToString([]byte{b}))
	}
	return strings.Join(pairs, " ")
}

// End is when the authority itself ends.
func (a *Authority) End() time.Time { return a.root.NotAfter }

// Covers tells whether it vouches for the host, as an address has it.
func (a *Authority) Covers(host string) bool {
	served, err := a.certificate(netip.Addr{})
	return err == nil && served.Leaf.VerifyHostname(host) == nil
}

// For says why it cannot vouch for the public host.
func (a *Authority) For(host string) error {
	if a.Covers(host) {
		return nil
	}
	return words.Refuse("certificate.private", "host", host)
}

// Config answers handshakes with a certificate that has the number at which the
// client called.
func (a *Authority) Config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		var called netip.Addr
		if hello.Conn != nil {
			if tcp, ok := hello.Conn.LocalAddr().(*net.TCPAddr); ok {
				called, _ = netip.AddrFromSlice(tcp.IP)
			}
		}
		return a.certificate(called.Unmap())
	}}
}

// certificate is made anew when the machine has another number or its end is near.
func (a *Authority) certificate(called netip.Addr) (*tls.Certificate, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	if a.served != nil && now.Before(a.served.Leaf.NotAfter.Add(-month)) && (!web.PrivateNumber(called) || a.served.Leaf.VerifyHostname(called.String()) == nil) {
		return a.served, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making a key: %w", err)
	}
	from := now.Add(-slow)
	until := from.Add(leafLife)
	if until.After(a.root.NotAfter) {
		until = a.root.NotAfter
	}
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{Organization: []string{"Shanyraq"}}, NotBefore: from, NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: a.names, IPAddresses: a.numbers(called),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.root, key.Public(), a.key)
	if err != nil {
		return nil, fmt.Errorf("vouching for ourselves: %w", err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("vouching for ourselves: %w", err)
	}
	a.served = &tls.Certificate{Certificate: [][]byte{der, a.root.Raw}, PrivateKey: key, Leaf: leaf}
	return a.served, nil
}

func (a *Authority) numbers(called netip.Addr) (all []net.IP) {
	has := map[netip.Addr]bool{}
	for _, n := range append(a.machine(), called, netip.MustParseAddr("127.0.0.1"), netip.IPv6Loopback()) {
		if n = n.WithZone(""); web.PrivateNumber(n) && !has[n] {
			has[n] = true
			all = append(all, n.AsSlice())
		}
	}
	return all
}

// Watch tells in time that the authority itself ends.
func (a *Authority) Watch(ctx context.Context, log *zap.Logger) {
	tick := time.NewTicker(24 * time.Hour)
	defer tick.Stop()
	for {
		if time.Until(a.root.NotAfter) < month {
			log.Warn("our own authority ends soon: a start after its end makes a new one, which tablets have to be told to trust", zap.Time("end", a.root.NotAfter))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func privateRanges() (all []*net.IPNet) {
	for _, p := range web.PrivateNets {
		all = append(all, &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())})
	}
	return all
}

func serial() *big.Int {
	random := make([]byte, 16)
	_, _ = rand.Read(random)
	random[0] &= 0x7f
	return new(big.Int).SetBytes(bytes.TrimLeft(random, "\x00"))
}
