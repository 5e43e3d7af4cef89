package database_test

import (
	"errors"
	"testing"
	"testing/fstest"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// A program that is older than its database changes nothing and says so.
func TestAnOldProgramRefusesANewerDatabase(t *testing.T) {
	db := testkit.Database(t)
	step := func(sql string) *fstest.MapFile { return &fstest.MapFile{Data: []byte("-- +goose Up\n" + sql)} }
	old := fstest.MapFS{"migrations/00001_a.sql": step("CREATE TABLE a (n int);")}
	recent := fstest.MapFS{"migrations/00001_a.sql": old["migrations/00001_a.sql"], "migrations/00002_b.sql": step("ALTER TABLE a RENAME n TO m;")}
	for _, c := range []struct {
		name string
		fs   fstest.MapFS
		want error
	}{{"empty", old, nil}, {"again", old, nil}, {"newer", recent, nil}, {"older", old, database.ErrNewer}} {
		if err := database.Migrate(t.Context(), db, database.Migrations{Name: "series", FS: c.fs}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
