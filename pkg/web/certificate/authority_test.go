package certificate

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Browsers believe the authority about this machine, and about nothing else.
func TestAnAuthorityOfOurOwn(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "authority")
	field := []netip.Addr{netip.MustParseAddr("192.168.1.5"), netip.MustParseAddr("fd00::2"), netip.MustParseAddr("203.0.113.7"), netip.MustParseAddr("fe80::1%eth0")}
	open := func() *Authority {
		a, err := OpenAuthority(folder, []string{"Laptop.local", "forum.example.kz"}, func() []netip.Addr { return field })
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	a := open()
	roots := x509.NewCertPool()
	root, err := x509.ParseCertificate(a.Root())
	if err != nil {
		t.Fatal(err)
	}
	roots.AddCert(root)
	for host, want := range map[string]bool{
		"192.168.1.5": true, "fd00::2": true, "laptop.local": true, "localhost": true, "127.0.0.1": true, "::1": true,
		"203.0.113.7": false, "forum.example.kz": false, "192.168.1.6": false,
	} {
		served, err := a.certificate(netip.Addr{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = served.Leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: host})
		if (err == nil) != want || a.Covers(host) != want || (a.For(host) == nil) != want {
			t.Errorf("%s: %v, covered %v, want %v", host, err, a.Covers(host), want)
		}
		if life := served.Leaf.NotAfter.Sub(served.Leaf.NotBefore); life > 397*24*time.Hour || served.Leaf.NotBefore.After(time.Now().Add(-6*24*time.Hour)) {
			t.Errorf("valid for %v from %v", life, served.Leaf.NotBefore)
		}
	}
	if len(strings.Fields(a.Fingerprint())) != 32 {
		t.Error(a.Fingerprint())
	}

	// What its key signs for others is not believed.
	stolen := &x509.Certificate{SerialNumber: serial(), NotBefore: root.NotBefore, NotAfter: root.NotAfter, DNSNames: []string{"bank.kz"}, IPAddresses: []net.IP{net.IPv4(8, 8, 8, 8)}}
	der, err := x509.CreateCertificate(nil, stolen, root, a.key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	forged, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range stolen.DNSNames {
		if _, err := forged.Verify(x509.VerifyOptions{Roots: roots, DNSName: host}); err == nil {
			t.Errorf("it is believed about %s", host)
		}
	}

	// It stays through a new start; files of it that are gone or worn out make a new one.
	if again := open(); again.Fingerprint() != a.Fingerprint() {
		t.Error("another authority after a new start")
	}
	for _, file := range []string{rootFile, keyFile} {
		info, err := os.Stat(filepath.Join(folder, file))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", file, info.Mode(), err)
		}
	}
	if err := os.Remove(filepath.Join(folder, keyFile)); err != nil {
		t.Fatal(err)
	}
	if fresh := open(); fresh.Fingerprint() == a.Fingerprint() {
		t.Error("a root without its key is kept")
	}
	if err := os.WriteFile(filepath.Join(folder, keyFile), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenAuthority(folder, nil, func() []netip.Addr { return nil }); err == nil || !strings.Contains(err.Error(), "holds no key") {
		t.Error(err)
	}
}

// A laptop that joins another network vouches for its new number at once.
func TestTheMachineMovesToAnotherNetwork(t *testing.T) {
	at := []netip.Addr{netip.MustParseAddr("192.168.1.5")}
	a, err := OpenAuthority(t.TempDir(), nil, func() []netip.Addr { return at })
	if err != nil {
		t.Fatal(err)
	}
	before, err := a.Config().GetCertificate(&tls.ClientHelloInfo{})
	if err != nil {
		t.Fatal(err)
	}
	at = []netip.Addr{netip.MustParseAddr("10.42.0.1")}
	same, err := a.certificate(netip.MustParseAddr("192.168.1.5"))
	if err != nil || same != before {
		t.Error("made anew without need", err)
	}
	after, err := a.certificate(netip.MustParseAddr("10.42.0.1"))
	if err != nil || after.Leaf.VerifyHostname("10.42.0.1") != nil {
		t.Error(err)
	}
	public, err := a.certificate(netip.MustParseAddr("203.0.113.7"))
	if err != nil || public != after {
		t.Error("a public number makes a new certificate each time", err)
	}
}
