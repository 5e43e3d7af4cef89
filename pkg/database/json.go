package database

import (
	"bytes"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
)

// JSON is a value of type T in a jsonb column: an argument of a statement, or a
// field that a row is read into.
type JSON[T any] struct{ V T }

// AsJSON is JSON{v}, without having to name the type.
func AsJSON[T any](v T) JSON[T] { return JSON[T]{v} }

// IntoJSON is where a jsonb column is scanned into *v, for rows that are read
// column by column. NULL leaves *v as it is, so that it can say beforehand what
// nothing looks like (an empty list, say).
func IntoJSON[T any](v *T) sql.Scanner { return intoJSON[T]{v} }

// Value implements driver.Valuer.
func (j JSON[T]) Value() (driver.Value, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(j.V); err != nil {
		return nil, fmt.Errorf("encoding %T: %w", j.V, err)
	}
	return b.String(), nil
}

// Scan implements sql.Scanner. NULL is the zero value.
func (j *JSON[T]) Scan(src any) error {
	var zero T
	j.V = zero
	return IntoJSON(&j.V).Scan(src)
}

type intoJSON[T any] struct{ v *T }

func (i intoJSON[T]) Scan(src any) error {
	var data []byte
	switch s := src.(type) {
	case nil:
		return nil
	case []byte:
		data = s
	case string:
		data = []byte(s)
	default:
		return fmt.Errorf("scanning %T into %T", src, *i.v)
	}
	if err := json.Unmarshal(data, i.v); err != nil {
		return fmt.Errorf("decoding %T: %w", *i.v, err)
	}
	return nil
}
