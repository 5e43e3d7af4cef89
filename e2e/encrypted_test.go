package e2e

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/e2e/internal/local"
)

// Whatever does not fit together about an encrypted address is said in one
// sentence, before anything is made.
func TestAnEncryptedStartSaysWhatStandsInTheWay(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	now := time.Now()
	cert, key := pair(t, now.AddDate(1, 0, 0), "forum.example.kz")
	_, foreign := pair(t, now.AddDate(1, 0, 0), "forum.example.kz")
	ended, itsKey := pair(t, now.AddDate(0, 0, -1), "forum.example.kz")
	files := func(cert, key string, more ...string) []string {
		return append([]string{"--tls-cert", cert, "--tls-key", key}, more...)
	}
	for name, c := range map[string]struct {
		args   []string
		want   string
		status int
	}{
		"another's key":            {files(cert, foreign), "does not fit the certificate", 1},
		"an ended one":             {files(ended, itsKey), "ended on " + now.AddDate(0, 0, -1).UTC().Format("2 January 2006") + ": get a new one", 1},
		"another name":             {files(cert, key, "--public-url", "https://forum.kz"), "is for forum.example.kz and not for forum.kz, the public address", 1},
		"swapped":                  {files(key, cert), "are swapped", 1},
		"no file":                  {files(cert+".gone", key), "is not there", 1},
		"one alone":                {[]string{"--tls-cert", cert}, "belong together: give both files", 1},
		"a plain public address":   {files(cert, key, "--public-url", "http://forum.example.kz"), "begins with http://, but this server encrypts", 1},
		"a second address alone":   {[]string{"--plain-listen", ":8080"}, "without --tls give --listen alone", 1},
		"a taken second address":   {files(cert, key, "--plain-listen", taken.Addr().String()), "is taken by another program: stop that program or give another address with --plain-listen", 1},
		"local with files":         {files(cert, key, "--tls", "local"), "makes its certificate itself: leave --tls-cert and --tls-key away", 1},
		"local for a name":         {[]string{"--tls", "local", "--public-url", "https://forum.example.kz"}, "vouches for this machine's private numbers and for names that end in .local only", 1},
		"acme without a name":      {[]string{"--tls", "acme"}, "needs the name to ask a certificate for", 1},
		"acme for a number":        {[]string{"--tls", "acme", "--public-url", "https://192.168.1.5"}, "ACME needs a name that the internet knows", 1},
		"no such way":              {[]string{"--tls", "on"}, `must be one of "off","files","acme","local"`, 2},
		"a public address, no way": {[]string{"--public-url", "forum.example.kz"}, "lacks http:// or https:// at its beginning", 1},
	} {
		t.Run(name, func(t *testing.T) {
			dir := fresh(t)
			p := start(t, nil, nil, "shanyraq", append([]string{"serve", "--data-dir", dir, "--listen", fmt.Sprintf("127.0.0.1:%d", freePort(t))}, c.args...)...)
			status, said := p.wait(), strings.TrimSpace(p.out.String())
			if lines := strings.Split(said, "\n"); status != c.status || !strings.Contains(lines[len(lines)-1], c.want) || c.status == 1 && len(lines) > 1 {
				t.Errorf("status %d: %s\nwant %d and: %s", status, said, c.status, c.want)
			}
			if _, err := os.Stat(dir); err == nil {
				t.Errorf("%s is left behind", dir)
			}
		})
	}
}

// A renewed certificate is served without a restart.
func TestARenewedCertificateIsServed(t *testing.T) {
	cert, key := pair(t, time.Now().AddDate(1, 0, 0), "localhost")
	port := freePort(t)
	p := start(t, nil, nil, "shanyraq", "serve", "--data-dir", fresh(t), "--listen", fmt.Sprintf("127.0.0.1:%d", port), "--plain-listen", fmt.Sprintf("127.0.0.1:%d", port+1), "--tls-cert", cert, "--tls-key", key)
	until(t, p, "it says where", func() bool { return strings.Contains(p.out.String(), fmt.Sprintf("https://localhost:%d/desk/", port)) })
	if !local.Ready(fmt.Sprintf("http://127.0.0.1:%d", port+1)) {
		t.Error("it is not well in the clear")
	}
	served := func() (*big.Int, string) {
		conn := &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}} // whose it is is looked at below
		c, err := tls.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port), conn)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		return c.ConnectionState().PeerCertificates[0].SerialNumber, c.ConnectionState().NegotiatedProtocol
	}
	first, protocol := served()
	if protocol != "h2" {
		t.Errorf("it speaks %q", protocol)
	}
	newCert, newKey := pair(t, time.Now().AddDate(1, 0, 0), "localhost")
	for from, to := range map[string]string{newCert: cert, newKey: key} {
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	until(t, p, "the new one is served", func() bool { now, _ := served(); return now.Cmp(first) != 0 })
	resp, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Get(fmt.Sprintf("http://127.0.0.1:%d/t/", port+1))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if to := resp.Header.Get("Location"); to != fmt.Sprintf("https://localhost:%d/t/", port) {
		t.Errorf("it leads to %s", to)
	}
	p.signal(syscall.SIGTERM)
	if status := p.wait(); status != 0 {
		t.Errorf("status %d", status)
	}
}

// pair writes a certificate and its key into two files.
func pair(t *testing.T, until time.Time, name string) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: serial, NotBefore: until.AddDate(-2, 0, 0), NotAfter: until, DNSNames: []string{name}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: keyDER}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}
