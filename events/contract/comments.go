package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// comments has the comment of every type, "Votes", and field, "Votes.For".
type comments map[string]string

func readComments(dir string) (comments, error) {
	files, err := goFiles(dir)
	if err != nil {
		return nil, err
	}
	c := comments{}
	for _, f := range files {
		for _, decl := range f.syntax.Decls {
			if types, ok := decl.(*ast.GenDecl); ok && types.Tok == token.TYPE {
				c.read(types)
			}
		}
	}
	return c, nil
}

func (c comments) read(types *ast.GenDecl) {
	spec := types.Specs[0].(*ast.TypeSpec) // we write one type a declaration
	c[spec.Name.Name] = sentence(types.Doc.Text())
	structure, ok := spec.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, field := range structure.Fields.List {
		for _, name := range field.Names {
			c[spec.Name.Name+"."+name.Name] = sentence(field.Doc.Text() + field.Comment.Text())
		}
	}
}

// sentence makes a comment one line with a capital and a full stop.
func sentence(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + strings.TrimSuffix(s[size:], ".") + "."
}

type source struct {
	path   string
	syntax *ast.File
}

// goFiles parses the sources directly in dir, without tests.
func goFiles(dir string) ([]source, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	var files []source
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), path, src, parser.ParseComments)
		if err != nil {
			return nil, fmt.Errorf("reading comments: %w", err)
		}
		files = append(files, source{path, syntax})
	}
	return files, nil
}
