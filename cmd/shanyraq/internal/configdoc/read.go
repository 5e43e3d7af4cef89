package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// setting is one thing that a program can be told.
type setting struct{ flag, name, fallback, meaning string }

// walk shows every node of the Go files below a path that are no tests.
func walk(path string, see func(ast.Node) bool) error {
	return filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return err
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err == nil {
			ast.Inspect(tree, see)
		}
		return err
	})
}

// flags are the struct types of a command line.
type flags map[string]*ast.StructType

func readFlags(path string) (flags, error) {
	all := flags{}
	return all, walk(path, func(n ast.Node) bool {
		if t, ok := n.(*ast.TypeSpec); ok {
			if s, ok := t.Type.(*ast.StructType); ok {
				all[t.Name.Name] = s
			}
		}
		return true
	})
}

// of lists the flags of a command, those of embedded types in their place.
func (all flags) of(command string) (found []setting) {
	if all[command] == nil {
		return nil
	}
	for _, f := range all[command].Fields.List {
		var tag reflect.StructTag
		if f.Tag != nil {
			tag = reflect.StructTag(strings.Trim(f.Tag.Value, "`"))
		}
		if _, embedded := tag.Lookup("embed"); embedded || len(f.Names) == 0 {
			if t, ok := f.Type.(*ast.Ident); ok {
				found = append(found, all.of(t.Name)...)
			}
			continue
		}
		if _, sub := tag.Lookup("cmd"); sub || tag == "" {
			continue
		}
		s := settingOf(f)
		s.flag = "--" + kebab(f.Names[0].Name)
		if name := tag.Get("name"); name != "" {
			s.flag = "--" + name
		}
		if _, positional := tag.Lookup("arg"); positional {
			s.flag = strings.ToUpper(f.Names[0].Name)
		}
		found = append(found, s)
	}
	return found
}

var humps = regexp.MustCompile(`([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])`)

// kebab is how the command line calls a field: DatabaseURL is database-url.
func kebab(field string) string {
	return strings.ToLower(humps.ReplaceAllString(field, "$1$3-$2$4"))
}

// readVariables finds the struct fields with an env tag below a path, by name.
func readVariables(path string) (found []setting, err error) {
	err = walk(path, func(n ast.Node) bool {
		if f, ok := n.(*ast.Field); ok && f.Tag != nil {
			if s := settingOf(f); s.name != "" && s.name != "-" {
				found = append(found, s)
			}
		}
		return true
	})
	slices.SortFunc(found, func(a, b setting) int { return strings.Compare(a.name, b.name) })
	return found, err
}

func settingOf(f *ast.Field) setting {
	tag := reflect.StructTag(strings.Trim(f.Tag.Value, "`"))
	name, options, _ := strings.Cut(tag.Get("env"), ",")
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
	s.meaning = sentence(s.meaning)
	return s
}

// sentence begins large, and keeps the table whole.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ReplaceAll(strings.ToUpper(s[:1])+s[1:], "|", "\\|")
}

// readPageSettings finds the settings that are decided on the desk, with the words of
// their catalogue.
func readPageSettings(root string) (found []setting, err error) {
	var words map[string]map[string]struct{ Title, Reason string }
	if data, err := os.ReadFile(filepath.Join(root, "pkg/words/languages/en/settings.json")); err == nil {
		if err := json.Unmarshal(data, &words); err != nil {
			return nil, fmt.Errorf("reading the words of the settings: %w", err)
		}
	}
	err = walk(filepath.Join(root, "services"), func(n ast.Node) bool {
		literal, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		if t, ok := literal.Type.(*ast.SelectorExpr); !ok || t.Sel.Name != "Setting" || fmt.Sprint(t.X) != "setting" {
			return true
		}
		s := setting{flag: field(literal, "Key"), name: field(literal, "Env")}
		if value := field(literal, "Default"); value != "" {
			s.fallback = "`" + value + "`"
		}
		group, key, _ := strings.Cut(s.flag, ".")
		s.meaning = sentence(strings.TrimSpace(words[group][key].Title + ": " + words[group][key].Reason))
		found = append(found, s)
		return true
	})
	slices.SortFunc(found, func(a, b setting) int { return strings.Compare(a.flag, b.flag) })
	return found, err
}

// field is the literal value of a member; "" for what is computed.
func field(literal *ast.CompositeLit, name string) string {
	for _, e := range literal.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok || fmt.Sprint(kv.Key) != name {
			continue
		}
		if b, ok := kv.Value.(*ast.BasicLit); ok {
			if text, err := strconv.Unquote(b.Value); err == nil {
				return text
			}
			return b.Value
		}
	}
	return ""
}
