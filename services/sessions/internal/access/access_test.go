package access

import (
	"testing"

	"github.com/shanyraq/shanyraq/pkg/token"
)

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
