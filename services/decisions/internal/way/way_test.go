package way

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/proposal"
	"github.com/shanyraq/shanyraq/services/decisions/internal/recommendation"
)

func TestReceiptForgivesSpelling(t *testing.T) {
	for typed, want := range map[string]string{
		"7K3F-92QX-AB": "7K3F-92QX-AB", "7k3f92qxab": "7K3F-92QX-AB", " 7K3F 92QX AB ": "7K3F-92QX-AB",
		"OIL0-0000-00": "0110-0000-00", "7k3f": "7K3F", "": "", "../../etc": "ETC",
		"7К3F-92QХ-АВ": "7K3F-92QX-AB", "7к3f 92qх ав": "7K3F-92QX-AB", "7K3F-92QX-AЖ": "7K3F-92QX-A?",
	} {
		if got := Receipt(typed); got != want {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
	}
}

// The steps of a suggestion that is merged along a chain, joined by others where
// it is and not where it was, and split off.
func TestStepsFollowTheSuggestion(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 11, 16, 9, minute, 0, 0, time.UTC) }
	home := proposal.HomeID("s")
	f := &facts{
		suggestion: WaySuggestion{ID: "s", Number: 7, State: "received", ReceivedAt: at(0)},
		strands:    []strandFact{{ID: 1}},
		moves: []moveFact{
			{Kind: "merged", FromID: "x", ToID: home, Gained: 1, Lost: 1, Carries: 2, At: at(1)},                         // joins at home
			{Kind: "merged", FromID: "y", ToID: "t", Gained: 2, Lost: 2, Carries: 3, At: at(2)},                          // before it came: not its step
			{Kind: "merged", FromID: home, ToID: "t", Gained: 2, Lost: 2, Carries: 5, Strands: []int64{9, 1}, At: at(3)}, // with 4 others
			{Kind: "merged", FromID: "z", ToID: "t", Gained: 1, Lost: 1, Carries: 6, At: at(3)},                          // in the same act
			{Kind: "merged", FromID: "v", ToID: home, Gained: 1, Lost: 1, Carries: 1, At: at(4)},                         // where it was
			{Kind: "merged", FromID: "a", ToID: "t", Gained: 1, Lost: 1, Carries: 7, At: at(5)},
			{Kind: "merged", FromID: "b", ToID: "t", Gained: 1, Lost: 1, Carries: 8, At: at(6)},
			{Kind: "merged", FromID: "e", ToID: "t", Carries: 8, At: at(6)}, // brings nothing
			{Kind: "split", FromID: "t", ToID: "n", Gained: 1, Lost: 1, Carries: 1, Strands: []int64{1}, At: at(8)},
		},
		wordings: []wordingFact{
			{"t", events.Text{RU: "рано"}, at(1)}, {"t", events.Text{RU: "вовремя"}, at(7)}, {"t", events.Text{RU: "поздно"}, at(9)},
		},
		proposals: map[string]WayProposal{"n": {ID: "n", Number: 9, State: "open"}},
	}
	w := derive(f)
	var got []string
	for _, s := range w.Steps {
		got = append(got, s.Text.Of("en")+" "+s.Detail.RU)
	}
	want := []string{
		"Received by the secretariat as No.\u00a07 ", "1 more similar suggestion was added ", "Merged with 5 other suggestions ",
		"2 more similar suggestions were added ", "The secretariat worded it вовремя", "Taken out to be considered by itself ",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if w.Proposal.Number != 9 || w.Outcome.State != "review" || w.Outcome.MergedWith != 0 {
		t.Errorf("stands: %+v, %+v", w.Proposal, w.Outcome)
	}
}

