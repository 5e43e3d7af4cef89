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
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"strings"
	"time"
)

// read reads a certificate and its key from their files; both may be one file.
func read(certPath, keyPath string) (certPEM, keyPEM []byte, err error) {
	if certPEM, err = readFile("certificate", certPath); err != nil {
		return nil, nil, err
	}
	keyPEM, err = readFile("key", keyPath)
	return certPEM, keyPEM, err
}

func readFile(what, path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		return nil, fmt.Errorf("the %s %s is a folder, where a file is needed", what, path)
	}
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("the %s %s is not there", what, path)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("this account may not read the %s %s: give it the file", what, path)
	case err != nil:
		return nil, fmt.Errorf("the %s %s cannot be read: %w", what, path, err)
	}
	return data, nil
}

// parse makes a pair of what the files hold.
func parse(certPath, keyPath string, certPEM, keyPEM []byte) (*tls.Certificate, error) {
	certs, keys := kinds(certPEM), kinds(keyPEM)
	switch {
	case !certs.certificate && certs.key && keys.certificate && !keys.key:
		return nil, fmt.Errorf("the certificate and the key are swapped: %s holds a key, and %s a certificate", certPath, keyPath)
	case !certs.certificate:
		return nil, fmt.Errorf("%s holds no certificate: a file that begins with -----BEGIN CERTIFICATE----- is needed (PEM)", certPath)
	case keys.locked:
		return nil, fmt.Errorf("the key %s is locked with a password, which nobody could type at a start: unlock it with openssl pkey -in %s -out FILE", keyPath, keyPath)
	case !keys.key:
		return nil, fmt.Errorf("%s holds no key: a file with -----BEGIN PRIVATE KEY----- is needed (PEM)", keyPath)
	}
	pair, err := tls.X509KeyPair(certPEM, keyPEM)
	if err == nil {
		return &pair, nil
	}
	if strings.Contains(err.Error(), "does not match") {
		return nil, fmt.Errorf("the key %s does not fit the certificate %s: take the two that were made together, the server's own certificate first in its file", keyPath, certPath)
	}
	return nil, fmt.Errorf("the certificate %s or its key %s is damaged (%w)", certPath, keyPath, err)
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
const day = "2 January 2006"

// check says why browsers would refuse the certificate at the public host ("" is
// not asked for) at this moment.
func check(path string, cert *x509.Certificate, host string, now time.Time) error {
	switch {
	case now.Before(cert.NotBefore):
		return fmt.Errorf("the certificate %s is valid from %s on only, and this machine's clock says %s: is the clock right?",
			path, cert.NotBefore.Format(day), now.Format(day))
	case now.After(cert.NotAfter):
		return fmt.Errorf("the certificate %s ended on %s: get a new one", path, cert.NotAfter.Format(day))
	}
	if host == "" || cert.VerifyHostname(host) == nil {
		return nil
	}
	return fmt.Errorf("the certificate %s is for %s and not for %s, the public address: get one with that name, or give its own with --public-url",
		path, strings.Join(Names(cert), ", "), host)
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
