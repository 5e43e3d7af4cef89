package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/install"
	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/pkg/web/certificate"
	"github.com/shanyraq/shanyraq/pkg/words"
)

// Ways to encrypt, the words of --tls.
const (
	tlsOff   = "off"
	tlsFiles = "files"
	tlsACME  = "acme"
	tlsLocal = "local"
)

// keeper has the certificate that proves who we are, and keeps it fresh.
type keeper interface {
	Config() *tls.Config
	Covers(host string) bool
	Watch(ctx context.Context, log *zap.Logger)
}

// settleAddresses fills in which addresses go with the way to encrypt, and refuses
// what does not fit together.
func (c *serveCommand) settleAddresses() (err error) {
	if c.TLS == tlsOff && c.TLSCert+c.TLSKey != "" {
		c.TLS = tlsFiles
	}
	switch {
	case c.TLS == tlsOff && c.PlainListen != "":
		return words.Refuse("tls.plain")
	case c.TLS != tlsFiles && c.TLSCert+c.TLSKey != "":
		return words.Refuse("tls.own", "way", c.TLS)
	case c.TLS == tlsACME && c.PublicURL == "":
		return words.Refuse("tls.name")
	}
	if c.TLS == tlsACME || c.TLS == tlsLocal { // both need a way in the clear
		c.PlainListen = cmp.Or(c.PlainListen, plainBeside(c.Listen))
	}
	c.Listen = cmp.Or(c.Listen, map[string]string{tlsOff: "127.0.0.1:8080", tlsFiles: ":8443", tlsLocal: ":8443", tlsACME: ":443"}[c.TLS])
	c.PlainListen = cmp.Or(c.PlainListen, map[string]string{tlsLocal: ":8080", tlsACME: ":80"}[c.TLS])
	if c.PublicURL == "" {
		return nil
	}
	if c.PublicURL, err = web.PublicURL(c.PublicURL); err == nil && c.TLS != tlsOff && strings.HasPrefix(c.PublicURL, "http:") {
		return words.Refuse("public.plain", "address", c.PublicURL)
	}
	return err
}

// plainBeside is the address in the clear beside an encrypted one: as people know
// the two from 443 and 80, else the next port.
func plainBeside(encrypted string) string {
	host, port, err := net.SplitHostPort(encrypted)
	n, e := strconv.Atoi(port)
	switch {
	case err != nil || e != nil || n >= 65535:
		return ""
	case n == 443 || n == 8443:
		return net.JoinHostPort(host, strconv.Itoa(n-363)) // 80, 8080
	}
	return net.JoinHostPort(host, strconv.Itoa(n+1))
}

// openKeeper finds what is wrong with a certificate before anything is served; nil
// is for no encryption. What it makes itself it keeps in the data folder.
func (c *serveCommand) openKeeper(ln net.Addr, dataDir string) (keeper, error) {
	if c.PublicURL == "" && c.TLS != tlsFiles {
		c.PublicURL = reach(map[bool]string{true: "http", false: "https"}[c.TLS == tlsOff], ln, machineAddresses())
	}
	switch c.TLS {
	case tlsFiles:
		return c.openFiles(ln)
	case tlsACME:
		return certificate.Ask(c.ACMEDirectory, c.ACMEEmail, hostOf(c.PublicURL), filepath.Join(dataDir, "acme"))
	case tlsLocal:
		names := []string{hostOf(c.PublicURL)}
		if name, err := os.Hostname(); err == nil {
			name, _, _ = strings.Cut(name, ".")
			names = append(names, name+".local")
		}
		authority, err := certificate.OpenAuthority(filepath.Join(dataDir, "authority"), names, machineAddresses)
		if err != nil {
			return nil, advice(err, dataDir)
		}
		return authority, authority.For(hostOf(c.PublicURL))
	}
	return nil, nil
}

func (c *serveCommand) openFiles(ln net.Addr) (keeper, error) {
	files, err := certificate.Open(c.TLSCert, c.TLSKey)
	if err != nil {
		return nil, err
	}
	if first := files.Names()[0]; c.PublicURL == "" && !strings.HasPrefix(first, "*") {
		c.PublicURL = address("https", first, ln.(*net.TCPAddr).Port)
	}
	c.PublicURL = cmp.Or(c.PublicURL, reach("https", ln, machineAddresses()))
	if !c.Proxies.None() { // the public address is the proxy's
		return files, nil
	}
	return files, files.For(hostOf(c.PublicURL))
}

// encrypt gives the host what it needs to prove who we are.
func (c *serveCommand) encrypt(ctx context.Context, host *service.Host, k keeper, ln, plain net.Listener) {
	if k == nil {
		return
	}
	host.TLS, host.Plain, host.Pages = k.Config(), plain, c.pages(host.Mux, k, ln.Addr().(*net.TCPAddr).Port)
	go k.Watch(ctx, host.Log.Named("certificate"))
}

// answers tells whether people who come to another public address than ours find us
// there, as it is encrypted here.
func (c *serveCommand) answers(k keeper) func(string) error {
	return func(publicURL string) error {
		encrypted := strings.HasPrefix(publicURL, "https:")
		switch {
		case k != nil && !encrypted:
			return words.Refuse("public.plain", "address", publicURL)
		case k == nil && encrypted && c.Proxies.None():
			return words.Refuse("public.encrypted", "address", publicURL)
		case k != nil && c.Proxies.None() && !k.Covers(hostOf(publicURL)):
			return words.Refuse("public.covered", "address", publicURL)
		}
		return nil
	}
}

// pages are what is answered in the clear.
func (c *serveCommand) pages(mux *http.ServeMux, k keeper, port int) http.Handler {
	encrypted := func(asked string) string {
		if asked != hostOf(c.PublicURL) && k.Covers(asked) {
			return address("https", asked, port)
		}
		return c.PublicURL
	}
	switch k := k.(type) {
	case *certificate.Authority:
		page := &install.Installation{Authority: k, Encrypted: encrypted}
		page.Mount(mux)
		return page.Plain()
	case *certificate.Asked:
		return k.Shown(web.Redirect(encrypted))
	}
	return web.Redirect(encrypted)
}

// listen takes both addresses, so that a busy one is found before anything is
// made.
func (c *serveCommand) listen(ctx context.Context) (ln, plain net.Listener, err error) {
	var config net.ListenConfig
	if ln, err = config.Listen(ctx, "tcp", c.Listen); err != nil {
		return nil, nil, adviceOnAddress(err, "--listen", c.Listen)
	}
	if c.PlainListen == "" {
		return ln, nil, nil
	}
	if plain, err = config.Listen(ctx, "tcp", c.PlainListen); err != nil {
		_ = ln.Close()
		return nil, nil, adviceOnAddress(err, "--plain-listen", c.PlainListen)
	}
	return ln, plain, nil
}

func closeListeners(all ...net.Listener) {
	for _, ln := range all {
		if ln != nil {
			_ = ln.Close()
		}
	}
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
