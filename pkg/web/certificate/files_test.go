package certificate

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"
)

// made is a certificate for forum.example.kz and 192.168.1.5 in two files.
func made(t *testing.T, from, until time.Time, names ...string) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "forum.example.kz"}, NotBefore: from, NotAfter: until}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return written(t, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), written(t, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}))
}

func written(t *testing.T, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.pem")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	now := time.Now()
	const year = 365 * 24 * time.Hour
	cert, key := made(t, now.Add(-year), now.Add(year), "forum.example.kz", "192.168.1.5")
	_, foreign := made(t, now.Add(-year), now.Add(year), "forum.example.kz")
	ended, itsKey := made(t, now.Add(-year), time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), "forum.example.kz")
	later, laterKey := made(t, now.Add(year), now.Add(2*year), "forum.example.kz")
	old, oldKey := made(t, now.Add(-year), now.Add(year))
	wild, wildKey := made(t, now.Add(-year), now.Add(year), "*.example.kz")
	both := written(t, append(content(t, cert), content(t, key)...))
	locked := written(t, pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: []byte("x")}))
	lockedOld := written(t, pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Headers: map[string]string{"Proc-Type": "4,ENCRYPTED"}, Bytes: []byte("x")}))
	text, broken := written(t, []byte("hello")), written(t, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")}))
	for name, c := range map[string]struct{ cert, key, host, want string }{
		"fits":               {cert, key, "forum.example.kz", ""},
		"fits a number":      {cert, key, "192.168.1.5", ""},
		"of any host":        {cert, key, "", ""},
		"one file":           {both, both, "forum.example.kz", ""},
		"a wildcard":         {wild, wildKey, "forum.example.kz", ""},
		"a wildcard of one":  {wild, wildKey, "a.forum.example.kz", "is for *.example.kz and not for a.forum.example.kz"},
		"another's key":      {cert, foreign, "", "does not fit the certificate"},
		"swapped":            {key, cert, "", "are swapped"},
		"ended":              {ended, itsKey, "forum.example.kz", "ended on 02.01.2026: get a new one"},
		"not yet":            {later, laterKey, "forum.example.kz", "is valid from"},
		"another name":       {cert, key, "192.168.1.6", "is for forum.example.kz, 192.168.1.5 and not for 192.168.1.6, the public address"},
		"a common name only": {old, oldKey, "forum.example.kz", "is for nobody and not for forum.example.kz"},
		"one alone":          {cert, "", "", "belong together: give both files"},
		"no file":            {cert + ".gone", key, "", "is not there"},
		"no key file":        {cert, key + ".gone", "", "is not there"},
		"a folder":           {filepath.Dir(cert), key, "", "is a folder"},
		"no PEM":             {text, key, "", "holds no certificate"},
		"no key in it":       {cert, text, "", "holds no key"},
		"a locked key":       {cert, locked, "", "is locked with a password"},
		"locked, older form": {cert, lockedOld, "", "is locked with a password"},
		"damaged":            {broken, key, "", "is damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := Open(c.cert, c.key)
			if err == nil {
				err = f.For(c.host)
			}
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n")):
				t.Errorf("%v, want one line with: %s", err, c.want)
			}
		})
	}
}

func TestAFileThatMayNotBeRead(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read all")
	}
	cert, key := made(t, time.Now().Add(-time.Hour), time.Now().Add(time.Hour))
	if err := os.Chmod(key, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(cert, key); err == nil || !strings.Contains(err.Error(), "may not read the key") {
		t.Error(err)
	}
}

// A renewed pair is served without a restart; one that is half written or wrong
// is not, and the log says so, once, and not while the second file is on its way.
func TestRenewedFilesAreServed(t *testing.T) {
	now := time.Now()
	cert, key := made(t, now.Add(-time.Hour), now.Add(time.Hour), "forum.example.kz")
	newCert, newKey := made(t, now.Add(-time.Hour), now.Add(100*24*time.Hour), "forum.example.kz")
	core, lines := observer.New(zap.WarnLevel)
	log := zap.New(core)
	f, err := Open(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.For("forum.example.kz"); err != nil {
		t.Fatal(err)
	}
	served := func() time.Time {
		pair, err := f.Config().GetCertificate(nil)
		if err != nil {
			t.Fatal(err)
		}
		return pair.Leaf.NotAfter
	}
	first := served()
	expect := func(what string, renewed bool, said ...string) {
		t.Helper()
		f.look(now, log)
		if got := served() != first; got != renewed {
			t.Errorf("%s: renewed %v, want %v", what, got, renewed)
		}
		var all []string
		for _, l := range lines.TakeAll() {
			all = append(all, l.Message)
		}
		if strings.Join(all, "|") != strings.Join(said, "|") {
			t.Errorf("%s: it said %q, want %q", what, all, said)
		}
	}
	expect("nothing is new, but the end is near", false, "the certificate ends soon, or has ended: put a new one in its place")
	expect("it says so once a day", false)
	copyTo(t, newCert, cert)
	expect("the certificate alone", false)
	copyTo(t, newKey, key)
	expect("the key, too", true, "a new certificate is served")

	if !f.Covers("forum.example.kz") || f.Covers("example.kz") {
		t.Error("it vouches for other names")
	}
	copyTo(t, newCert, key)
	expect("a wrong key, perhaps half written", true)
	expect("it stays wrong", true, "the new certificate is not taken, the old one goes on")
	expect("nobody mends it", true)
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	expect("it is gone", true)
	expect("and stays away", true, "the new certificate is not taken, the old one goes on")
	copyTo(t, newKey, key)
	expect("mended", true)
	now = now.Add(90 * 24 * time.Hour)
	expect("nobody renews it", true, "the certificate ends soon, or has ended: put a new one in its place")
}

func content(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func copyTo(t *testing.T, from, to string) {
	t.Helper()
	if err := os.WriteFile(to, content(t, from), 0o600); err != nil {
		t.Fatal(err)
	}
}
