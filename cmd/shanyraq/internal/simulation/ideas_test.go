package simulation

import (
	"slices"
	"strings"
	"testing"
)

func distinct(t *testing.T, ideas []Idea) int {
	t.Helper()
	roots, err := rootsOf(ideas)
	if err != nil {
		t.Fatal(err)
	}
	all := map[*Idea]bool{}
	for _, r := range roots {
		all[r] = true
	}
	return len(all)
}

func TestTheBuiltInSet(t *testing.T) {
	ideas := Sample()
	if n := distinct(t, ideas); len(ideas) != 60 || n != 46 {
		t.Errorf("%d suggestions, %d distinct; want 60, 46", len(ideas), n)
	}
	for _, idea := range ideas {
		if idea.DuplicateOf == "" && (idea.Wording.KK == "" || idea.Wording.RU == "") {
			t.Errorf("%s has no wording in both languages", idea.ID)
		}
	}
	if s := ideas[57].Text; s != "  жол   жаман,  ямы   после  ремонта,,  сделайте   нормально   " {
		t.Errorf("the spaces of S058 are gone: %q", s)
	}
}

func TestGeneratedSuggestions(t *testing.T) {
	ideas := Generate(2000, 7)
	if !slices.Equal(ideas, Generate(2000, 7)) {
		t.Error("the same seed makes other suggestions")
	}
	if err := check(ideas); err != nil {
		t.Error(err)
	}
	share := 1 - float64(distinct(t, ideas))/2000
	if share < .35 || share > .45 {
		t.Errorf("%.2f of them repeat another one", share)
	}
	texts := map[string]string{}
	for _, idea := range ideas {
		if first, ok := texts[idea.Wording.RU]; ok && idea.DuplicateOf == "" {
			t.Fatalf("%s says what %s says, but is not marked", idea.ID, first)
		}
		texts[idea.Wording.RU] = idea.ID
	}
}

func TestFilesThatCannotBePlayed(t *testing.T) {
	for name, c := range map[string]struct{ file, says string }{
		"no column":      {"id,lang,text\na,kk,x\n", `"theme"`},
		"empty":          {"id,lang,theme,text\n", "no suggestions"},
		"same id":        {"id,lang,theme,text\na,kk,t,x\na,kk,t,y\n", "line 3"},
		"no text":        {"id,lang,theme,text\na,kk,t,\" \"\n", "line 2"},
		"other language": {"id,lang,theme,text\na,de,t,x\n", `"de"`},
		"of nothing":     {"id,lang,theme,text,duplicate_of\na,kk,t,x,b\n", `"b"`},
		"ragged":         {"id,lang,theme,text\na,kk\n", "wrong number of fields"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readIdeas(strings.NewReader(c.file))
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want something about %s", err, c.says)
			}
		})
	}
}

func TestARingOfRepetitions(t *testing.T) {
	ideas := []Idea{{ID: "a", DuplicateOf: "b"}, {ID: "b", DuplicateOf: "a"}}
	if _, err := rootsOf(ideas); err == nil {
		t.Error("a ring was taken for a repetition of something")
	}
}