// Everything that happened is told in order, and what is told adds up: merged,
// undone, merged again, joined and left by others, divided, whole again,
// recommended by a group and given back.
func TestAWayTellsAllThatHappened(t *testing.T) {
	home := proposal.HomeID("s")
	mine := func(kind, from, to string, carries int, strands ...int64) moveFact {
		return moveFact{Kind: kind, FromID: from, ToID: to, Gained: 1, Lost: 1, Carries: carries, Strands: strands}
	}
	others := func(kind, from, to string, n int) moveFact {
		return moveFact{Kind: kind, FromID: from, ToID: to, Gained: n, Lost: n, Strands: []int64{7}}
	}
	byGroup := func(m moveFact) moveFact { m.Recommended = true; return m }
	for name, c := range map[string]struct {
		moves []moveFact
		want  []string
	}{
		"undone and merged again": {
			[]moveFact{mine("merged", home, "t", 2, 1), mine("unmerged", "t", home, 1, 1), mine("merged", home, "t", 3, 1)},
			[]string{"Merged with 1 other suggestion", "The merge was undone; the suggestion stands by itself again", "Merged with 2 other suggestions"},
		},
		"three joined and two left": {
			[]moveFact{others("merged", "x", home, 3), others("unmerged", home, "x", 1), others("split", home, "y", 1)},
			[]string{"3 more similar suggestions were added", "2 suggestions are considered separately again"},
		},
		"back with others": {
			[]moveFact{others("merged", "x", home, 1), mine("merged", home, "t", 5, 1, 7), mine("unmerged", "t", home, 2, 1, 7)},
			[]string{"1 more similar suggestion was added", "Merged with 4 other suggestions", "The merge was undone; together with 1 other suggestion"},
		},
		"two matters, and whole again": {
			[]moveFact{{Kind: "divided", FromID: home, ToID: "n", Gained: 1, Carries: 1, Strands: []int64{2}}, others("merged", "x", "n", 2), {Kind: "merged", FromID: "n", ToID: home, Gained: 2, Lost: 3, Carries: 3, Strands: []int64{2, 7}}},
			[]string{"It is about two matters. The second is considered separately: proposal No.\u00a09", "2 more similar suggestions were added; proposal No.\u00a09",
				"Both matters are considered together again: proposal No.\u00a01", "2 more similar suggestions were added; proposal No.\u00a01"},
		},
		"recommended and given back": {
			[]moveFact{byGroup(mine("merged", home, "r", 1, 1)), byGroup(others("merged", "x", "r", 2)), byGroup(mine("unmerged", "r", home, 1, 1))},
			[]string{"Became part of a recommendation confirmed by the group. Recommended by: Yurt 3; together with 2 other suggestions",
				"The group corrected its report: the suggestion is no longer part of its recommendation and stands by itself again"},
		},
		"recommended from a group of others, and released": {
			[]moveFact{mine("merged", home, "t", 3, 1), byGroup(moveFact{Kind: "recommended", FromID: "t", ToID: "r", Gained: 1, Carries: 1, Strands: []int64{2}}), byGroup(moveFact{Kind: "released", FromID: "r", ToID: "t", Lost: 1, Strands: []int64{2}})},
			[]string{"Merged with 2 other suggestions; proposal No.\u00a02", "Became part of a recommendation confirmed by the group. Recommended by: Yurt 3; proposal No.\u00a03",
				"The group corrected its report: the suggestion is no longer part of its recommendation; proposal No.\u00a03"},
		},
	} {
		f := &facts{
			suggestion: WaySuggestion{ID: "s", State: "received"}, strands: []strandFact{{ID: 1}}, moves: c.moves,
			proposals: map[string]WayProposal{home: {ID: home, Number: 1}, "t": {ID: "t", Number: 2}, "r": {ID: "r", Number: 3}, "n": {ID: "n", Number: 9}},
			editions:  map[string][]recommendation.Told{"r": {{Recommendation: recommendation.Recommendation{SessionID: "y"}}}},
			sessions:  map[string]programme.Session{"y": {ID: "y", Yurt: 3}},
		}
		for i := range f.moves {
			f.moves[i].At = time.Date(2026, 11, 16, 10, i, 0, 0, time.UTC)
			if slices.Contains(f.moves[i].Strands, 2) && len(f.strands) == 1 {
				f.strands = append(f.strands, strandFact{ID: 2, Parent: 1})
			}
		}
		if name == "recommended and given back" {
			f.moves[1].At = f.moves[0].At // one report
		}
		var got []string
		for _, s := range derive(f).Steps[1:] {
			got = append(got, s.Text.Of("en"))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %s\nwant %s", name, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
		}
	}
}
