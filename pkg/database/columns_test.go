package database_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

type guest struct {
	ID      string         `db:"id" json:"guest"`
	Yurt    string         `db:"yurt,optional" json:"place"`
	Words   string         `db:"words"`
	Brief   string         `db:"brief,derived"`
	Likes   pq.StringArray `db:"likes"`
	Came    time.Time      `db:"came"`
	Left    *time.Time     `db:"gone"`
	Cups    int64          `db:"cups"`
	Friends []guest        `db:"-"`
}

func TestColumnsOfATable(t *testing.T) {
	c := database.ColumnsOf[guest]()
	if got, want := c.Names("gone"), "id, yurt, words, likes, came, cups"; got != want {
		t.Errorf("columns %q, want %q", got, want)
	}
	db := testkit.Database(t)
	db.MustExec(`CREATE TABLE guests (id uuid, came timestamptz, gone timestamptz, yurt uuid, words text NOT NULL, likes text[] NOT NULL, cups bigint, later text NOT NULL DEFAULT 'x')`)
	came := time.Date(2026, 5, 28, 9, 41, 12, 345_678_000, time.UTC)
	gone := came.Add(time.Hour)
	want := []*guest{
		{ID: "019a4c1e-7c3f-7d2a-8f00-0123456789ab", Words: "<b>ә & \"🚌\" \\ \u2028", Likes: pq.StringArray{`,"{}\`, "", "NULL"}, Came: came, Left: &gone, Cups: 1 << 60},
		{ID: "019a4c1e-7c3f-7d2a-8f00-0123456789ac", Yurt: "019a4c1e-7c3f-7d2a-8f00-0123456789ad", Likes: pq.StringArray{}, Came: came},
	}
	records, err := c.Records(want)
	if err != nil {
		t.Fatal(err)
	}
	db.MustExec(`INSERT INTO guests (`+c.Names()+`) SELECT `+c.Names()+` FROM json_populate_recordset(NULL::guests, $1)`, records)
	got := []*guest{}
	if err := db.Select(&got, `SELECT `+c.Select("g")+`, 'b' AS brief FROM guests g ORDER BY id`); err != nil {
		t.Fatal(err)
	}
	for i, g := range got {
		if g.Brief != "b" {
			t.Errorf("what is derived: %q", g.Brief)
		}
		g.Brief, g.Came = "", g.Came.UTC()
		if g.Left != nil {
			*g.Left = g.Left.UTC()
		}
		if !reflect.DeepEqual(g, want[i]) {
			t.Errorf("%+v came back as %+v", want[i], g)
		}
	}
	var null int
	if err := db.Get(&null, `SELECT count(*) FROM guests WHERE yurt IS NULL`); err != nil || null != 1 {
		t.Errorf("%d guests are in no yurt, %v", null, err)
	}
}
