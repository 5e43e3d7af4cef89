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
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/e2e/internal/local"
)

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
