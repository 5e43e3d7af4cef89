package main

import (
	"net"
	"net/netip"
	"testing"
)

func TestReach(t *testing.T) {
	field := []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("fe80::1"), netip.MustParseAddr("fd00::2"), netip.MustParseAddr("203.0.113.7"), netip.MustParseAddr("192.168.1.5")}
	for _, c := range []struct {
		listen      string
		machine     []netip.Addr
		own, others string
	}{
		{"127.0.0.1:8080", field, "http://127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"[::1]:8080", field, "http://[::1]:8080", "http://[::1]:8080"},
		{"192.168.1.5:80", field, "http://192.168.1.5:80", "http://192.168.1.5:80"},
		{"0.0.0.0:8080", field, "http://127.0.0.1:8080", "http://192.168.1.5:8080"},
		{"[::]:8080", field, "http://127.0.0.1:8080", "http://192.168.1.5:8080"},
		{"[::]:8080", field[:4], "http://127.0.0.1:8080", "http://203.0.113.7:8080"},
		{"[::]:8080", field[:3], "http://127.0.0.1:8080", "http://[fd00::2]:8080"},
		{"[::]:8080", field[:2], "http://127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"[::]:8080", nil, "http://127.0.0.1:8080", "http://127.0.0.1:8080"},
	} {
		at := net.TCPAddrFromAddrPort(netip.MustParseAddrPort(c.listen))
		if own, others := reach(at, c.machine); own != c.own || others != c.others {
			t.Errorf("%s with %v: %s and %s, want %s and %s", c.listen, c.machine, own, others, c.own, c.others)
		}
	}
}
