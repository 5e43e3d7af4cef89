package database_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// Where the user may make no roles, the error says what an administrator has to
// run; it is run here as it is printed.
func TestTheAdviceForAUserWithoutRightsWorks(t *testing.T) {
	dsn := testkit.DatabaseURL(t)
	admin, err := sqlx.Open("postgres", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = admin.Close() }()
	const service, user = "advised", "Shanyraq's plain user"
	t.Cleanup(func() {
		admin, err := sqlx.Open("postgres", dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = admin.Close() }()
		admin.MustExec(`DROP SCHEMA IF EXISTS advised CASCADE`)
		admin.MustExec(`DROP ROLE IF EXISTS shanyraq_advised`)
		admin.MustExec(`DROP ROLE "Shanyraq's plain user"`)
	})
	admin.MustExec(`CREATE ROLE "Shanyraq's plain user" LOGIN PASSWORD 'x'`)
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(user, "x")

	_, err = database.Open(t.Context(), u.String(), service)
	if err == nil {
		t.Fatal("a user without rights set up a schema")
	}
	_, advice, found := strings.Cut(err.Error(), "run in it once: ")
	if !found {
		t.Fatalf("no advice: %v", err)
	}
	if _, err := admin.Exec(advice); err != nil {
		t.Fatalf("the advice fails: %v\n%s", err, advice)
	}
	db, err := database.Open(t.Context(), u.String(), service)
	if err != nil {
		t.Fatalf("after the advice: %v", err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec(`CREATE TABLE things (id int)`); err != nil {
		t.Errorf("the schema is of no use: %v", err)
	}
}
