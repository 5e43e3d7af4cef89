package events_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/shanyraq/shanyraq/events"
)

// A word that has a constant and is on no list would be refused everywhere, and
// a list that Enums forgets would be checked nowhere.
func TestListsHaveTheirConstants(t *testing.T) {
	declared := map[string][]string{}
	files, err := filepath.Glob("enums*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(syntax, func(n ast.Node) bool {
			if of, ok := n.(*ast.ValueSpec); ok && of.Type != nil {
				word, _ := strconv.Unquote(of.Values[0].(*ast.BasicLit).Value)
				name := of.Type.(*ast.Ident).Name
				declared[name] = append(declared[name], word)
			}
			return true
		})
	}
	for _, e := range events.Enums() {
		name := reflect.TypeOf(e).Name()
		if !slices.Equal(declared[name], e.Values()) {
			t.Errorf("%s has the constants %q and the list %q", name, declared[name], e.Values())
		}
		delete(declared, name)
	}
	for name := range declared {
		t.Errorf("%s is not among Enums", name)
	}
}

func TestListed(t *testing.T) {
	if !events.Listed(events.Adopted) || events.Listed(events.Outcome("")) || events.Listed(events.Outcome("Adopted")) {
		t.Error("only the words themselves are on a list")
	}
}
