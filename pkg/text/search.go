package text

import (
	"embed"
	"regexp"
	"strconv"
	"strings"

	"github.com/lib/pq"
)

// Migrations makes the SQL function fold in a service's schema, for columns
// generated as "search" (database.Migrations{Name: "text", FS: text.Migrations},
// before the service's own).
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Patterns are the words of a query for `search LIKE ALL (…)` over a column made
// by the function fold: all of them, in any order. An empty query finds everything,
// one of signs alone nothing. Folded words hold none of LIKE's own signs.
func Patterns(query string) pq.StringArray {
	found := wordsOf(query)
	patterns := make(pq.StringArray, len(found))
	for i, w := range found {
		patterns[i] = "%" + w + "%"
	}
	return patterns
}

var number = regexp.MustCompile(`^(№|#|[NnНн][OoОо°º]?\.?)?\s*([0-9]{1,18})$`)

// Numbered is Patterns for lists whose lines have numbers: also the number that a
// query names, 0 for none. "14" may be a number or stand in a text; "№ 14", "#14"
// and "No. 14" are numbers and no words.
func Numbered(query string) (n int64, patterns pq.StringArray) {
	patterns = Patterns(query)
	if m := number.FindStringSubmatch(OneLine(query)); m != nil {
		n, _ = strconv.ParseInt(m[2], 10, 64) // eighteen digits fit
		if m[1] != "" {
			patterns = pq.StringArray{nothing}
		}
	}
	return n, patterns
}

// Finds reports whether a text, given folded, has all words of a query.
func Finds(key, query string) bool {
	for _, word := range wordsOf(query) {
		if !strings.Contains(key, word) {
			return false
		}
	}
	return true
}

// nothing stands in no folded text.
const nothing = "\u0001"

func wordsOf(query string) []string {
	found := strings.Fields(Fold(query))
	if len(found) == 0 && Shows(query) {
		return []string{nothing}
	}
	return found
}
