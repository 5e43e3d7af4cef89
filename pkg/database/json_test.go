package database_test

import (
	"reflect"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

func TestJSONArrivesAsItIs(t *testing.T) {
	type value struct {
		Text string
		List []string
		None *int
	}
	db := testkit.Database(t)
	for _, want := range []value{{}, {Text: "<b>ә & \"🚌\"", List: []string{"", "x"}}} {
		var field database.JSON[value]
		if err := db.Get(&field, `SELECT $1::jsonb`, database.AsJSON(want)); err != nil || !reflect.DeepEqual(field.V, want) {
			t.Errorf("%+v arrived as %+v, %v", want, field.V, err)
		}
		var column value
		if err := db.QueryRowContext(t.Context(), `SELECT $1::jsonb`, database.AsJSON(want)).Scan(database.IntoJSON(&column)); err != nil || !reflect.DeepEqual(column, want) {
			t.Errorf("%+v arrived in a column as %+v, %v", want, column, err)
		}
	}
}

func TestJSONOfNull(t *testing.T) {
	db := testkit.Database(t)
	field := database.AsJSON([]string{"before"})
	if err := db.Get(&field, `SELECT NULL::jsonb`); err != nil || field.V != nil {
		t.Errorf("a field is not the zero value: %v, %v", field.V, err)
	}
	column := []string{"before"}
	if err := db.QueryRowContext(t.Context(), `SELECT NULL::jsonb`).Scan(database.IntoJSON(&column)); err != nil || !reflect.DeepEqual(column, []string{"before"}) {
		t.Errorf("a column did not stay as it was: %v, %v", column, err)
	}
}

func TestWhatIsNotTheJSONIsRefused(t *testing.T) {
	var number database.JSON[int]
	for _, other := range []any{`"text"`, `{`, 5} {
		if err := number.Scan(other); err == nil {
			t.Errorf("%v was read as the number %d", other, number.V)
		}
	}
}
