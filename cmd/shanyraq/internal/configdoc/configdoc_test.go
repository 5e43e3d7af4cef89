package main

import (
	"go/ast"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const root = "../../../.."

// goName is a word that only the code knows. The rest of the world's names are below.
var (
	goName = regexp.MustCompile(`\b[A-Z]?[a-z]+[A-Z]\w*|\b[A-Z]{2,}[a-z]\w*`)
	worlds = regexp.MustCompile(`PostgreSQL|OpenID|JetStream|OpenTelemetry|SHANYRAQ_\w+|OTEL_\w+`)
)

func TestEverySettingIsExplained(t *testing.T) {
	all, err := sections(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		for _, one := range s.settings {
			at := s.title + ": " + one.flag + " " + one.name
			if strings.Trim(one.meaning, " -:.") == "" {
				t.Errorf("%s has no meaning", at)
			}
			if found := goName.FindString(worlds.ReplaceAllString(one.meaning, "")); found != "" {
				t.Errorf("%s is explained with a name of the code: %s", at, found)
			}
			if one.flag == "" && one.name == "" {
				t.Errorf("%s: %q is explained, and nobody knows what it is", at, one.meaning)
			}
		}
	}
}

// A variable that the code reads, however, is in the document.
func TestEveryVariableIsThere(t *testing.T) {
	doc, err := document(root)
	if err != nil {
		t.Fatal(err)
	}
	variable := regexp.MustCompile(`^"((?:SHANYRAQ|OTEL)_[A-Z_]*[A-Z])"$`)
	n := 0
	for _, dir := range []string{"pkg", "services", "web", "cmd"} {
		err := walk(filepath.Join(root, dir), func(node ast.Node) bool {
			if b, ok := node.(*ast.BasicLit); ok {
				if m := variable.FindStringSubmatch(b.Value); m != nil {
					n++
					if !strings.Contains(string(doc), "`"+m[1]+"`") {
						t.Errorf("%s is read in %s and not explained", m[1], dir)
					}
				}
			}
			return true
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n < 5 {
		t.Errorf("%d variables were found: this test does not see them", n)
	}
}

// A command that is not listed would not be in the document.
func TestEveryCommandIsListed(t *testing.T) {
	all, err := readFlags(filepath.Join(root, "cmd/shanyraq"))
	if err != nil {
		t.Fatal(err)
	}
	// What stands below another command, too, whatever it is called.
	below := map[string]bool{}
	for _, s := range all {
		for _, f := range s.Fields.List {
			if t, ok := f.Type.(*ast.Ident); ok && f.Tag != nil && strings.Contains(f.Tag.Value, `cmd:""`) {
				below[t.Name] = true
			}
		}
	}
	if !below["accountAdd"] {
		t.Error("this test does not see the commands below another one")
	}
	for name := range all {
		listed := name == "contractCommand" // makes the contract's own files
		for _, c := range commands {
			listed = listed || c.of == name
		}
		if (strings.HasSuffix(name, "Command") || below[name]) && len(all.of(name)) > 0 && !listed {
			t.Errorf("%s has flags and is not in the list of commands", name)
		}
	}
}

func TestKebab(t *testing.T) {
	for field, want := range map[string]string{"DataDir": "data-dir", "DatabaseURL": "database-url", "JSON": "json", "Demo": "demo", "PlainListen": "plain-listen"} {
		if got := kebab(field); got != want {
			t.Errorf("%s: %s, want %s", field, got, want)
		}
	}
}
