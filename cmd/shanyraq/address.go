package main

import (
	"net"
	"net/netip"
	"strconv"
)

// reach are the addresses of a listener: the one at which we ask ourselves, and
// the one at which others reach us when nobody named a better one.
func reach(ln net.Addr, machine []netip.Addr) (own, others string) {
	tcp := ln.(*net.TCPAddr)
	at, _ := netip.AddrFromSlice(tcp.IP)
	at = at.Unmap()
	if !at.IsUnspecified() {
		here := "http://" + net.JoinHostPort(at.WithZone(tcp.Zone).String(), strconv.Itoa(tcp.Port))
		return here, here
	}
	port := strconv.Itoa(tcp.Port)
	own = "http://" + net.JoinHostPort("127.0.0.1", port)
	for _, suits := range []func(netip.Addr) bool{
		func(a netip.Addr) bool { return a.Is4() && a.IsPrivate() }, // the field's own network
		func(a netip.Addr) bool { return a.Is4() && a.IsGlobalUnicast() },
		netip.Addr.IsGlobalUnicast,
	} {
		for _, a := range machine {
			if suits(a) {
				return own, "http://" + net.JoinHostPort(a.String(), port)
			}
		}
	}
	return own, own
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
