package notifications_test

import (
	"strings"
	"testing"

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
