package main

import (
	"net"
	"net/netip"
	"testing"
)

func TestReach(t *testing.T) {
	field := []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("fe80::1"), netip.MustParseAddr("fd00::2"), netip.MustParseAddr("203.0.113.7"), netip.MustParseAddr("192.168.1.5")}
	for _, c := range []struct {
		scheme, listen string
		machine        []netip.Addr
		want           string
	}{
		{"http", "127.0.0.1:8080", field, "http://127.0.0.1:8080"},
		{"http", "[::1]:8080", field, "http://[::1]:8080"},
		{"http", "192.168.1.5:80", field, "http://192.168.1.5"},
		{"https", "192.168.1.5:80", field, "https://192.168.1.5:80"},
		{"https", "[::]:443", field, "https://192.168.1.5"},
		{"https", "[fd00::2]:443", field, "https://[fd00::2]"},
		{"http", "0.0.0.0:8080", field, "http://192.168.1.5:8080"},
		{"http", "[::]:8080", field, "http://192.168.1.5:8080"},
		{"http", "[::]:8080", field[:4], "http://203.0.113.7:8080"},
		{"http", "[::]:8080", field[:3], "http://[fd00::2]:8080"},
		{"http", "[::]:8080", field[:2], "http://127.0.0.1:8080"},
		{"http", "[::]:8080", nil, "http://127.0.0.1:8080"},
	} {
		at := net.TCPAddrFromAddrPort(netip.MustParseAddrPort(c.listen))
		if got := reach(c.scheme, at, c.machine); got != c.want {
			t.Errorf("%s %s with %v: %s, want %s", c.scheme, c.listen, c.machine, got, c.want)
		}
	}
}
