package main

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/shanyraq/shanyraq/events"
)

const repository = "../.."

func loaded(t *testing.T) []contract {
	t.Helper()
	contracts, err := load(repository)
	if err != nil {
		t.Fatal(err)
	}
	return contracts
}

// The files are what the generator would write, and there are no others.
func TestFilesAreCurrent(t *testing.T) {
	docs, err := documents(repository)
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]bool{}
	for _, d := range docs {
		made[filepath.Base(d.path)] = true
		on, err := os.ReadFile(filepath.Join(repository, d.path))
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(on, d.content) {
			t.Errorf("%s is out of date: run make generate", d.path)
		}
	}
	files, err := os.ReadDir(filepath.Join(repository, "schemas/events"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !made[f.Name()] {
			t.Errorf("schemas/events/%s belongs to no event", f.Name())
		}
	}
}

// Every type with a Name is in events.All under that name and in the file of
// the service that sends it.
func TestEveryEventIsListed(t *testing.T) {
	listed := map[string]events.Event{}
	for _, e := range events.All() {
		if got := reflect.TypeOf(e).Name(); e.Name() != got {
			t.Errorf("%s calls itself %s", got, e.Name())
		}
		listed[e.Name()] = e
	}
	if len(listed) != len(events.All()) {
		t.Error("events.All lists an event twice")
	}
	files, err := goFiles(filepath.Join(repository, "events"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		for _, name := range named(f.syntax) {
			e, ok := listed[name]
			if !ok {
				t.Errorf("%s is not in events.All", name)
				continue
			}
			service, _, _ := strings.Cut(e.Subject(), ".")
			if filepath.Base(f.path) != service+".go" {
				t.Errorf("%s is sent by %s but declared in %s", name, service, f.path)
			}
			delete(listed, name)
		}
	}
	for name := range listed {
		t.Errorf("%s is in events.All but not declared", name)
	}
}

// named returns the types that have a method Name.
func named(file *ast.File) []string {
	var names []string
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv != nil && f.Name.Name == "Name" {
			names = append(names, f.Recv.List[0].Type.(*ast.Ident).Name)
		}
	}
	return names
}

// irregular are the past participles that do not end in -ed.
const irregular = "withdrawn|hidden|put|sent|split|taken|cast"

var subjectForm = regexp.MustCompile(`^(sessions|facilitation|decisions|notifications)\.\{forum\}\.[a-z]+(_[a-z]+)*\.([a-z]+ed|` + irregular + `)(_[a-z]+)*\.v[1-9][0-9]*$`)

func TestSubjects(t *testing.T) {
	seen := map[string]string{}
	for _, c := range loaded(t) {
		if !subjectForm.MatchString(c.address) {
			t.Errorf("%s: %s is not <service>.<forum>.<noun>.<past participle>.v<N>", c.name, c.address)
		}
		if seen[c.address] != "" {
			t.Errorf("%s and %s have the same subject", c.name, seen[c.address])
		}
		seen[c.address] = c.name
	}
}

// Every example fits its schema, is read by the Go type without a rest, is
// written by it as it was, and has all properties that the schema has.
func TestExamples(t *testing.T) {
	types := map[string]reflect.Type{}
	for _, e := range events.All() {
		types[e.Name()] = reflect.TypeOf(e)
	}
	for _, c := range loaded(t) {
		t.Run(c.name, func(t *testing.T) {
			schema := compile(t, c)
			if len(c.examples) == 0 {
				t.Fatalf("write an example into %s and run make generate", c.path())
			}
			for i, example := range c.examples {
				instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(example))
				if err != nil {
					t.Fatal(err)
				}
				if err := schema.Validate(instance); err != nil {
					t.Errorf("example %d: %v", i, err)
				}
				roundTrip(t, types[c.name], example)
			}
		})
	}
}

