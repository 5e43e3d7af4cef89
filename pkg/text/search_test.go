package text_test

import (
	"math/rand/v2"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/pkg/text"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// What Go seeks must be what PostgreSQL has kept: for the cases, and for texts of
// random characters of the kinds that are folded.
func TestTheDatabaseFoldsAsGoDoes(t *testing.T) {
	db := testkit.Database(t)
	if err := database.Migrate(t.Context(), db, database.Migrations{Name: "text", FS: text.Migrations}); err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, c := range append(cases.Same, cases.Different...) {
		texts = append(texts, c[1], c[2])
	}
	for _, c := range cases.Keys {
		texts = append(texts, c[0])
	}
	kinds := []rune("aBcHhHХхЁёЙйӘәҒғһҺiІіİıß#№ -–«»\"'_%\\\n\t\u0301\u0308\u00ad\u200b\u202e\u2800\u3164\ufe0f\u00a07½₸🚌Ⅻﬁ×÷�\U000e0041ǝ")
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		s := make([]rune, random.IntN(12))
		for i := range s {
			s[i] = kinds[random.IntN(len(kinds))]
		}
		texts = append(texts, string(s))
	}
	for _, s := range texts {
		var key string
		if err := db.GetContext(t.Context(), &key, `SELECT fold($1)`, s); err != nil {
			t.Fatal(err)
		}
		if want := text.Fold(s); key != want {
			t.Errorf("%+q: the database's key is %+q, Go's %+q", s, key, want)
		}
	}
}

func TestPatternsFindAllWords(t *testing.T) {
	db := testkit.Database(t)
	if err := database.Migrate(t.Context(), db, database.Migrations{Name: "text", FS: text.Migrations}); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases.Finds {
		var found bool
		err := db.GetContext(t.Context(), &found, `SELECT fold($1) LIKE ALL ($2)`, c[0], text.Patterns(c[1].(string)))
		if err != nil {
			t.Fatal(err)
		}
		if found != c[2] {
			t.Errorf("%q in %q: %t", c[1], c[0], found)
		}
	}
}
