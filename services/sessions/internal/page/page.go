// Package page gives long lists in pieces: a cursor says where the next piece
// begins, so nothing is skipped or repeated while the list grows.
package page

import (
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// Query is what a request says of the piece it wants.
type Query struct {
	After string `query:"after" maxLength:"400" doc:"the next of the piece before; empty = from the start"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

// List is one piece.
type List[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next" doc:"cursor of the next piece, empty at the end"`
	Total *int64 `json:"total,omitempty" doc:"how many the filters let pass; only when asked for"`
}

// Of cuts limit items off limit+1 that were read; key names an item's place.
func Of[T any](items []T, q Query, key func(T) []string) List[T] {
	if items == nil {
		items = []T{}
	}
	l := List[T]{Items: items}
	if len(items) > q.Limit {
		l.Items = items[:q.Limit]
		l.Next = cursor(key(l.Items[q.Limit-1]))
	}
	return l
}

// Place is the sort key after which the piece begins, as n texts; all empty at
// the start.
func (q Query) Place(n int) ([]string, error) {
	if q.After == "" {
		return make([]string, n), nil
	}
	var key []string
	data, err := base64.RawURLEncoding.DecodeString(q.After)
	if err == nil {
		err = json.Unmarshal(data, &key)
	}
	if err != nil || len(key) != n || strings.ContainsAny(strings.Join(key, ""), "\x00\uFFFD") {
		return nil, problem.InvalidField("query.after", "invalid_value")
	}
	return key, nil
}

func cursor(key []string) string {
	data, _ := json.Marshal(key) // strings always encode
	return base64.RawURLEncoding.EncodeToString(data)
}

// Row is a row of a result or a single one.
type Row interface{ Scan(dest ...any) error }

// When is a moment as answers tell it; nil = it has not come.
func When(t sql.NullTime) *time.Time {
	if !t.Valid {
		return nil
	}
	utc := t.Time.UTC()
	return &utc
}

// Collect reads all rows.
func Collect[T any](rows *sql.Rows, scan func(Row) (T, error)) ([]T, error) {
	defer func() { _ = rows.Close() }()
	items := []T{}
	for rows.Next() {
		item, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("reading rows: %w", err)
		}
		items = append(items, item)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading rows: %w", err)
	}
	return items, nil
}
