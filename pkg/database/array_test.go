package database_test

import (
	"slices"
	"testing"

	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func TestStringsArriveAsTheyAre(t *testing.T) {
	db := testkit.Database(t)
	for _, want := range [][]string{
		{}, {""}, {"", ""}, {"NULL", "null"}, {"{a,b}", `"`, `\`, `\"`, `"\\`, "a\nb", " x ", "ә 🚌"},
	} {
		var got pq.StringArray
		if err := db.Get(&got, `SELECT $1::text[]`, database.Strings(want)); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q arrived as %q, %v", want, got, err)
		}
	}
}
