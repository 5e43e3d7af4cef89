// Command contract writes what other programs read of the events: a JSON Schema
// for each, made of the Go types and their comments. It runs in events/ with "go
// generate"; the AsyncAPI document is made of the schemas by "shanyraq contract".
//
// The examples in the schemas are written by hand and kept. Once listed in
// published.sha256 an example never changes.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	root := flag.String("root", "..", "the repository")
	flag.Parse()
	if err := run(*root); err != nil {
		fmt.Fprintln(os.Stderr, "contract:", err)
		os.Exit(1)
	}
}

func run(root string) error {
	docs, err := documents(root)
	if err != nil {
		return err
	}
	for _, d := range docs {
		if err := os.WriteFile(filepath.Join(root, d.path), d.content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// document is a file of the contract; path is below the repository.
type document struct {
	path    string
	content []byte
}

// documents makes all files of the contract.
func documents(root string) ([]document, error) {
	contracts, err := load(root)
	if err != nil {
		return nil, err
	}
	var docs []document
	for _, c := range contracts {
		docs = append(docs, document{c.path(), indent(c.schema)})
	}
	published, err := publish(root, contracts)
	if err != nil {
		return nil, err
	}
	return append(docs, published, enums()), nil
}

// object is a JSON object that keeps the order of its members.
type object []member

type member struct {
	key   string
	value any
}

func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%s:%s", encode(m.key), encode(m.value))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// encode is plain JSON. Nothing that the generator encodes can fail.
func encode(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimSpace(b.Bytes())
}

func indent(v any) []byte {
	var b bytes.Buffer
	if err := json.Indent(&b, encode(v), "", "  "); err != nil {
		panic(err)
	}
	b.WriteByte('\n')
	return b.Bytes()
}
