package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/template"
)

//go:embed asyncapi.yaml.tmpl
var asyncAPITemplate string

// channel is one event as the AsyncAPI document shows it.
type channel struct {
	contract
	Receivers []string
}

func (c channel) Name() string    { return c.name }
func (c channel) File() string    { return c.file() }
func (c channel) Address() string { return c.address }
func (c channel) Type() string    { return c.ceType }
func (c channel) Sender() string  { return c.service }
func (c channel) Title() string   { return c.title }
func (c channel) About() string   { return c.about }

func asyncAPI(root string, contracts []contract) (document, error) {
	naming, err := mentions(root)
	if err != nil {
		return document{}, err
	}
	var channels []channel
	for _, c := range contracts {
		receivers := slices.DeleteFunc(slices.Clone(naming[c.name]), func(s string) bool { return s == c.service })
		channels = append(channels, channel{c, receivers})
	}
	// A JSON string is a YAML string too.
	quote := template.FuncMap{"quote": func(s string) string { return string(encode(s)) }}
	t, err := template.New("asyncapi.yaml").Funcs(quote).Parse(asyncAPITemplate)
	if err != nil {
		return document{}, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, channels); err != nil {
		return document{}, fmt.Errorf("writing the AsyncAPI document: %w", err)
	}
	return document{"schemas/asyncapi.yaml", b.Bytes()}, nil
}

var mention = regexp.MustCompile(`\bevents\.([A-Z]\w+)`)

// mentions tells which services' sources name an event. One that names an event
// it does not send receives it: why else would it?
func mentions(root string) (map[string][]string, error) {
	found := map[string][]string{}
	tree := os.DirFS(filepath.Join(root, "services"))
	err := fs.WalkDir(tree, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		src, err := fs.ReadFile(tree, path)
		if err != nil {
			return err
		}
		service, _, _ := strings.Cut(path, "/")
		for _, m := range mention.FindAllSubmatch(src, -1) {
			if name := string(m[1]); !slices.Contains(found[name], service) {
				found[name] = append(found[name], service)
			}
		}
		return nil
	})
	return found, err
}