// compile reads the schema as the world does: from its file, formats asserted.
func compile(t *testing.T, c contract) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(filepath.Join(repository, c.path()))
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func roundTrip(t *testing.T, of reflect.Type, example []byte) {
	t.Helper()
	event := reflect.New(of)
	dec := json.NewDecoder(bytes.NewReader(example))
	dec.DisallowUnknownFields()
	if err := dec.Decode(event.Interface()); err != nil {
		t.Errorf("decoding: %v", err)
		return
	}
	var want, got any
	for into, raw := range map[*any][]byte{&want: example, &got: encode(event.Interface())} {
		if err := json.Unmarshal(raw, into); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(want, got) {
		t.Errorf("an example came back changed\nwas %s\nis  %s", encode(want), encode(got))
	}
}

// The published properties are the struct tags, both ways and at every depth.
// The generator is not asked: this reads the files.
func TestTagsAreProperties(t *testing.T) {
	for _, e := range events.All() {
		c := describe(e, nil)
		raw, err := os.ReadFile(filepath.Join(repository, c.path()))
		if err != nil {
			t.Fatal(err)
		}
		var s node
		if err := json.Unmarshal(raw, &s); err != nil {
			t.Fatal(err)
		}
		if s.CEType != c.ceType || !strings.HasSuffix(s.ID, "/"+c.file()) {
			t.Errorf("%s: the schema says x-ce-type %s, $id %s", c.name, s.CEType, s.ID)
		}
		s.compare(t, reflect.TypeOf(e), s.Defs)
	}
}

// node is what a schema says of one value.
type node struct {
	ID                   string          `json:"$id"`
	CEType               string          `json:"x-ce-type"`
	Ref                  string          `json:"$ref"`
	Defs                 map[string]node `json:"$defs"`
	AnyOf                []node
	Items                *node
	Description          string
	Properties           map[string]node
	Required             []string
	AdditionalProperties any
}

func (n node) compare(t *testing.T, of reflect.Type, defs map[string]node) {
	t.Helper()
	switch {
	case n.Ref != "":
		defs[strings.TrimPrefix(n.Ref, "#/$defs/")].compare(t, of, defs)
		return
	case of.Kind() == reflect.Pointer && n.AnyOf != nil:
		n.AnyOf[0].compare(t, of.Elem(), defs)
		return
	case of.Kind() == reflect.Slice:
		n.Items.compare(t, of.Elem(), defs)
		return
	case of.Kind() != reflect.Struct || n.Properties == nil:
		return
	}
	if open := n.AdditionalProperties != false; open != (of == reflect.TypeFor[events.Text]()) {
		t.Errorf("%s: additionalProperties is %v", of, n.AdditionalProperties)
	}
	left := maps.Clone(n.Properties)
	for _, f := range reflect.VisibleFields(of) {
		if f.Anonymous || !f.IsExported() {
			continue
		}
		key, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		p, ok := left[key]
		if !ok {
			t.Errorf("%s: the schema has no %s", of, key)
			continue
		}
		delete(left, key)
		if p.Description == "" {
			t.Errorf("%s: %s is not described", of, key)
		}
		if slices.Contains(n.Required, key) == (option == "omitempty") {
			t.Errorf("%s: %s must be either required or omitempty", of, key)
		}
		p.compare(t, f.Type, defs)
	}
	for key := range left {
		t.Errorf("%s: no field for %s", of, key)
	}
}

// Names and addresses of people stay in sessions and notifications. The names
// of organisations are public.
func TestNoPersonalData(t *testing.T) {
	personal := regexp.MustCompile(`(^|_)(names?|surname|patronymic|phone|mobile|e?mail|address|iin|birth|born|login|contact)(_|$)`)
	public := []string{"OrganisationRegistered.names", "OrganisationName.name"}
	var visit func(t reflect.Type, found func(string))
	visit = func(of reflect.Type, found func(string)) {
		if of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
			visit(of.Elem(), found)
		}
		if of.Kind() != reflect.Struct {
			return
		}
		for _, f := range reflect.VisibleFields(of) {
			if key, _, _ := strings.Cut(f.Tag.Get("json"), ","); personal.MatchString(key) {
				found(of.Name() + "." + key)
			}
			visit(f.Type, found)
		}
	}
	for _, e := range events.All() {
		visit(reflect.TypeOf(e), func(where string) {
			if !slices.Contains(public, where) {
				t.Errorf("%s sounds like personal data", where)
			}
		})
	}
}

// A published example may be indented anew but not changed or removed.
func TestPublishedExamplesAreKept(t *testing.T) {
	const was, now = `{"state":"open"}`, `{"state":"closed"}`
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "schemas/events"), 0o755); err != nil {
		t.Fatal(err)
	}
	gate := func(examples ...string) error {
		c := contract{name: "GateOpened", version: "v1"}
		for _, e := range examples {
			c.examples = append(c.examples, json.RawMessage(e))
		}
		d, err := publish(root, []contract{c})
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(root, d.path), d.content, 0o644)
	}
	for _, step := range []struct {
		about    string
		examples []string
		refused  bool
	}{
		{"first", []string{was}, false},
		{"indented", []string{"{ \"state\":\n\"open\" }"}, false},
		{"another one", []string{was, now}, false},
		{"changed", []string{now, now}, true},
		{"removed", []string{was}, true},
	} {
		err := gate(step.examples...)
		if refused := err != nil; refused != step.refused {
			t.Errorf("%s: %v", step.about, err)
		}
	}
	if err := gate(now); err == nil || !strings.Contains(err.Error(), "GateOpened.v1") {
		t.Errorf("the refusal does not tell which event: %v", err)
	}
}

// An event that its service never names is a promise that nobody keeps.
func TestEveryEventIsSent(t *testing.T) {
	naming, err := mentions(repository)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range loaded(t) {
		if !slices.Contains(naming[c.name], c.service) {
			t.Errorf("%s does not send %s", c.service, c.name)
		}
	}
}

var mention = regexp.MustCompile(`\bevents\.([A-Z]\w+)`)

// mentions tells which services' sources name an event.
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

func TestMentions(t *testing.T) {
	root := t.TempDir()
	for path, src := range map[string]string{
		"services/a/internal/x/events.go":      "func on(e events.GateOpened) {}",
		"services/a/internal/x/events_test.go": "var _ = events.GateClosed{}",
		"services/b/b.go":                      "var _ = events.GateOpened{}",
	} {
		path = filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := mentions(root)
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string][]string{"GateOpened": {"a", "b"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("mentions = %v, want %v", got, want)
	}
}
