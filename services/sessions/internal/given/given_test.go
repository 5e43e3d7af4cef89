package given

import (
	"testing"

	"github.com/shanyraq/shanyraq/events"
)

// What nobody sees is no wording, in no language.
func TestWordingsThatShowNothingAreNone(t *testing.T) {
	seen := events.Text{KK: "\u00ad\u202e", RU: "Что сделать?"}.With("en", "\u2800 ")
	if err := Text("/question", &seen, 100, false); err != nil || seen != (events.Text{RU: "Что сделать?"}) {
		t.Errorf("%+v, %v", seen, err)
	}
	if err := Text("/question", &events.Text{KK: "\ufe0f", RU: "\u200b"}, 100, false); err == nil {
		t.Error("a question that shows nothing was taken")
	}
}
