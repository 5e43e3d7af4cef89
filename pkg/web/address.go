package web

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"go.uber.org/zap"
)

// Proxies are the reverse proxies whose word about a client's address is taken:
// how many stand before us ("1"), or, better, their addresses and networks
// ("10.0.0.5, 10.1.0.0/16"). Each appends the address it was called from to
// X-Forwarded-For; what stands before those entries could be made up. The zero
// value believes nobody.
type Proxies struct {
	count    int
	networks []netip.Prefix
}

// UnmarshalText reads the setting and refuses what it does not understand: a
// proxy believed by mistake lets anybody choose an address.
func (p *Proxies) UnmarshalText(text []byte) error {
	*p = Proxies{}
	setting := strings.TrimSpace(string(text))
	if setting == "" {
		return nil
	}
	if n, err := strconv.Atoi(setting); err == nil {
		if n < 0 || n > 16 {
			return fmt.Errorf("%d proxies: want 0 to 16, or the proxies' addresses", n)
		}
		p.count = n
		return nil
	}
	for part := range strings.SplitSeq(setting, ",") {
		part = strings.TrimSpace(part)
		network, err := netip.ParsePrefix(part)
		if address, e := netip.ParseAddr(part); e == nil {
			network, err = netip.PrefixFrom(address.Unmap(), address.Unmap().BitLen()), nil
		}
		if err != nil {
			return fmt.Errorf("proxy %q: want a number of proxies, or addresses and networks with commas between", part)
		}
		p.networks = append(p.networks, network.Masked())
	}
	return nil
}

// Believed says who is believed, for the log.
func (p Proxies) Believed() string {
	switch {
	case p.count > 0:
		return fmt.Sprintf("the last %d entries of X-Forwarded-For", p.count)
	case len(p.networks) > 0:
		names := make([]string, len(p.networks))
		for i, n := range p.networks {
			names[i] = n.String()
		}
		return strings.Join(names, ", ")
	}
	return "nobody: X-Forwarded-For is ignored"
}

// None tells that nobody is believed.
func (p Proxies) None() bool { return p.count == 0 && len(p.networks) == 0 }

// client is the address that the request came from, as far as it can be known.
func (p Proxies) client(r *http.Request) string {
	remote := r.RemoteAddr
	if host, _, err := net.SplitHostPort(remote); err == nil {
		remote = host
	}
	// A client may send lines of its own before the proxy's.
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	switch {
	case p.count > 0 && len(hops) >= p.count && hops[len(hops)-p.count] != "":
		remote = strings.TrimSpace(hops[len(hops)-p.count])
	case len(p.networks) > 0:
		for i := len(hops) - 1; i >= 0 && p.names(remote); i-- {
			if hop := strings.TrimSpace(hops[i]); hop != "" {
				remote = hop
			}
		}
	}
	return remote
}

// encrypted is the host that was asked for over a connection that was encrypted,
// as far as it can be known (the proxy before us ends it and says so); else "".
func (p Proxies) encrypted(r *http.Request) string {
	remote, _, _ := net.SplitHostPort(r.RemoteAddr)
	if r.TLS != nil || (p.count > 0 || p.names(remote)) && r.Header.Get("X-Forwarded-Proto") == "https" {
		return r.Host
	}
	return ""
}

func (p Proxies) names(address string) bool {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return false
	}
	for _, n := range p.networks {
		if n.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

// place is what an address counts as: of IPv6 a household or a phone has a whole
// /64 to call from.
func place(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if a = a.Unmap(); a.Is4() {
		return a.String()
	}
	network, err := a.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return network.String()
}

// Address is where a request came from, for limits, for counts, and for those who
// must be able to see who was in their place: an account's own sign-ins and the
// audit. It is stored for nothing else, and never logged. Of IPv6 it is the /64.
func Address(ctx context.Context) string {
	if r := current(ctx); r != nil {
		return r.address
	}
	return ""
}

// longAgent is more than any browser says of itself.
const longAgent = 300

func shortened(agent string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(agent[:min(len(agent), longAgent)], "\x00", ""), "")
}

// Agent is what the caller's browser calls itself, "" where it says nothing.
func Agent(ctx context.Context) string {
	if r := current(ctx); r != nil {
		return r.agent
	}
	return ""
}

// unnamed warns, once, that requests come through a proxy that nobody named: all
// its clients then count as one address.
func (l *handler) unnamed(r *http.Request) {
	if l.proxies.None() && r.Header.Get("X-Forwarded-For") != "" {
		l.warned.Do(func() {
			l.log.Warn("requests come through a proxy that is not named, so all who use it count as one address: set SHANYRAQ_PROXIES to its address",
				zap.String("believed", l.proxies.Believed()))
		})
	}
}
