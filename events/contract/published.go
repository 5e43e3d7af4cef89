package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const publishedPath = "schemas/events/published.sha256"

// publish returns the list of published examples with the new ones added. An
// example on the list that is gone or other than it was is an error: somebody
// out there reads such events.
func publish(root string, contracts []contract) (document, error) {
	published, err := readPublished(filepath.Join(root, publishedPath))
	if err != nil {
		return document{}, err
	}
	now := map[string]string{}
	for _, c := range contracts {
		for i, example := range c.examples {
			now[fmt.Sprintf("%s[%d]", c.base(), i)] = fingerprint(example)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(published)) {
		if now[name] != published[name] {
			event, _, _ := strings.Cut(name, "[")
			return document{}, fmt.Errorf("published example %s changed: put it back; "+
				"if it does not fit any more, the change is a breaking one: make a new type of the next version instead of changing %s", name, event)
		}
	}
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(now)) {
		fmt.Fprintf(&b, "%s  %s\n", now[name], name)
	}
	return document{publishedPath, b.Bytes()}, nil
}

// fingerprint is the hash of an example, however it is indented.
func fingerprint(example json.RawMessage) string {
	var b bytes.Buffer
	if err := json.Compact(&b, example); err != nil {
		panic(err) // it was read as JSON
	}
	return fmt.Sprintf("%x", sha256.Sum256(b.Bytes()))
}

func readPublished(path string) (map[string]string, error) {
	raw, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	published := map[string]string{}
	for line := range strings.Lines(string(raw)) {
		hash, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if !ok {
			return nil, fmt.Errorf("%s: not a line of it: %q", path, line)
		}
		published[name] = hash
	}
	return published, nil
}
