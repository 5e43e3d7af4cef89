// Package jsonb reads and writes Go values in jsonb columns.
package jsonb

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
)

// From is v for a query's argument.
func From(v any) driver.Valuer { return out{v} }

// Into is a place to scan a jsonb column into *v.
func Into[T any](v *T) sql.Scanner { return in[T]{v} }

type out struct{ v any }

func (o out) Value() (driver.Value, error) {
	data, err := json.Marshal(o.v)
	if err != nil {
		return nil, fmt.Errorf("encoding jsonb: %w", err)
	}
	return string(data), nil
}

type in[T any] struct{ v *T }

func (i in[T]) Scan(src any) error {
	switch data := src.(type) {
	case nil:
		return nil
	case []byte:
		return json.Unmarshal(data, i.v)
	case string:
		return json.Unmarshal([]byte(data), i.v)
	}
	return fmt.Errorf("scanning jsonb: got %T", src)
}
