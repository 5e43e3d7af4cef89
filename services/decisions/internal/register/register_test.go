package register

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/decisions/internal/plan"
	"github.com/shanyraq/shanyraq/services/decisions/internal/proposal"
)

func TestReceiptForgivesSpelling(t *testing.T) {
	for typed, want := range map[string]string{
		"7K3F-92QX-AB": "7K3F-92QX-AB", "7k3f92qxab": "7K3F-92QX-AB", " 7K3F 92QX AB ": "7K3F-92QX-AB",
		"OIL0-0000-00": "0110-0000-00", "7k3f": "7K3F", "": "", "../../etc": "ETC",
	} {
		if got := Receipt(typed); got != want {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
	}
}

func TestPlurals(t *testing.T) {
	for n, want := range map[int]string{
		1: "Объединено ещё с 1 предложением", 2: "Объединено ещё с 2 предложениями", 5: "Объединено ещё с 5 предложениями",
		11: "Объединено ещё с 11 предложениями", 21: "Объединено ещё с 21 предложением",
	} {
		if got := sayIn("ru", "step_merged", args{"n": n}); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
	for n, want := range map[int]string{1: "решение", 3: "решения", 5: "решений", 12: "решений", 22: "решения", 111: "решений"} {
		if got := sayIn("ru", "count_decisions", args{"n": n}); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
	if kk, en := sayIn("kk", "step_merged", args{"n": 5}), sayIn("en", "step_merged", args{"n": 1}); kk != "Тағы 5 ұсыныспен біріктірілді" || en != "Merged with 1 other suggestion" {
		t.Errorf("%s; %s", kk, en)
	}
}

func TestZoneText(t *testing.T) {
	now := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
	for zone, want := range map[string]string{
		"Asia/Almaty": "Время Казахстана (UTC+5)", "Asia/Kolkata": "Часовой пояс: UTC+5:30", "America/St_Johns": "Часовой пояс: UTC-3:30", "Asia/Vladivostok": "Часовой пояс: UTC+10",
	} {
		z, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := (Page{Language: "ru", zone: z}).zoneText(now); got != want {
			t.Errorf("%s: %s, want %s", zone, got, want)
		}
	}
	if z := time.FixedZone("", 0); (Page{Language: "ru", zone: z}).zoneText(now) != "Часовой пояс: UTC+0" {
		t.Error("UTC")
	}
}

// Every sentence that is said is there in three languages, and every one that
// is there is said.
func TestWords(t *testing.T) {
	var source strings.Builder
	for _, f := range []string{"way.go", "outcome.go", "page.go", "http.go", "pages.templ"} {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(text)
	}
	for _, m := range regexp.MustCompile(`say\("(\w+)"[,)]|words\["(\w+)"\]|"(col_\w+|count_\w+)"`).FindAllStringSubmatch(source.String(), -1) {
		if key := m[1] + m[2] + m[3]; words[key].Empty() {
			t.Errorf("%q is said and has no words", key)
		}
	}
	composed := regexp.MustCompile(`^(step|decided|state|status|outcome|funding)_`)
	for key, w := range words {
		if w.KK == "" || w.RU == "" || w.EN == "" {
			t.Errorf("%q lacks a language", key)
		}
		if !composed.MatchString(key) && !strings.Contains(source.String(), `"`+key+`"`) {
			t.Errorf("%q is never said", key)
		}
	}
	for _, s := range []plan.State{plan.Planned, plan.InProgress, plan.ReportSubmitted, plan.Done, plan.Returned, plan.OffControl} {
		if words["state_"+string(s)].Empty() {
			t.Errorf("no words for the state %s", s)
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
		moves: []moveFact{
			{Kind: "merged", FromID: "x", ToID: home, Moved: 1, Carries: 2, At: at(1)},             // joins at home
			{Kind: "merged", FromID: "y", ToID: "t", Moved: 2, Carries: 3, At: at(2)},              // before it came: not its step
			{Kind: "merged", FromID: home, ToID: "t", Moved: 2, Carries: 5, Mine: true, At: at(3)}, // with 4 others
			{Kind: "merged", FromID: "z", ToID: "t", Moved: 1, Carries: 6, At: at(3)},              // in the same act
			{Kind: "merged", FromID: "v", ToID: home, Moved: 1, Carries: 1, At: at(4)},             // where it was
			{Kind: "merged", FromID: "a", ToID: "t", Moved: 1, Carries: 7, At: at(5)},
			{Kind: "merged", FromID: "b", ToID: "t", Moved: 1, Carries: 8, At: at(6)},
			{Kind: "merged", FromID: "e", ToID: "t", Moved: 0, Carries: 8, At: at(6)}, // brings nothing
			{Kind: "split", FromID: "t", ToID: "n", Moved: 1, Carries: 1, Mine: true, At: at(8)},
		},
		wordings: []wordingFact{
			{"t", events.Text{RU: "рано"}, at(1)}, {"t", events.Text{RU: "вовремя"}, at(7)}, {"t", events.Text{RU: "поздно"}, at(9)},
		},
		proposals: map[string]WayProposal{"n": {ID: "n", Number: 9, State: "open"}},
	}
	w := derive(f)
	var got []string
	for _, s := range w.Steps {
		got = append(got, s.Text.EN+" "+s.Detail.RU)
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
