// Package certificate proves to browsers who we are: by files that the operator
// brings, or by a certificate authority that is asked for them (ACME).
//
// What is wrong with a certificate is said in one sentence that tells what to do,
// when the server starts and not on the day when the first tablet refuses it.
package certificate

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/shanyraq/shanyraq/pkg/words"
)

// read reads a certificate and its key from their files; both may be one file.
func read(certPath, keyPath string) (certPEM, keyPEM []byte, err error) {
	if certPEM, err = readFile(certPath); err != nil {
		return nil, nil, err
	}
	keyPEM, err = readFile(keyPath)
	return certPEM, keyPEM, err
}

func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		return nil, words.Refuse("certificate.folder", "file", path)
	}
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, words.Refuse("certificate.missing", "file", path)
	case errors.Is(err, fs.ErrPermission):
		return nil, words.Refuse("certificate.forbidden", "file", path)
	case err != nil:
		return nil, words.Refuse("certificate.unreadable", "file", path).Because(err)
	}
	return data, nil
}

// parse makes a pair of what the files hold.
func parse(certPath, keyPath string, certPEM, keyPEM []byte) (*tls.Certificate, error) {
	certs, keys := kinds(certPEM), kinds(keyPEM)
	switch {
	case !certs.certificate && certs.key && keys.certificate && !keys.key:
		return nil, words.Refuse("certificate.swapped", "certificate", certPath, "key", keyPath)
	case !certs.certificate:
		return nil, words.Refuse("certificate.none", "file", certPath)
	case keys.locked:
		return nil, words.Refuse("certificate.locked", "key", keyPath)
	case !keys.key:
		return nil, words.Refuse("certificate.nokey", "key", keyPath)
	}
	pair, err := tls.X509KeyPair(certPEM, keyPEM)
	if err == nil {
		return &pair, nil
	}
	if strings.Contains(err.Error(), "does not match") {
		return nil, words.Refuse("certificate.mismatch", "certificate", certPath, "key", keyPath)
	}
	return nil, words.Refuse("certificate.damaged", "certificate", certPath, "key", keyPath).Because(err)
}

type holds struct{ certificate, key, locked bool }

// kinds tells what a PEM file holds.
func kinds(data []byte) (h holds) {
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		switch {
		case block.Type == "CERTIFICATE":
			h.certificate = true
		case block.Type == "ENCRYPTED PRIVATE KEY", strings.HasSuffix(block.Type, "PRIVATE KEY") && bytes.Contains([]byte(block.Headers["Proc-Type"]), []byte("ENCRYPTED")):
			h.key, h.locked = true, true
		case strings.HasSuffix(block.Type, "PRIVATE KEY"):
			h.key = true
		}
	}
	return h
}

// day is how dates stand in sentences.
const day = "02.01.2006"

// check says why browsers would refuse the certificate at the public host ("" is
// not asked for) at this moment.
func check(path string, cert *x509.Certificate, host string, now time.Time) error {
	switch {
	case now.Before(cert.NotBefore):
		return words.Refuse("certificate.early", "certificate", path, "from", cert.NotBefore.Format(day), "now", now.Format(day))
	case now.After(cert.NotAfter):
		return words.Refuse("certificate.ended", "certificate", path, "end", cert.NotAfter.Format(day))
	}
	if host == "" || cert.VerifyHostname(host) == nil {
		return nil
	}
	return words.Refuse("certificate.other", "certificate", path, "names", strings.Join(Names(cert), ", "), "host", host)
}

// Names are the names and numbers that the certificate vouches for.
func Names(cert *x509.Certificate) []string {
	names := append([]string(nil), cert.DNSNames...)
	for _, ip := range cert.IPAddresses {
		if a, ok := netip.AddrFromSlice(ip); ok {
			names = append(names, a.Unmap().String())
		}
	}
	if len(names) == 0 {
		return []string{"nobody"} // a common name alone has not counted since 2017
	}
	return names
}
