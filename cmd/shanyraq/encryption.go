package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/pkg/web/certificate"
)

// Ways to encrypt, the words of --tls.
const (
	tlsOff   = "off"
	tlsFiles = "files"
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
	if c.TLS == tlsOff && c.PlainListen != "" {
		return errors.New("--plain-listen is for what comes in the clear beside --tls: without --tls give --listen alone")
	}
	c.Listen = cmp.Or(c.Listen, map[string]string{tlsOff: "127.0.0.1:8080", tlsFiles: ":8443"}[c.TLS])
	if c.PublicURL == "" {
		return nil
	}
	if c.PublicURL, err = web.PublicURL(c.PublicURL); err == nil && c.TLS != tlsOff && strings.HasPrefix(c.PublicURL, "http:") {
		return fmt.Errorf("the public address %q begins with http://, but this server encrypts: write https://", c.PublicURL)
	}
	return err
}

// openKeeper finds what is wrong with a certificate before anything is made; nil
// is for no encryption.
func (c *serveCommand) openKeeper(machine net.Addr) (keeper, error) {
	if c.TLS == tlsOff {
		c.PublicURL = cmp.Or(c.PublicURL, reach("http", machine, machineAddresses()))
		return nil, nil
	}
	files, err := certificate.Open(c.TLSCert, c.TLSKey)
	if err != nil {
		return nil, err
	}
	if first := files.Names()[0]; c.PublicURL == "" && !strings.HasPrefix(first, "*") {
		c.PublicURL = address("https", first, machine.(*net.TCPAddr).Port)
	}
	c.PublicURL = cmp.Or(c.PublicURL, reach("https", machine, machineAddresses()))
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
	host.TLS, host.Plain = k.Config(), plain
	host.Pages = web.Redirect(func(asked string) string {
		if asked != hostOf(c.PublicURL) && k.Covers(asked) {
			return address("https", asked, ln.Addr().(*net.TCPAddr).Port)
		}
		return c.PublicURL
	})
	go k.Watch(ctx, host.Log.Named("certificate"))
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
