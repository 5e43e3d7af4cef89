package tag

import (
	"slices"
	"strings"
	"testing"
)

func TestTagsAsTheyAreKept(t *testing.T) {
	long := strings.Repeat("ұ", MaxTag)
	eleven := strings.Split("a b c d e f g h i j k", " ")
	for _, c := range []struct {
		name    string
		given   []string
		want    []string
		problem string
	}{
		{"none", nil, []string{}, ""},
		{"as spelled", []string{"Көлік", "қала", "2026-жыл", "smart_city"}, []string{"Көлік", "қала", "2026-жыл", "smart_city"}, ""},
		{"only the case differs", []string{"Көлік", "көлік", "КӨЛІК", "қала"}, []string{"Көлік", "қала"}, ""},
		{"in NFC", []string{"аи\u0306", "ай"}, []string{"ай"}, ""},
		{"with an accent that nothing composes with", []string{"жо\u0301л"}, nil, "tag_invalid"},
		{"the longest", []string{long}, []string{long}, ""},
		{"the longest of letters in two parts", []string{strings.Repeat("и\u0306", MaxTag)}, []string{strings.Repeat("й", MaxTag)}, ""},
		{"too long", []string{"көлік", long + "ұ"}, nil, "tag_invalid"},
		{"empty", []string{""}, nil, "tag_invalid"},
		{"with its sign", []string{"#көлік"}, nil, "tag_invalid"},
		{"two words", []string{"қоғамдық көлік"}, nil, "tag_invalid"},
		{"for an array", []string{`"},{`}, nil, "tag_invalid"},
		{"a picture", []string{"🚌"}, nil, "tag_invalid"},
		{"not UTF-8", []string{"\xd0"}, nil, "tag_invalid"},
		{"ten", eleven[:10], eleven[:10], ""},
		{"ten and a repetition", append(eleven[:10:10], "A"), eleven[:10], ""},
		{"eleven", eleven, nil, "too_many_tags"},
	} {
		got, p := Kept(c.given)
		if p != nil && p.Code != c.problem || p == nil && (c.problem != "" || got == nil || !slices.Equal(got, c.want)) {
			t.Errorf("%s: %q %v, want %q %s", c.name, got, p, c.want, c.problem)
		}
	}
}
