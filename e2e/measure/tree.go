package main

import (
	"io/fs"
	"os"
	"path"
	"strings"
)

// file is one source, its path from the root of the tree.
type file struct {
	path string
	text string
}

type files []file

// read collects the sources that people write: nothing generated, nothing that
// was installed.
func read(root string) (files, error) {
	var all files
	tree := os.DirFS(root)
	err := fs.WalkDir(tree, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			switch d.Name() {
			case "node_modules", ".git", "dist", "bin", "testdata":
				return fs.SkipDir
			}
			return nil
		}
		switch path.Ext(p) {
		case ".go", ".ts", ".tsx", ".mjs":
		default:
			return nil
		}
		text, err := fs.ReadFile(tree, p)
		if err == nil && !generated(p, text) {
			all = append(all, file{p, string(text)})
		}
		return err
	})
	return all, err
}

func generated(p string, text []byte) bool {
	head := string(text[:min(len(text), 400)])
	return strings.HasSuffix(p, "_templ.go") || strings.HasSuffix(p, ".d.ts") ||
		strings.Contains(head, "DO NOT EDIT") || strings.Contains(head, "auto-generated")
}

func isTest(p string) bool {
	return strings.HasSuffix(p, "_test.go") || strings.Contains(p, ".test.") || strings.HasPrefix(p, "e2e/") || strings.HasPrefix(p, "pkg/testkit/")
}
func isGo(p string) bool { return strings.HasSuffix(p, ".go") && !isTest(p) }
func isWeb(p string) bool {
	return strings.HasPrefix(p, "web/app/") && !strings.HasSuffix(p, ".go") && !isTest(p)
}

func (fs files) of(kind func(string) bool) files {
	var some files
	for _, f := range fs {
		if kind(f.path) {
			some = append(some, f)
		}
	}
	return some
}

func (f file) lines() int { return strings.Count(f.text, "\n") }

func (fs files) lines() (n int) {
	for _, f := range fs {
		n += f.lines()
	}
	return n
}

// over counts the files that are longer than a page or two.
func (fs files) over(lines int) (n int) {
	for _, f := range fs {
		if f.lines() > lines {
			n++
		}
	}
	return n
}

func (fs files) perFolder() map[string]int {
	count := map[string]int{}
	for _, f := range fs {
		count[path.Dir(f.path)]++
	}
	return count
}

func (fs files) folders() int { return len(fs.perFolder()) }

// crowded counts the slices of services that hold more files than a noun needs.
func (fs files) crowded(most int) (n int) {
	for folder, count := range fs.perFolder() {
		if strings.HasPrefix(folder, "services/") && strings.Contains(folder, "/internal/") && count > most {
			n++
		}
	}
	return n
}
