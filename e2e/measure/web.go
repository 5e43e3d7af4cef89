package main

import (
	"path"
	"regexp"
	"strings"
)

// TypeScript is counted by its look: good enough to hold two trees of the same
// hands against each other.
var (
	function  = regexp.MustCompile(`(?m)\bfunction\b\s*\w*\s*[(<]|=>`)
	comment   = regexp.MustCompile(`(?s:/\*.*?\*/)|(?m:(?:^|\s)//[^\n]*$)`)
	exported  = regexp.MustCompile(`(?m)^export (?:default |async |declare )*(?:function|const|class|interface|type|enum) \w+`)
	explained = regexp.MustCompile(`(?m)(?:\*/|^//.*)\nexport (?:default |async |declare )*(?:function|const|class|interface|type|enum) \w+`)
	reference = regexp.MustCompile(`(?s)(?:\b(?:import|export)\b[^'"();]*?\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)['"](\.[^'"]+)['"]`)
)

func webCode(sources files) (c count) {
	for _, f := range sources {
		c.functions += len(function.FindAllString(f.text, -1))
		for _, text := range comment.FindAllString(f.text, -1) {
			c.comments += strings.Count(strings.TrimSpace(text), "\n") + 1
		}
		c.exported += len(exported.FindAllString(f.text, -1))
		c.documented += len(explained.FindAllString(f.text, -1))
	}
	return c
}

// webImports has for each file those that it imports: values, types, and what
// it fetches when it needs it.
func webImports(sources files) map[string][]string {
	imports := map[string][]string{}
	for _, f := range sources {
		for _, m := range reference.FindAllStringSubmatch(f.text, -1) {
			imports[f.path] = append(imports[f.path], path.Join(path.Dir(f.path), m[1]))
		}
	}
	return imports
}
