package testkit

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// Slices holds a service, in whose folder the test runs, to the order of its
// slices: each imports only those that stand before it, and each has a place. Tests
// of a slice may import any.
func Slices(t testing.TB, chain ...string) {
	t.Helper()
	place := map[string]int{}
	for i, name := range chain {
		place[name] = i
	}
	known := map[string]bool{}
	err := filepath.WalkDir("internal", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		name := strings.Split(filepath.ToSlash(path), "/")[1]
		known[name] = true
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, i := range file.Imports {
			_, rest, internal := strings.Cut(strings.Trim(i.Path.Value, `"`), "/internal/")
			other, _, _ := strings.Cut(rest, "/")
			if internal && place[other] > place[name] {
				t.Errorf("%s imports %s, which comes after %s in the chain", path, other, name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range known {
		if _, placed := place[name]; !placed {
			t.Errorf("the slice %s has no place in the chain", name)
		}
	}
	for _, name := range chain {
		if !known[name] {
			t.Errorf("there is no slice %s", name)
		}
	}
}
