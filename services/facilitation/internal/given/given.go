// Package given is what requests give: ids and texts.
package given

import (
	"fmt"

	"github.com/google/uuid"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/web"
)

// Words is a text in a request, by language; one that is not worded yet is left out.
type Words map[string]string

// Schema implements [huma.SchemaProvider].
func (Words) Schema(r huma.Registry) *huma.Schema { return web.TextSchema(r, "Words", 2000) }

// Text is the text as it is kept: what was typed, except that blanks alone are
// no wording.
func (w Words) Text() (t events.Text) {
	for language, words := range w {
		t = t.With(language, text.Shown(words))
	}
	return t
}

// Blank reports that there is nothing to read in s.
func Blank(s string) bool { return !text.Shows(s) }

// ID is the canonical form of an id that the API has checked; "" stays "".
func ID(s string) string {
	if u, err := uuid.Parse(s); err == nil {
		return u.String()
	}
	return s
}

// NewID is the client's id in its canonical form, or a new one.
func NewID(s string) string {
	if u, err := uuid.Parse(s); err == nil {
		return u.String()
	}
	return uuid.Must(uuid.NewV7()).String()
}

// IDs is a list of different ids in their canonical form. Errors at pointer:
// want_uuid, repeated_item.
func IDs(pointer string, list []string) (events.List[string], error) {
	ids, seen := make(events.List[string], len(list)), make(map[string]bool, len(list))
	for i, s := range list {
		u, err := uuid.Parse(s)
		if err != nil {
			return nil, problem.InvalidField(fmt.Sprintf("%s/%d", pointer, i), "want_uuid")
		}
		ids[i] = u.String()
		if seen[ids[i]] {
			return nil, problem.InvalidField(fmt.Sprintf("%s/%d", pointer, i), "repeated_item")
		}
		seen[ids[i]] = true
	}
	return ids, nil
}
