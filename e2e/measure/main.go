// Command measure prints what a newcomer has to know of the tree: how much
// there is of it, how much of it is explained, and where it turns in circles or
// says the same twice. Before and after a change it is run by the same hand
// over both trees, so it takes the tree as its argument.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	if err := run(os.Stdout, root); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, root string) error {
	sources, err := read(root)
	if err != nil {
		return err
	}
	goFiles, webFiles, tests := sources.of(isGo), sources.of(isWeb), sources.of(isTest)

	code, err := parse(goFiles)
	if err != nil {
		return err
	}
	web := webCode(webFiles)
	row := func(what string, numbers ...any) {
		_, _ = fmt.Fprintf(w, "%-44s", what)
		for _, n := range numbers {
			_, _ = fmt.Fprintf(w, " %9v", n)
		}
		_, _ = fmt.Fprintln(w)
	}
	row("", "Go", "TS", "tests")
	row("files", len(goFiles), len(webFiles), len(tests))
	row("lines", goFiles.lines(), webFiles.lines(), tests.lines())
	row("functions", code.functions, web.functions, "")
	row("lines of comments", code.comments, web.comments, "")
	row("exported", code.exported, web.exported, "")
	row("  of them with a comment", code.documented, web.documented, "")
	for _, size := range []int{200, 300, 400} {
		row(fmt.Sprintf("files over %d lines", size), goFiles.over(size), webFiles.over(size), tests.over(size))
	}
	row("packages, folders", goFiles.folders(), webFiles.folders(), "")
	row("slices with more than six files", goFiles.crowded(6), "", "")

	packages, err := goImports(goFiles)
	if err != nil {
		return err
	}
	row("circles (types and lazy imports counted)", circles(packages), circles(webImports(webFiles)), "")
	for _, kind := range []struct {
		words string
		alike []string
	}{{"pairs of the same logic", sameWords}, {"pairs of the same shape", sameShape}} {
		pairs, err := clones(root, kind.alike)
		if err != nil {
			return err
		}
		row(kind.words, pairs["go"], pairs["web"], "")
	}

	routes, withRoles, err := operations(root)
	if err != nil {
		return err
	}
	row("routes", routes, "", "")
	row("  of them with a permission beside", withRoles, "", "")
	return nil
}
