// Command configdoc writes docs/configuration.md: every environment variable
// that the code reads, with the words that stand beside it in the code.
package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
)

// readers are the programs, and where the settings that each reads are declared.
var readers = []struct{ title, path string }{
	{"shanyraq serve", "cmd/shanyraq/serve.go"},
	{"shanyraq simulate", "cmd/shanyraq/simulate.go"},
	{"Every service on its own", "pkg/service"},
	{"sessions", "services/sessions"},
	{"facilitation", "services/facilitation"},
	{"decisions", "services/decisions"},
	{"notifications", "services/notifications"},
}

func main() {
	root := filepath.Join("..", "..")
	var out bytes.Buffer
	out.WriteString("# Configuration\n\nGenerated from the code by `make generate`; do not edit. Settings of a service hold in `shanyraq serve` too.\n")
	for _, r := range readers {
		settings, err := read(filepath.Join(root, r.path))
		if err != nil {
			fmt.Fprintf(os.Stderr, "configdoc: reading %s: %v\n", r.path, err)
			os.Exit(1)
		}
		if len(settings) == 0 {
			continue
		}
		fmt.Fprintf(&out, "\n## %s\n\n| Variable | Default | Meaning |\n|---|---|---|\n", r.title)
		for _, s := range settings {
			fmt.Fprintf(&out, "| `%s` | %s | %s |\n", s.name, s.fallback, s.meaning)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "docs", "configuration.md"), out.Bytes(), 0o644); err != nil {
		fmt.Fprintf(os.Stderr, "configdoc: %v\n", err)
		os.Exit(1)
	}
}

type setting struct{ name, fallback, meaning string }

// read finds the struct fields with an env tag below a path, by name.
func read(path string) ([]setting, error) {
	var found []setting
	err := filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return err
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if f, ok := n.(*ast.Field); ok && f.Tag != nil {
				if s, ok := settingOf(f); ok {
					found = append(found, s)
				}
			}
			return true
		})
		return nil
	})
	slices.SortFunc(found, func(a, b setting) int { return strings.Compare(a.name, b.name) })
	return found, err
}

func settingOf(f *ast.Field) (setting, bool) {
	tag := reflect.StructTag(strings.Trim(f.Tag.Value, "`"))
	name, options, _ := strings.Cut(tag.Get("env"), ",")
	if name == "" {
		return setting{}, false
	}
	s := setting{name: name, meaning: tag.Get("help")}
	if value := tag.Get("envDefault") + tag.Get("default"); value != "" {
		s.fallback = "`" + value + "`"
	}
	if strings.Contains(options, "required") {
		s.fallback = "required"
	}
	if s.meaning == "" {
		s.meaning = strings.Join(strings.Fields(f.Doc.Text()+" "+f.Comment.Text()), " ")
	}
	s.meaning = strings.ReplaceAll(s.meaning, "|", "\\|")
	return s, true
}
