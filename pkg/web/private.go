package web

import (
	"net/netip"
	"strings"
)

// Names and numbers that nobody on the internet has: a browser must not remember
// for long what it met there, no public authority vouches for them, and our own
// vouches for nothing else.
var (
	PrivateDomains = []string{"local", "localhost", "lan", "internal", "home.arpa"}
	PrivateNets    = []netip.Prefix{
		netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
		netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("127.0.0.0/8"),
		netip.MustParsePrefix("fc00::/7"), netip.MustParsePrefix("fe80::/10"), netip.MustParsePrefix("::1/128"),
	}
)

// Private tells whether a name is one of those.
func Private(name string) bool {
	for _, d := range PrivateDomains {
		if name == d || strings.HasSuffix(name, "."+d) {
			return true
		}
	}
	return false
}

// PrivateNumber tells whether a number is one of those.
func PrivateNumber(a netip.Addr) bool {
	for _, p := range PrivateNets {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
