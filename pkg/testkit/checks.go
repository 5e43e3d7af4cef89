package testkit

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/jmoiron/sqlx"
)

// Lists are closed lists of words by the column, "proposals.state", that takes
// no other; nil where the words are the table's own and stand nowhere else.
type Lists map[string]interface{ Values() []string }

var (
	wordCheck = regexp.MustCompile(`^CHECK \(\((\w+) = ANY \(ARRAY\[(.*)\]\)\)\)$`)
	word      = regexp.MustCompile(`'([^']*)'::text`)
)

// Checks holds what the service's tables take against the lists that the
// contract is made from. A check that is not among them fails too: it is a list
// that nobody compares. Beside its words a column may take nothing, for "none yet".
func Checks(t *testing.T, h *House, service string, lists Lists) {
	t.Helper()
	db, err := sqlx.Open("postgres", h.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var found []struct{ Table, Definition string }
	err = db.Select(&found, `SELECT t.relname AS table, pg_get_constraintdef(c.oid) AS definition
		FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid WHERE c.contype = 'c' AND t.relnamespace = $1::regnamespace`, service)
	if err != nil {
		t.Fatal(err)
	}
	left := maps.Clone(lists)
	for _, f := range found {
		m := wordCheck.FindStringSubmatch(f.Definition)
		if m == nil {
			continue
		}
		column := f.Table + "." + m[1]
		list, known := lists[column]
		delete(left, column)
		if !known {
			t.Errorf("%s takes certain words only (%s): of which list?", column, m[2])
			continue
		}
		var words []string
		for _, w := range word.FindAllStringSubmatch(m[2], -1) {
			if w[1] != "" {
				words = append(words, w[1])
			}
		}
		if list == nil {
			continue
		}
		want := slices.Sorted(slices.Values(list.Values()))
		if slices.Sort(words); !slices.Equal(words, want) {
			t.Errorf("%s takes %q, the list is %q: a migration has to follow it", column, words, want)
		}
	}
	for column := range left {
		t.Errorf("%s takes anything", column)
	}
}
