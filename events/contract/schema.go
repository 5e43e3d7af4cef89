package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/shanyraq/shanyraq/events"
)

// contract is all there is to know about one event.
type contract struct {
	name, version string // "TeaPoured", "v1"; its successor would be "TeaPouredV2", "v2"
	service       string // who sends it
	address       string // "decisions.{forum}.decision.recorded.v1"
	ceType        string // "kz.shanyraq.decisions.decision.recorded.v1"
	title, about  string
	examples      []json.RawMessage
	schema        object
}

// base names the event's documents: "TeaPoured.v1".
func (c contract) base() string {
	return strings.TrimSuffix(c.name, strings.ToUpper(c.version)) + "." + c.version
}
func (c contract) file() string { return c.base() + ".json" }
func (c contract) path() string { return "schemas/events/" + c.file() }

// load makes the contracts of all events in the repository.
func load(root string) ([]contract, error) {
	comments, err := readComments(filepath.Join(root, "events"))
	if err != nil {
		return nil, err
	}
	var contracts []contract
	for _, e := range events.All() {
		c := describe(e, comments)
		if c.examples, err = examples(filepath.Join(root, c.path())); err != nil {
			return nil, err
		}
		s := schemas{comments: comments}
		body := s.object(reflect.TypeOf(e))
		c.schema = append(object{
			{"$schema", "https://json-schema.org/draft/2020-12/schema"},
			{"$id", "https://shanyraq.kz/schemas/events/" + c.file()},
			{"title", c.title},
			{"description", c.about},
			{"x-ce-type", c.ceType},
			{"x-subject", c.address},
		}, body...)
		if len(s.defs) > 0 {
			c.schema = append(c.schema, member{"$defs", s.defs})
		}
		c.schema = append(c.schema, member{"examples", c.examples})
		if len(s.undescribed) > 0 {
			return nil, fmt.Errorf("%s: no comment on %s", c.name, strings.Join(s.undescribed, ", "))
		}
		contracts = append(contracts, c)
	}
	return contracts, nil
}

func describe(e events.Event, comments comments) contract {
	parts := strings.Split(e.Subject(), ".")
	parts[1] = "{forum}"
	version := parts[len(parts)-1]
	return contract{
		name:    e.Name(),
		version: version,
		service: parts[0],
		address: strings.Join(parts, "."),
		ceType:  "kz.shanyraq." + parts[0] + "." + strings.Join(parts[2:], "."),
		title:   words(e.Name()),
		about:   comments[e.Name()],
	}
}

var capital = regexp.MustCompile(`\B[A-Z]`)

// words turns "TeaPoured" into "Tea poured".
func words(name string) string {
	return capital.ReplaceAllStringFunc(name, func(c string) string { return " " + strings.ToLower(c) })
}

// examples reads the hand-written examples of a schema file.
func examples(path string) ([]json.RawMessage, error) {
	var schema struct{ Examples []json.RawMessage }
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return []json.RawMessage{}, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		return nil, fmt.Errorf("reading the examples of %s: %w", path, err)
	}
	return schema.Examples, nil
}

// schemas turns the Go types of one event into JSON Schema.
type schemas struct {
	comments    comments
	defs        object   // the types inside of the event
	undescribed []string // fields that nothing is said about
}

// object describes a struct; what it embeds counts as its own.
func (s *schemas) object(t reflect.Type) object {
	var properties object
	required := []string{}
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous || !f.IsExported() {
			continue
		}
		key, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		comment := s.comment(t, f, key)
		properties = append(properties, member{key, append(object{{"description", comment}}, s.value(f.Type, key, comment)...)})
		if option != "omitempty" {
			required = append(required, key)
		}
	}
	var more any = false
	if t == reflect.TypeFor[events.Text]() {
		more = object{{"description", "Any other language, by its code"}, {"type", "string"}}
	}
	return object{
		{"type", "object"},
		{"properties", properties},
		{"required", required},
		{"additionalProperties", more},
	}
}

