package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// What counts as a pair: the same words, or the same shape under other names and
// with other literals, which a list of routes or of columns has as well.
var (
	sameWords = []string{}
	sameShape = []string{"--ignore-identifiers", "--ignore-literals"}
)

// clones counts the pairs of places with the same logic as jscpd finds them:
// sixty tokens in a row or more. npx brings it: its lock file would have to name
// packages for machines that the registry here does not have.
func clones(root string, alike []string) (map[string]int, error) {
	out, err := os.MkdirTemp("", "clones")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(out) }()
	args := append([]string{
		"--yes", "--package", "jscpd@5.3.3", "jscpd",
		"--min-tokens", "60", "--min-lines", "6", "--skip-comments",
		"--format", "go,typescript,tsx", "--reporters", "json", "--output", out,
		"--ignore", "**/node_modules/**,**/dist/**,**/*_test.go,**/*.test.*,**/testing.tsx,**/enums*,**/*_templ.go,**/e2e/**,**/testkit/**,**/*.gen.*,**/*.d.ts", root,
	}, alike...)
	cmd := exec.Command("npx", args...) //nolint:noctx // ends by itself
	if text, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("looking for clones: %w\n%s", err, text)
	}
	report, err := os.ReadFile(filepath.Join(out, "jscpd-report.json"))
	if err != nil {
		return nil, err
	}
	var found struct {
		Duplicates []struct{ Format string }
	}
	if err := json.Unmarshal(report, &found); err != nil {
		return nil, err
	}
	pairs := map[string]int{}
	for _, d := range found.Duplicates {
		if d.Format == "go" {
			pairs["go"]++
		} else {
			pairs["web"]++
		}
	}
	return pairs, nil
}
