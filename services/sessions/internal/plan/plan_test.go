package plan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/sessions/internal/round"
)

// plan reads "a1+ b2- c3": round a in place 1 has ended, b in place 2 runs, c is
// planned.
func plan(s string) (p Plan) {
	states := map[string]events.RoundState{"+": "ended", "-": "running", "": "planned"}
	for _, word := range strings.Fields(s) {
		r := round.Round{ID: word[:1], Version: 1, State: states[word[2:]]}
		_, _ = fmt.Sscan(word[1:2], &r.Number)
		p = append(p, r)
	}
	return p
}

func (p Plan) String() string {
	signs := map[events.RoundState]string{"ended": "+", "running": "-"}
	words := make([]string, len(p))
	for i, r := range p {
		words[i] = fmt.Sprint(r.ID, r.Number, signs[r.State])
	}
	return strings.Join(words, " ")
}

func TestPlaces(t *testing.T) {
	for name, c := range map[string]struct {
		from, put string
		number    int
		want      string
		changed   string
	}{
		"first":                     {"", "x", 0, "x1", "x"},
		"last":                      {"a1 b2", "x", 0, "a1 b2 x3", "x"},
		"far behind the last":       {"a1 b2", "x", 9, "a1 b2 x3", "x"},
		"between":                   {"a1 b2", "x", 2, "a1 x2 b3", "x b"},
		"up":                        {"a1 b2 c3 d4", "c", 2, "a1 c2 b3 d4", "c b"},
		"down":                      {"a1 b2 c3 d4", "b", 3, "a1 c2 b3 d4", "c b"},
		"to the end":                {"a1 b2 c3", "a", 3, "b1 c2 a3", "b c a"},
		"behind what runs":          {"a1+ b2- c3 d4", "d", 3, "a1+ b2- d3 c4", "d c"},
		"before what runs":          {"a1+ b2- c3 d4", "d", 2, "round_place", ""},
		"new before what has ended": {"a1+ b2", "x", 1, "round_place", ""},
		"passed over, played later": {"a1+ b2 c3- d4", "b", 4, "a1+ c3- b4 d5", "b d"},
		"passed over, others move":  {"a1+ b2 c3- d4 e5", "e", 4, "a1+ b2 c3- e4 d5", "e d"},
	} {
		before := plan(c.from)
		r, err := before.Find(c.put)
		if err != nil {
			r = round.Round{ID: c.put, State: "planned", Version: 1}
		}
		after, err := before.Put(r, c.number)
		got := after.String()
		if err != nil {
			got = strings.Fields(err.Error())[0]
		}
		if got != c.want || before.String() != c.from {
			t.Errorf("%s: got %s, want %s; before is now %s", name, got, c.want, before)
		}
		var changed []string
		for _, r := range after.changed(before) {
			changed = append(changed, r.ID)
			if _, err := before.Find(r.ID); err == nil && r.Version != 2 {
				t.Errorf("%s: %s moved and is still in version %d", name, r.ID, r.Version)
			}
		}
		if got := strings.Join(changed, " "); got != c.changed {
			t.Errorf("%s: changed %q, want %q", name, got, c.changed)
		}
	}
}

func TestWithout(t *testing.T) {
	for from, want := range map[string]string{
		"x1 b2 c3":         "b1 c2",
		"a1 b2 x3":         "a1 b2",
		"a1+ x2 b3- c4":    "a1+ b3- c4",
		"a1+ b2- x3 c4 d5": "a1+ b2- c3 d4",
		"x1":               "",
		"a1+ b2- c3":       "a1+ b2- c3",
	} {
		if got := plan(from).Without("x").String(); got != want {
			t.Errorf("%s without x: got %s, want %s", from, got, want)
		}
	}
}
