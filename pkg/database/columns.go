package database

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Columns are the columns of a table as the fields of T name them in the tag db,
// so that a field and its column are written once: what reads and what stores
// rows take them from here. Of two options one may follow the name:
//
//   - optional: the field is "" where the column is NULL;
//   - derived: a statement makes it; the table has no such column.
//
// Fields without the tag, and with "-", are no columns either.
type Columns[T any] struct {
	names    []string
	optional map[string]bool
	record   reflect.Type // T with the columns' names in the tag json
}

// ColumnsOf reads the tags of T, which is a struct of exported fields, none of
// them embedded.
func ColumnsOf[T any]() Columns[T] {
	c := Columns[T]{optional: map[string]bool{}}
	fields := reflect.VisibleFields(reflect.TypeFor[T]())
	for i := range fields {
		name, option, _ := strings.Cut(fields[i].Tag.Get("db"), ",")
		if name == "" || name == "-" || option == "derived" {
			fields[i].Tag = `json:"-"`
			continue
		}
		c.names = append(c.names, name)
		fields[i].Tag = reflect.StructTag(fmt.Sprintf(`json:"%s"`, name))
		if option == "optional" {
			c.optional[name] = true
			fields[i].Tag = reflect.StructTag(fmt.Sprintf(`json:"%s,omitempty"`, name))
		}
	}
	c.record = reflect.StructOf(fields)
	return c
}

// Names are the columns in a list, for INSERT and for SELECT from Records; but
// for those that are left out.
func (c Columns[T]) Names(without ...string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(c.names), func(n string) bool { return slices.Contains(without, n) }), ", ")
}

// Select is what a SELECT reads of the table, which it calls so.
func (c Columns[T]) Select(table string) string {
	all := make([]string, len(c.names))
	for i, name := range c.names {
		all[i] = table + "." + name
		if c.optional[name] {
			all[i] = fmt.Sprintf("coalesce(%s::text, '') AS %s", all[i], name)
		}
	}
	return strings.Join(all, ", ")
}

// Records are rows as one argument, for json_populate_recordset(NULL::table, $1).
func (c Columns[T]) Records(rows []*T) (string, error) {
	records := make([]any, len(rows))
	for i, row := range rows {
		records[i] = reflect.ValueOf(row).Elem().Convert(c.record).Interface()
	}
	data, err := json.Marshal(records)
	if err != nil {
		return "", fmt.Errorf("encoding %T: %w", rows, err)
	}
	return string(data), nil
}
