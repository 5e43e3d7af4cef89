package main

import (
	"os"
	"path/filepath"
	"regexp"
)

var (
	operation = regexp.MustCompile(`(?m)^      operationId:`)
	allowed   = regexp.MustCompile(`Anybody may call it|Whoever is signed in may call it|Roles, in (?:the forum|any forum|all forums):`)
)

// operations counts the routes that the OpenAPI documents list, and those that
// say who may call them.
func operations(root string) (routes, withRoles int, err error) {
	documents, err := filepath.Glob(filepath.Join(root, "schemas/openapi/*.yaml"))
	for _, name := range documents {
		text, err := os.ReadFile(name)
		if err != nil {
			return 0, 0, err
		}
		routes += len(operation.FindAll(text, -1))
		withRoles += len(allowed.FindAll(text, -1))
	}
	return routes, withRoles, err
}
