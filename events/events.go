// Package events is what the services say to each other: one Go type for every
// fact, one file for every speaking service, nothing else.
//
// A fact is named in the past tense, carries the version of the thing it tells
// of and that thing's public state, and never changes once published: a
// breaking change is a new type with a ".v2" subject. People are named by an
// opaque participant id only; personal data never enters the stream.
//
// Conventions for every field: ids are UUIDs in text, times are RFC 3339 in
// UTC, dates are "2006-01-02", languages are codes of ISO 639 such as "kk" (a
// suggestion may also be "mixed"). A field is always there; only what was added
// after the first publication has omitempty.
//
// The JSON Schemas are made of these types and their comments by
// events/contract. Closed lists of words are types of their own, see [Enum]; the
// mention of "" in a comment is leave to be empty.
package events

import (
	"encoding/json"
	"time"
)

//go:generate go run ./contract

// Event is a fact that can be published.
type Event interface {
	// Subject is where the fact travels:
	// <service>.<forum id>.<noun>.<past participle>.v<N>.
	Subject() string
	// Name is the Go type's name, used as the SSE event name and in schemas.
	Name() string
}

// Day is a calendar date without a time zone, "2006-01-02"; empty = not set.
type Day string

// Time returns midnight UTC of the day.
func (d Day) Time() (time.Time, error) { return time.Parse(time.DateOnly, string(d)) }

// List is a list that is [] in JSON when it is empty, never null.
type List[T any] []T

// MarshalJSON implements [json.Marshaler].
func (l List[T]) MarshalJSON() ([]byte, error) {
	if l == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]T(l))
}

// AllForums stands in a subject where a fact belongs to no single forum.
const AllForums = "all"

func subject(service, forum, noun, verb string) string {
	if forum == "" {
		forum = AllForums
	}
	return service + "." + forum + "." + noun + "." + verb + ".v1"
}
