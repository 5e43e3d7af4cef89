package notifications_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/notifications"
	"github.com/shanyraq/shanyraq/services/notifications/internal/mailsink"
)

// TestAMailServerIsEnteredOnThePage and is used without a restart; its password is
// shown to nobody, and the test letter says what it answers.
func TestAMailServerIsEnteredOnThePage(t *testing.T) {
	sink := mailsink.Start(t, mailsink.Options{TLS: "none"})
	s := newStage(t, notifications.Config{})
	organiser := s.Token(t, newID(), "*", "organiser")
	var answer struct {
		Sent   bool
		Answer string
	}
	letter := map[string]any{"address": "aliya@example.kz", "language": "ru"}
	s.Call(t, 200, "POST", "/api/notifications/test-letter", organiser, letter, &answer)
	if answer.Sent || answer.Answer != "" {
		t.Errorf("without a server: %+v", answer)
	}
	for key, value := range map[string]any{"mail.host": sink.Host, "mail.port": sink.Port, "mail.security": "none", "mail.from": "forum@example.kz", "mail.password": "geheim"} {
		s.Call(t, 200, "PUT", "/api/notifications/settings/"+key, organiser, map[string]any{"value": value}, nil)
	}
	s.Call(t, 200, "POST", "/api/notifications/test-letter", organiser, letter, &answer)
	if !answer.Sent || answer.Answer == "" || len(sink.Mails()) != 1 || sink.Mails()[0].To != "aliya@example.kz" {
		t.Errorf("with a server: %+v, %d letters", answer, len(sink.Mails()))
	}
	for _, path := range []string{"/settings", "/setting-changes"} {
		if _, shown := s.Do(t, "GET", "/api/notifications"+path, organiser, nil); strings.Contains(string(shown), "geheim") || !strings.Contains(string(shown), "mail.password") {
			t.Errorf("%s shows %s", path, shown)
		}
	}
	s.Call(t, 200, "PUT", "/api/notifications/settings/mail.port", organiser, map[string]any{"value": 1}, nil)
	s.Call(t, 200, "POST", "/api/notifications/test-letter", organiser, letter, &answer)
	if answer.Sent || !strings.Contains(answer.Answer, "refused") {
		t.Errorf("a server that is not there: %+v", answer)
	}
}

// TestWrongMailSettingsStopLettersOnly: the service starts with them, says what is
// wrong, keeps what is to be sent, and sends it as soon as they are right.
func TestWrongMailSettingsStopLettersOnly(t *testing.T) {
	sink := mailsink.Start(t, mailsink.Options{TLS: "none"})
	s := newStage(t, notifications.Config{FirstRetry: 10 * time.Millisecond})
	organiser := s.Token(t, newID(), "*", "organiser")
	set := func(status int, key string, value any) {
		s.Call(t, status, "PUT", "/api/notifications/settings/"+key, organiser, map[string]any{"value": value}, nil)
	}
	wrong := func() (mail struct{ Trouble map[string]string }) {
		s.Call(t, 200, "GET", "/api/notifications/mail", organiser, nil, &mail)
		return mail
	}
	for key, value := range map[string]any{"mail.host": sink.Host, "mail.port": sink.Port, "mail.security": "none", "mail.password": "geheim"} {
		set(200, key, value)
	}
	set(422, "mail.from", "Forum, the address comes later")
	if said := wrong(); len(said.Trouble) != 0 {
		t.Errorf("settings that work: %v", said)
	}
	s.stop()
	if err := os.Remove(filepath.Join(s.DataDir, "settings.key")); err != nil {
		t.Fatal(err)
	}
	s.start()
	if said := wrong(); !strings.Contains(said.Trouble["en"], "key") || said.Trouble["kk"] == "" || said.Trouble["ru"] == "" {
		t.Errorf("a lost key: %v", said)
	}
	s.Call(t, 409, "POST", "/api/notifications/test-letter", organiser, map[string]any{"address": "aliya@example.kz"}, nil)
	s.say(s.forumDescribed())
	p := s.welcome("kk")
	s.say(events.SuggestionCaptured{Suggestion: s.suggestion(p.id)})
	s.settle(map[string]int{"queued": 1})
	set(200, "mail.password", "geheim")
	s.settle(map[string]int{"sent": 1})
	if n := len(sink.Mails()); n != 1 || len(wrong().Trouble) != 0 {
		t.Errorf("%d letters, %v", n, wrong())
	}
}
