package web

import (
	"net/netip"
	"net/url"
	"strings"

	"github.com/shanyraq/shanyraq/pkg/words"
)

// PublicURL reads the address at which people reach us, as somebody typed it. It
// goes into letters and QR codes, so what no phone could open is refused; a
// slash at its end is left out.
func PublicURL(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	u, err := url.Parse(typed)
	switch {
	case err != nil || !strings.Contains(typed, "://"):
		return "", words.Refuse("public.scheme", "address", typed)
	case u.Scheme != "http" && u.Scheme != "https":
		return "", words.Refuse("public.other", "address", typed, "scheme", u.Scheme)
	case u.Hostname() == "":
		return "", words.Refuse("public.host", "address", typed)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "":
		return "", words.Refuse("public.more", "address", typed, "only", u.Scheme+"://"+u.Host)
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && ip.IsUnspecified() {
		return "", words.Refuse("public.nowhere", "address", typed)
	}
	return u.Scheme + "://" + u.Host, nil
}
