// Package asyncapi writes the AsyncAPI document. What an event is stands in its
// schema file, who sends it in its subject, and who receives it in the services'
// subscriptions. What browsers see of events, as live streams, is no receiver.
package asyncapi

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"text/template"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
)

//go:embed asyncapi.yaml.tmpl
var source string

// Listener is a service with all that it hears: by durable consumers, and in each
// of its processes, the moment that it is said.
type Listener struct {
	Service string
	Hears   []bus.Subscription
	Heeds   func(bus.Event) bool
}

// channel is one event as the document shows it.
type channel struct {
	schema
	Name, Sender string
	Receivers    []receiver
}

// schema is what the document takes from an event's schema file.
type schema struct {
	File    string `json:"-"`
	Title   string `json:"title"`
	About   string `json:"description"`
	Type    string `json:"x-ce-type"`
	Address string `json:"x-subject"`
}

type receiver struct{ Service, How string }

// Document makes the document for the schemas in a folder's events/.
func Document(schemas fs.FS, listeners ...Listener) ([]byte, error) {
	described, err := read(schemas)
	if err != nil {
		return nil, err
	}
	var channels []channel
	for _, e := range events.All() {
		of, known := described[bus.Everywhere(e)]
		if !known {
			return nil, fmt.Errorf("no schema says that it is of %s", e.Name())
		}
		sender, _, _ := strings.Cut(e.Subject(), ".")
		c := channel{schema: of, Name: e.Name(), Sender: sender}
		for _, l := range listeners {
			if how := l.how(e); how != "" && l.Service != sender {
				c.Receivers = append(c.Receivers, receiver{l.Service, how})
			}
		}
		channels = append(channels, c)
	}
	// A JSON string is a YAML string too.
	quote := template.FuncMap{"quote": func(s string) (string, error) { b, err := json.Marshal(s); return string(b), err }}
	t, err := template.New("asyncapi.yaml").Funcs(quote).Parse(source)
	if err != nil {
		return nil, fmt.Errorf("reading the template of the AsyncAPI document: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, channels); err != nil {
		return nil, fmt.Errorf("writing the AsyncAPI document: %w", err)
	}
	return b.Bytes(), nil
}

// how a service hears an event, "" if it does not.
func (l Listener) how(e bus.Event) string {
	var ways []string
	for _, s := range l.Hears {
		for _, heard := range s.Heard {
			if heard.Name() == e.Name() {
				ways = append(ways, "By the durable consumer "+l.Service+"-"+s.Effect+".")
			}
		}
	}
	if l.Heeds != nil && l.Heeds(e) {
		ways = append(ways, "In each process as it is said: it ends tokens.")
	}
	return strings.Join(ways, " ")
}

// read maps the subjects of events in every forum to what their schemas say.
func read(schemas fs.FS) (map[string]schema, error) {
	files, err := fs.Glob(schemas, "events/*.json")
	if err != nil {
		return nil, fmt.Errorf("looking for schemas: %w", err)
	}
	found := map[string]schema{}
	for _, file := range files {
		raw, err := fs.ReadFile(schemas, file)
		s := schema{File: path.Base(file)}
		if err == nil {
			err = json.Unmarshal(raw, &s)
		}
		if err != nil {
			return nil, fmt.Errorf("reading the schema %s: %w", file, err)
		}
		found[strings.Replace(s.Address, ".{forum}.", ".*.", 1)] = s
	}
	return found, nil
}
