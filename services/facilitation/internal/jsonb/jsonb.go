// Package jsonb keeps a Go value in a jsonb column.
package jsonb

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"fmt"
)

// Of is a value of type T in a jsonb column.
type Of[T any] struct{ V T }

// Wrap is Of{v}, without having to name the type.
func Wrap[T any](v T) Of[T] { return Of[T]{v} }

// Value implements driver.Valuer.
func (o Of[T]) Value() (driver.Value, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(o.V); err != nil {
		return nil, fmt.Errorf("encoding %T: %w", o.V, err)
	}
	return b.String(), nil
}

// Scan implements sql.Scanner. NULL is the zero value.
func (o *Of[T]) Scan(src any) error {
	var zero T
	o.V = zero
	var data []byte
	switch s := src.(type) {
	case nil:
		return nil
	case []byte:
		data = s
	case string:
		data = []byte(s)
	default:
		return fmt.Errorf("scanning %T into %T", src, o.V)
	}
	if err := json.Unmarshal(data, &o.V); err != nil {
		return fmt.Errorf("decoding %T: %w", o.V, err)
	}
	return nil
}
