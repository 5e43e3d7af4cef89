package sentence

import (
	"testing"

	"github.com/shanyraq/shanyraq/events"
)

func TestASentenceKeepsItsDirection(t *testing.T) {
	if got := In("ru", "forwarded_line", Args{"body": events.Text{RU: "\u202eАкимат\u2067"}}); got != In("ru", "forwarded_line", Args{"body": "Акимат"}) {
		t.Errorf("%+q", got)
	}
}

func TestPlurals(t *testing.T) {
	for n, want := range map[int]string{
		1: "Объединено ещё с 1 предложением", 2: "Объединено ещё с 2 предложениями", 5: "Объединено ещё с 5 предложениями",
		11: "Объединено ещё с 11 предложениями", 21: "Объединено ещё с 21 предложением",
	} {
		if got := In("ru", "step_merged", Args{"n": n}); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
	for n, want := range map[int]string{1: "решение", 3: "решения", 5: "решений", 12: "решений", 22: "решения", 111: "решений"} {
		if got := In("ru", "count_decisions", Args{"n": n}); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
	if kk, en := In("kk", "step_merged", Args{"n": 5}), In("en", "step_merged", Args{"n": 1}); kk != "Тағы 5 ұсыныспен біріктірілді" || en != "Merged with 1 other suggestion" {
		t.Errorf("%s; %s", kk, en)
	}
}
