package access

import (
	"testing"

	"github.com/shanyraq/shanyraq/pkg/token"
)

func TestAddress(t *testing.T) {
	for _, c := range []struct {
		name, remote, forwarded string
		proxies                 int
		want                    string
	}{
		{"direct", "192.0.2.1:5", "", 0, "192.0.2.1"},
		{"direct, made up", "192.0.2.1:5", "10.0.0.1", 0, "192.0.2.1"},
		{"IPv6", "[2001:db8::1]:5", "", 0, "2001:db8::1"},
		{"one proxy", "127.0.0.1:5", "10.0.0.1, 192.0.2.7", 1, "192.0.2.7"},
		{"two proxies", "127.0.0.1:5", "10.0.0.1, 192.0.2.7, 192.0.2.8", 2, "192.0.2.7"},
		{"past the proxy", "192.0.2.1:5", "", 1, "192.0.2.1"},
	} {
		if got := address(c.remote, c.forwarded, c.proxies); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestManageAnywhere(t *testing.T) {
	for name, c := range map[string]struct {
		roles map[string][]string
		want  bool
	}{
		"organiser of one": {map[string][]string{"f": {"organiser"}}, true},
		"organiser of all": {map[string][]string{"*": {"organiser"}}, true},
		"secretary":        {map[string][]string{"f": {"secretary"}}, false},
		"nobody":           {nil, false},
	} {
		_, err := ManageAnywhere(token.Into(t.Context(), token.Caller{Roles: c.roles}))
		if (err == nil) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ManageAnywhere(t.Context()); err == nil {
		t.Error("nobody is signed in, and passes")
	}
}
