package e2e

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestACertificateIsAskedForAndRenewed runs the server beside an authority that is
// real but for its name (Pebble, by those who make Let's Encrypt): it looks the name
// up, comes to the server at the two ports, and vouches for it, for half a minute.
func TestACertificateIsAskedForAndRenewed(t *testing.T) {
	const host = "forum.example.kz"
	encrypted, plain, directory, names := freePort(t), freePort(t), freePort(t), freePort(t)
	at := func(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }
	// Every name leads to this machine.
	start(t, nil, nil, "pebble-challtestsrv", "-dnsserver", at(names), "-management", at(freePort(t)), "-defaultIPv6", "", "-http01", "", "-https01", "", "-tlsalpn01", "", "-doh", "")
	own, ownKey := pair(t, time.Now().AddDate(1, 0, 0), "localhost")
	config, err := json.Marshal(map[string]any{"pebble": map[string]any{
		"listenAddress": at(directory), "managementListenAddress": at(freePort(t)), "certificate": own, "privateKey": ownKey,
		"httpPort": plain, "tlsPort": encrypted, "retryAfter": map[string]int{"authz": 1, "order": 1}, "keyAlgorithm": "ecdsa",
		"profiles": map[string]any{"default": map[string]any{"description": "half a minute", "validityPeriod": 30}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder(t), "pebble.json")
	if err := os.WriteFile(path, config, 0o600); err != nil {
		t.Fatal(err)
	}
	authority := start(t, nil, []string{"PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=0"}, "pebble", "-config", path, "-dnsserver", at(names))
	asked := fmt.Sprintf("https://localhost:%d/dir", directory)
	until(t, authority, "it answers", func() bool {
		client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}} // whether it is there is all that is asked
		resp, err := client.Get(asked)
		if err == nil {
			_ = resp.Body.Close()
		}
		return err == nil
	})

	dir := fresh(t)
	p := start(t, nil, []string{"SSL_CERT_FILE=" + own}, "shanyraq", "serve", "--data-dir", dir, "--listen", at(encrypted), "--plain-listen", at(plain),
		"--tls", "acme", "--acme-directory", asked, "--public-url", fmt.Sprintf("https://%s:%d", host, encrypted))
	served := func() (serial *big.Int, issuer string) {
		c, err := tls.Dial("tcp", at(encrypted), &tls.Config{ServerName: host, InsecureSkipVerify: true}) // who vouches is looked at below
		if err != nil {
			return nil, err.Error()
		}
		defer func() { _ = c.Close() }()
		leaf := c.ConnectionState().PeerCertificates[0]
		if err := leaf.VerifyHostname(host); err != nil {
			t.Error(err)
		}
		return leaf.SerialNumber, leaf.Issuer.CommonName
	}
	var first *big.Int
	until(t, p, "the authority vouches for it", func() bool {
		serial, issuer := served()
		first = serial
		return serial != nil && strings.Contains(issuer, "Pebble")
	})
	kept, err := filepath.Glob(filepath.Join(dir, "acme", host+"*"))
	if err != nil || len(kept) == 0 {
		t.Errorf("what came is not kept: %v, %v", kept, err)
	}
	until(t, p, "it is renewed in time", func() bool {
		serial, _ := served()
		return serial != nil && serial.Cmp(first) != 0
	})
	p.signal(syscall.SIGTERM)
	if status := p.wait(); status != 0 {
		t.Errorf("status %d", status)
	}
}