// value describes what a field may hold.
func (s *schemas) value(t reflect.Type, key, comment string) object {
	switch {
	case t.Kind() == reflect.Pointer && t.Elem() == reflect.TypeFor[time.Time]():
		return object{{"type", []string{"string", "null"}}, {"format", "date-time"}}
	case t.Kind() == reflect.Pointer:
		return object{{"anyOf", []object{s.value(t.Elem(), key, comment), {{"type", "null"}}}}}
	case t == reflect.TypeFor[time.Time]():
		return object{{"type", "string"}, {"format", "date-time"}}
	case t == reflect.TypeFor[events.Day]():
		return orEmpty("date", comment)
	case t.Kind() == reflect.Struct:
		return s.ref(t)
	case t.Kind() == reflect.Slice:
		return object{{"type", "array"}, {"items", s.value(t.Elem(), strings.TrimSuffix(key, "s"), "")}}
	case t.Kind() == reflect.Bool:
		return object{{"type", "boolean"}}
	case t.Implements(reflect.TypeFor[events.Enum]()):
		return oneOf(reflect.Zero(t).Interface().(events.Enum).Values(), comment)
	case t.Kind() == reflect.String:
		return text(key, comment)
	case key == "version":
		return object{{"type", "integer"}, {"minimum", 1}}
	default:
		return object{{"type", "integer"}, {"minimum", 0}}
	}
}

func oneOf(values []string, comment string) object {
	if mayBeEmpty(comment) {
		values = append(values, "")
	}
	return object{{"type", "string"}, {"enum", values}}
}

var someID = regexp.MustCompile(`\bid\b`)

func text(key, comment string) object {
	if key == "language" || strings.HasSuffix(key, "_language") {
		return object{{"type", "string"}, {"pattern", languageForm(comment)}}
	}
	if strings.HasSuffix(key, "_id") || someID.MatchString(comment) {
		return orEmpty("uuid", comment)
	}
	if mayBeEmpty(comment) {
		return object{{"type", "string"}}
	}
	return object{{"type", "string"}, {"minLength", 1}}
}

// languageForm is how the code of a language looks: which ones there are is data
// of each house, and no part of the contract.
func languageForm(comment string) string {
	form := "[a-z]{2,3}"
	if strings.Contains(comment, "mixed") {
		form += "|mixed"
	}
	if mayBeEmpty(comment) {
		form += "|"
	}
	return "^(" + form + ")$"
}

func orEmpty(format, comment string) object {
	if mayBeEmpty(comment) {
		return object{{"type", "string"}, {"anyOf", []object{{{"const", ""}}, {{"format", format}}}}}
	}
	return object{{"type", "string"}, {"format", format}}
}

func mayBeEmpty(comment string) bool { return strings.Contains(comment, `""`) }

// ref puts a struct under $defs and points there.
func (s *schemas) ref(t reflect.Type) object {
	known := false
	for _, d := range s.defs {
		known = known || d.key == t.Name()
	}
	if !known {
		def := append(object{{"description", s.comments[t.Name()]}}, s.object(t)...)
		s.defs = append(s.defs, member{t.Name(), def})
	}
	return object{{"$ref", "#/$defs/" + t.Name()}}
}

// usual says what a field without a comment is.
var usual = map[string]string{
	"forum_id": "The forum it belongs to.",
	"version":  "Grows with every change of the thing; a reader keeps the highest it has seen.",
}

// comment is what the Go sources say about a field, as a sentence.
func (s *schemas) comment(t reflect.Type, f reflect.StructField, key string) string {
	owner := t
	for _, i := range f.Index[:len(f.Index)-1] {
		owner = owner.Field(i).Type
	}
	switch comment, id := s.comments[owner.Name()+"."+f.Name], strings.TrimSuffix(key, "_id"); {
	case comment != "":
		return comment
	case f.Type.Implements(reflect.TypeFor[events.Enum]()):
		return sentence(strings.TrimPrefix(s.comments[f.Type.Name()], f.Type.Name()+" is "))
	case usual[key] != "":
		return usual[key]
	case id != key:
		return "Id of the " + strings.ReplaceAll(id, "_", " ") + "."
	}
	s.undescribed = append(s.undescribed, owner.Name()+"."+f.Name)
	return ""
}
