package main

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/shanyraq/shanyraq/pkg/web/certificate"
)

// reach is the address at which others reach a listener when nobody named a
// better one.
func reach(scheme string, ln net.Addr, machine []netip.Addr) string {
	tcp := ln.(*net.TCPAddr)
	at, _ := netip.AddrFromSlice(tcp.IP)
	if at = at.Unmap(); !at.IsUnspecified() {
		return address(scheme, at.WithZone(tcp.Zone).String(), tcp.Port)
	}
	for _, suits := range []func(netip.Addr) bool{
		func(a netip.Addr) bool { return a.Is4() && a.IsPrivate() }, // the field's own network
		func(a netip.Addr) bool { return a.Is4() && a.IsGlobalUnicast() },
		netip.Addr.IsGlobalUnicast,
	} {
		for _, a := range machine {
			if suits(a) {
				return address(scheme, a.String(), tcp.Port)
			}
		}
	}
	return address(scheme, "127.0.0.1", tcp.Port)
}

// address is written as people write it: without the port that a browser takes by
// itself.
func address(scheme, host string, port int) string {
	if scheme == "https" && port == 443 || scheme == "http" && port == 80 {
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		return scheme + "://" + host
	}
	return scheme + "://" + net.JoinHostPort(host, strconv.Itoa(port))
}

// machineAddresses are those of this machine's network cards.
func machineAddresses() []netip.Addr {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var found []netip.Addr
	for _, a := range all {
		if p, err := netip.ParsePrefix(a.String()); err == nil {
			found = append(found, p.Addr().Unmap())
		}
	}
	return found
}

// printInstallation says where tablets are told to trust our own authority, if it
// is that which vouches for us.
func printInstallation(w io.Writer, k keeper, plain net.Listener) {
	authority, ours := k.(*certificate.Authority)
	if !ours || plain == nil {
		return
	}
	at := reach("http", plain.Addr(), machineAddresses()) + "/"
	line := func(text string) { _, _ = fmt.Fprintln(w, text) }
	everywhere(line, "ready.trust")
	line("\n    " + at + "\n")
	printQR(w, at)
	everywhere(line, "ready.compare")
	line("")
	signs := authority.Fingerprint()
	line("    " + signs[:len(signs)/2])
	line("    " + strings.TrimSpace(signs[len(signs)/2:]))
	line("")
}
