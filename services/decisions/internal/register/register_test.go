package register

import (
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/decisions/internal/decision"
	"github.com/shanyraq/shanyraq/services/decisions/internal/sentence"
)

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

// A decision taken at five past midnight in Almaty has that day, and the page
// says whose midnight it was.
func TestTheRegisterTellsTheTimeOfTheForum(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Almaty")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	of := ForumRegister{Decisions: []decision.DecisionView{{DecidedAt: time.Date(2026, 11, 29, 19, 5, 0, 0, time.UTC)}}}
	if err := registerPage(Page{Language: "ru", url: &url.URL{}, zone: zone}, of).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"30 ноября 2026 года, 00:05", "Время Казахстана (UTC+5)"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q on the page", want)
		}
	}
}

// Every sentence that is said is there, and every one that is there is said.
func TestWords(t *testing.T) {
	var source strings.Builder
	for _, f := range []string{"../way/way.go", "../way/walk.go", "../way/outcome.go", "page.go", "forum.go", "http.go", "pages.templ"} {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(text)
	}
	for _, m := range regexp.MustCompile(`[sS]ay\("(\w+)"[,)]|"(col_\w+|count_\w+)"`).FindAllStringSubmatch(source.String(), -1) {
		if key := m[1] + m[2]; !sentence.All.Has(key) {
			t.Errorf("%q is said and has no words", key)
		}
	}
	composed := regexp.MustCompile(`^(step|decided|state|status|outcome|funding)_`)
	form := regexp.MustCompile(`_(one|two|few|many|other)$`)
	for _, key := range sentence.All.Keys() {
		key = form.ReplaceAllString(key, "")
		if !composed.MatchString(key) && !strings.Contains(source.String(), `"`+key+`"`) {
			t.Errorf("%q is never said", key)
		}
	}
}

// A word that a list gains needs its sentence before the first page that shows it.
func TestPagesHaveAWordForEachOfAList(t *testing.T) {
	for prefix, list := range map[string]events.Enum{
		"state_": events.MeasureState(""), "status_": events.ReportStatus(""), "outcome_": events.Outcome(""), "decided_": events.Outcome(""),
	} {
		for _, word := range list.Values() {
			if word != string(events.MeasureDraft) && !sentence.All.Has(prefix+word) { // of drafts the public hears nothing
				t.Errorf("%s%s has no words", prefix, word)
			}
		}
	}
}
