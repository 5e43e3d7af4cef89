package message

import (
	"testing"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// A crowd's notices leave in one statement, and each can still be followed back to
// what it tells of.
func TestACrowdKeepsItsCorrelations(t *testing.T) {
	db := testkit.Database(t)
	if err := database.Migrate(t.Context(), db, database.Migrations{Name: "bus", FS: bus.Migrations}); err != nil {
		t.Fatal(err)
	}
	tx := db.MustBeginTx(t.Context(), nil)
	var told []Told
	var want []string
	for range 3 {
		want = append(want, uuid.NewString())
		told = append(told, Told{want[len(want)-1], events.NoticeSent{Notice: events.Notice{ForumID: uuid.NewString(), NoticeID: uuid.NewString()}}})
	}
	if err := Tell(t.Context(), tx, told); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := db.Select(&got, `SELECT correlation FROM outbox ORDER BY id`); err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("got %v, want %v", got, want)
	}
}
