package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

func TestClientsAddress(t *testing.T) {
	for _, c := range []struct {
		name, proxies, remote string
		forwarded             []string
		want                  string
	}{
		{"direct", "0", "192.0.2.1:5", nil, "192.0.2.1"},
		{"direct, made up", "", "192.0.2.1:5", []string{"10.0.0.1"}, "192.0.2.1"},
		{"IPv6 counts per /64", "0", "[2001:db8:1:2:3::4]:5", nil, "2001:db8:1:2::/64"},
		{"IPv4 in IPv6", "0", "[::ffff:192.0.2.1]:5", nil, "192.0.2.1"},
		{"one proxy", "1", "127.0.0.1:5", []string{"10.0.0.1, 192.0.2.7"}, "192.0.2.7"},
		{"two lines, the client's first", "1", "127.0.0.1:5", []string{"10.0.0.1", "192.0.2.7"}, "192.0.2.7"},
		{"two proxies", "2", "127.0.0.1:5", []string{"10.0.0.1, 192.0.2.7, 192.0.2.8"}, "192.0.2.7"},
		{"past the proxy", "1", "192.0.2.1:5", nil, "192.0.2.1"},
		{"a named proxy", "127.0.0.1", "127.0.0.1:5", []string{"6.6.6.6, 192.0.2.7"}, "192.0.2.7"},
		{"a named proxy, two lines", "127.0.0.0/8", "127.0.0.1:5", []string{"6.6.6.6", "192.0.2.7"}, "192.0.2.7"},
		{"two named proxies", "127.0.0.1,10.0.0.0/8", "127.0.0.1:5", []string{"6.6.6.6, 192.0.2.7, 10.2.3.4"}, "192.0.2.7"},
		{"somebody past the named proxy", "10.0.0.0/8", "192.0.2.1:5", []string{"6.6.6.6"}, "192.0.2.1"},
		{"a named IPv6 proxy", "2001:db8::1", "[2001:db8::1]:5", []string{"192.0.2.7"}, "192.0.2.7"},
	} {
		var p Proxies
		if err := p.UnmarshalText([]byte(c.proxies)); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr, r.Header["X-Forwarded-For"] = c.remote, c.forwarded
		if got := place(p.client(r)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestProxiesRefuseWhatTheyDoNotUnderstand(t *testing.T) {
	for _, setting := range []string{"-3", "17", "1.5", "proxy.local", "10.0.0.0/99", "10.0.0.1,,", "*"} {
		var p Proxies
		if err := p.UnmarshalText([]byte(setting)); err == nil {
			t.Errorf("%q is taken for %s", setting, p.Believed())
		}
	}
}

func TestLimit(t *testing.T) {
	now := time.Now()
	l := NewLimit(2, 10*time.Second)
	l.now = func() time.Time { return now }
	step := func(name string, want bool) {
		t.Helper()
		if got := l.Take("a") == nil; got != want {
			t.Errorf("%s: got %v", name, got)
		}
	}
	step("first", true)
	step("second", true)
	step("third", false)
	if l.Take("b") != nil {
		t.Error("another key waits too")
	}
	now = now.Add(9 * time.Second)
	step("too early", false)
	var h huma.HeadersError
	if err := l.Take("a"); !errors.As(err, &h) || h.GetHeaders().Get("Retry-After") != "1" {
		t.Errorf("a second before the period ends: %v", err)
	}
	now = now.Add(time.Second)
	step("after the period", true)
	step("and no more", false)
	l.Return("a")
	step("given back", true)
	step("one, not two", false)
	l.Forget("a")
	step("forgotten", true)
	now = now.Add(time.Hour)
	step("a long time", true)
	step("gives no more than the burst", true)
	step("that is", false)
}

func TestLimitForgetsTheIdle(t *testing.T) {
	now := time.Now()
	l := NewLimit(1, time.Second)
	l.now = func() time.Time { return now }
	for i := range mostKeys {
		_ = l.Take(fmt.Sprint(i))
	}
	now = now.Add(time.Minute)
	_ = l.Take("new")
	if len(l.keys) > 2 {
		t.Errorf("remembers %d keys", len(l.keys))
	}
}

// Only the proxy before us knows whether a client's connection is encrypted, and
// only one that is believed says so.
func TestEncryptedIsWhatAProxySays(t *testing.T) {
	for _, c := range []struct {
		proxies, remote, proto string
		want                   bool
	}{
		{"", "192.0.2.1:5", "https", false},
		{"1", "10.0.0.5:5", "https", true},
		{"1", "10.0.0.5:5", "http", false},
		{"10.0.0.0/8", "10.0.0.5:5", "https", true},
		{"10.0.0.0/8", "192.0.2.1:5", "https", false},
	} {
		var p Proxies
		if err := p.UnmarshalText([]byte(c.proxies)); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host, r.RemoteAddr = "forum.kz", c.remote
		r.Header.Set("X-Forwarded-Proto", c.proto)
		h := http.Header{}
		secure(h, p.encrypted(r))
		if got := h.Get("Strict-Transport-Security") != ""; got != c.want {
			t.Errorf("proxies %q, called by %s with %s: %t", c.proxies, c.remote, c.proto, got)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "https://forum.kz/", nil)
	if (Proxies{}).encrypted(r) != "forum.kz" {
		t.Error("a connection of our own is not seen as encrypted")
	}
}
