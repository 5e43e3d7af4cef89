// Package page cuts lists into pages that a cursor connects.
package page

import (
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/shanyraq/shanyraq/pkg/problem"
)

// Query is what a caller says about the page.
type Query struct {
	After string `query:"after" maxLength:"200" doc:"The cursor that the page before gave as next."`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

// Of is one page.
type Of[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next" doc:"Cursor of the next page; empty on the last one."`
	Total *int64 `json:"total,omitempty" doc:"How many the filters let pass; only when asked for."`
}

// Cut makes a page of rows, of which the caller has fetched one more than the
// limit to know whether more follow.
func Cut[T any](rows []T, limit int, cursor func(T) string) Of[T] {
	if rows == nil {
		rows = []T{}
	}
	if len(rows) <= limit {
		return Of[T]{Items: rows}
	}
	rows = rows[:limit]
	return Of[T]{Items: rows, Next: cursor(rows[limit-1])}
}

// Number is a cursor for lists in the order of their numbers.
func Number(n int64) string { return Key(strconv.FormatInt(n, 10)) }

// AfterNumber reads a cursor made by Number; "" is 0.
func (q Query) AfterNumber() (int64, error) {
	parts, err := q.AfterKey(1)
	if err != nil || parts == nil {
		return 0, err
	}
	n, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return 0, problem.InvalidField("query.after", "invalid_value")
	}
	return n, nil
}

// Key is a cursor of several parts.
func Key(parts ...string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(parts, "\x1f")))
}

// AfterKey reads a cursor made by Key with n parts; nil when there is none.
func (q Query) AfterKey(n int) ([]string, error) {
	if q.After == "" {
		return nil, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(q.After)
	parts := strings.Split(string(raw), "\x1f")
	if err != nil || len(parts) != n {
		return nil, problem.InvalidField("query.after", "invalid_value")
	}
	return parts, nil
}

// Numbered is the head of a row that has a number in its forum.
type Numbered struct {
	ID      string `db:"id"`
	ForumID string `db:"forum_id"`
	Number  int64  `db:"number"`
}
