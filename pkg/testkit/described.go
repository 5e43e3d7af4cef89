package testkit

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

var plainRoute = regexp.MustCompile(`\.Handle(?:Func)?\(.*"(?:[A-Z]+ )?/api/.*`)

// allDescribed fails when the service whose folder this is has a route below
// /api that is no operation: it would be in no document, and what is tried on
// every operation would pass it by. Pages for people may have plain routes.
func allDescribed(t *testing.T) {
	t.Helper()
	tree := os.DirFS(".")
	err := fs.WalkDir(tree, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := fs.ReadFile(tree, path)
		for _, route := range plainRoute.FindAllString(string(source), -1) {
			t.Errorf("%s: %s must be an operation (huma.Get, …)", path, route)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
