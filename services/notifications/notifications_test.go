package notifications_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/notifications"
)

func TestAPersonIsToldEachStepOnce(t *testing.T) {
	s := newStage(t, notifications.Config{})
	s.say(s.forumDescribed())
	p := s.welcome("ru")
	captured := s.suggestion(p.id)
	s.say(events.SuggestionCaptured{Suggestion: captured})
	s.settle(map[string]int{"sent": 1})

	m := s.message(s.messages("kind=receipt")[0].ID)
	for _, want := range []string{captured.Receipt, "http://shanyraq.test/way/" + captured.Receipt, "№ 1", "Forum (ru)", "eotinish.kz", "не является обращением"} {
		if !strings.Contains(m.Body.Text, want) {
			t.Errorf("the receipt lacks %q:\n%s", want, m.Body.Text)
		}
	}
	file, err := os.ReadFile(filepath.Join(s.DataDir, "mail", s.forum, m.ID+".eml"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(file), "To: <"+p.address+">") {
		t.Errorf("the mail is not to %s:\n%s", p.address, file)
	}
}
