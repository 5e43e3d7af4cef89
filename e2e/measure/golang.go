package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"strconv"
	"strings"
)

// count is what stands in the sources of one language.
type count struct {
	functions, comments, exported, documented int
}

func parse(sources files) (count, error) {
	var c count
	set := token.NewFileSet()
	for _, f := range sources {
		tree, err := parser.ParseFile(set, f.path, f.text, parser.ParseComments)
		if err != nil {
			return c, fmt.Errorf("reading %s: %w", f.path, err)
		}
		for _, group := range tree.Comments {
			c.comments += set.Position(group.End()).Line - set.Position(group.Pos()).Line + 1
		}
		for _, d := range tree.Decls {
			c.declaration(d)
		}
	}
	return c, nil
}

func (c *count) declaration(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		c.functions++
		if d.Name.IsExported() && (d.Recv == nil || ofExported(d.Recv)) {
			c.export(d.Doc != nil)
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() {
					c.export(d.Doc != nil || s.Doc != nil || s.Comment != nil)
				}
			case *ast.ValueSpec:
				if s.Names[0].IsExported() {
					c.export(d.Doc != nil || s.Doc != nil || s.Comment != nil)
				}
			}
		}
	}
}

func (c *count) export(documented bool) {
	c.exported++
	if documented {
		c.documented++
	}
}

func ofExported(receiver *ast.FieldList) bool {
	t := receiver.List[0].Type
	if p, ok := t.(*ast.StarExpr); ok {
		t = p.X
	}
	if g, ok := t.(*ast.IndexExpr); ok {
		t = g.X
	}
	name, ok := t.(*ast.Ident)
	return ok && name.IsExported()
}

const house = "github.com/shanyraq/shanyraq/"

// goImports has for each package of the house those that it imports.
func goImports(sources files) (map[string][]string, error) {
	imports := map[string][]string{}
	set := token.NewFileSet()
	for _, f := range sources {
		tree, err := parser.ParseFile(set, f.path, f.text, parser.ImportsOnly)
		if err != nil {
			return nil, err
		}
		from := path.Dir(f.path)
		for _, i := range tree.Imports {
			to, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return nil, err
			}
			if to, ours := strings.CutPrefix(to, house); ours {
				imports[from] = append(imports[from], to)
			}
		}
	}
	return imports, nil
}
