package web

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// PublicURL reads the address at which people reach us, as somebody typed it. It
// goes into letters and QR codes, so what no phone could open is refused; a
// slash at its end is left out.
func PublicURL(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	u, err := url.Parse(typed)
	switch {
	case err != nil || !strings.Contains(typed, "://"):
		return "", fmt.Errorf("the public address %q lacks http:// or https:// at its beginning: https://forum.example.kz", typed)
	case u.Scheme != "http" && u.Scheme != "https":
		return "", fmt.Errorf("the public address %q begins with %s://, where http:// or https:// is needed", typed, u.Scheme)
	case u.Hostname() == "":
		return "", fmt.Errorf("the public address %q has no name or number of a machine: https://forum.example.kz", typed)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "":
		return "", fmt.Errorf("the public address %q may only have a scheme, a machine and a port: %s://%s", typed, u.Scheme, u.Host)
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && ip.IsUnspecified() {
		return "", fmt.Errorf("the public address %q is no address that a phone could open: give the name or the number of this machine in its network", typed)
	}
	return u.Scheme + "://" + u.Host, nil
}
