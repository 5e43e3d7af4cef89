package audit_test

import (
	"testing"

	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// An act that cannot be written takes those before it back: each is tried again alone,
// and would stand there twice.
func TestABatchIsWrittenWhole(t *testing.T) {
	db := testkit.Database(t)
	if err := database.Migrate(t.Context(), db, database.Migrations{Name: "audit", FS: audit.Migrations}); err != nil {
		t.Fatal(err)
	}
	log := audit.New(db, zap.NewNop())
	good, bad := audit.Act{Noun: "themes", Of: map[string]string{}}, audit.Act{Noun: "no text: \x00", Of: map[string]string{}}
	if _, err := audit.Keep(log, t.Context(), []audit.Act{good, bad}); err == nil {
		t.Fatal("an act was written that cannot be")
	}
	if _, err := audit.Keep(log, t.Context(), []audit.Act{good, good}); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := db.GetContext(t.Context(), &n, `SELECT count(*) FROM audit`); err != nil || n != 2 {
		t.Errorf("%d acts, %v", n, err)
	}
}
