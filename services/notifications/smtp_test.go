package notifications_test

import (
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/services/notifications"
	"github.com/shanyraq/shanyraq/services/notifications/internal/channel/email"
	"github.com/shanyraq/shanyraq/services/notifications/internal/mailsink"
)

func withServer(s *mailsink.Sink, security string) notifications.Config {
	return notifications.Config{
		Email: email.Config{
			SMTPHost: s.Host, SMTPPort: s.Port, SMTPTLS: security, SMTPCAFile: s.CAFile, SMTPFrom: "Forum <forum@shanyraq.kz>",
			SMTPRate: -1, SMTPTimeout: 5 * time.Second,
		},
		Attempts: 3, FirstRetry: 20 * time.Millisecond,
	}
}

func TestAMailServerThatMisbehaves(t *testing.T) {
	later := &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "later"}
	sink := mailsink.Start(t, mailsink.Options{
		TLS: "starttls", User: "forum", Password: "secret",
		Rcpt: func(to string, n int) error {
			switch {
			case strings.HasPrefix(to, "greylisted") && n < 3, strings.HasPrefix(to, "full"):
				return later
			case strings.HasPrefix(to, "nobody"):
				return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox " + to}
			}
			return nil
		},
		Data: func(m mailsink.Mail, n int) error {
			if strings.HasPrefix(m.To, "dropped") && n == 1 {
				return mailsink.ErrDrop
			}
			return nil
		},
	})
	c := withServer(sink, "starttls")
	c.Email.SMTPUser, c.Email.SMTPPassword = "forum", "secret"
	s := newStage(t, c)
	s.say(s.forumDescribed())
	people := map[string]person{}
	for _, name := range []string{"plain", "greylisted", "full", "nobody", "dropped"} {
		p := person{id: newID(), address: name + "@example.kz"}
		people[name] = p
		s.say(s.registered(p, "kk"), s.consent(p, "processing", 2, true), s.consent(p, "notifications", 3, true))
		s.putContact(p)
		s.say(events.SuggestionCaptured{Suggestion: s.suggestion(p.id)})
	}
	s.settle(map[string]int{"sent": 3, "failed": 1, "undeliverable": 1})
	for name, want := range map[string]struct {
		state    string
		attempts int
		reason   string
	}{
		"plain":      {"sent", 1, ""},
		"greylisted": {"sent", 3, ""},
		"full":       {"failed", 3, "the mail server refused the recipient (451 4.7.1)"},
		"nobody":     {"undeliverable", 1, "the mail server refused the recipient (550 5.1.1)"},
		"dropped":    {"sent", 2, ""},
	} {
		m := s.messages("participant_id=" + people[name].id)[0]
		if m.State != want.state || m.Attempts != want.attempts || m.LastError != want.reason {
			t.Errorf("%s: %s after %d attempts, %q; want %+v", name, m.State, m.Attempts, m.LastError, want)
		}
	}
	// The answer that got lost: the letter came twice, recognisably so.
	var ids []string
	for _, m := range sink.Mails() {
		if strings.HasPrefix(m.To, "dropped") {
			ids = append(ids, m.Header(t).Get("Message-Id"))
		}
	}
	if len(ids) != 2 || ids[0] != ids[1] || !strings.HasSuffix(ids[0], "@shanyraq.test>") {
		t.Errorf("message ids %v, want the same twice", ids)
	}
	failed := testkit.Published(t, s.House, "notifications", func(e events.NoticeFailed) bool { return e.State == "failed" })
	if failed.ParticipantID != people["full"].id || failed.Attempts != 3 || failed.SentAt != nil {
		t.Errorf("event %+v", failed)
	}
	testkit.Published(t, s.House, "notifications", func(e events.NoticeFailed) bool { return e.State == "undeliverable" })
}

// TestAMailServerThatIsAwayCostsNothing: what could not be handed over while it
// was away goes out when it is back, and its absence used up no attempt.
func TestAMailServerThatIsAwayCostsNothing(t *testing.T) {
	sink := mailsink.Start(t, mailsink.Options{TLS: "tls"})
	c := withServer(sink, "tls")
	there := c.Email.SMTPPort
	c.Email.SMTPPort, c.Attempts = 1, 1
	s := newStage(t, c)
	s.say(s.forumDescribed())
	p := s.welcome("ru")
	s.say(events.SuggestionCaptured{Suggestion: s.suggestion(p.id)})
	testkit.Eventually(t, "an attempt in vain", func() bool {
		ms := s.messages("")
		return len(ms) == 1 && strings.HasPrefix(ms[0].LastError, "the mail server cannot be reached")
	})
	s.stop()
	s.config.Email.SMTPPort = there
	s.start()
	s.settle(map[string]int{"sent": 1})
	if m := s.messages("")[0]; m.Attempts != 1 {
		t.Errorf("%d attempts were counted, want the one that was one", m.Attempts)
	}
}

func TestABurstGoesOutOncePerPerson(t *testing.T) {
	sink := mailsink.Start(t, mailsink.Options{TLS: "none"})
	s := newStage(t, withServer(sink, "none"))
	s.say(s.forumDescribed())
	crowd := make([]person, 40)
	for i := range crowd {
		crowd[i] = s.welcome("kk")
	}
	for range 5 {
		for _, p := range crowd {
			s.say(events.SuggestionCaptured{Suggestion: s.suggestion(p.id)})
		}
		s.stop() // in the middle of it
		s.start()
	}
	s.settle(map[string]int{"sent": 200})
	seen := map[string]bool{}
	for _, m := range sink.Mails() {
		id := m.Header(t).Get("Message-Id")
		if seen[id] {
			t.Errorf("%s was sent twice", id)
		}
		seen[id] = true
	}
	if len(seen) != 200 {
		t.Errorf("%d letters, want 200", len(seen))
	}
}

// TestARestoredDatabaseAsksBeforeItSends: a database that was put back does not know
// what was sent since. Nothing of before goes out by itself, also a line that a
// tablet sends again; what is new does; and an organiser's word ends the waiting.
func TestARestoredDatabaseAsksBeforeItSends(t *testing.T) {
	sink := mailsink.Start(t, mailsink.Options{TLS: "tls"})
	c := withServer(sink, "tls")
	there := c.Email.SMTPPort
	c.Email.SMTPPort = 1 // away: what is queued stays so
	s := newStage(t, c)
	s.say(s.forumDescribed())
	p := s.welcome("ru")
	again := s.suggestion(p.id)
	s.say(events.SuggestionCaptured{Suggestion: s.suggestion(p.id)}, events.SuggestionCaptured{Suggestion: s.suggestion(p.id)})
	testkit.Eventually(t, "two queued", func() bool { n := s.counts(); return n["queued"]+n["sending"] == 2 })
	s.stop()
	if err := database.MarkRestored(t.Context(), s.DatabaseURL, time.Now()); err != nil {
		t.Fatal(err)
	}
	s.config.Email.SMTPPort = there
	s.start()
	again.ReceivedAt = time.Now() // it is sent again, and is new here
	fresh := s.suggestion(p.id)
	s.say(events.SuggestionCaptured{Suggestion: again}, events.SuggestionCaptured{Suggestion: fresh})
	s.settle(map[string]int{"held": 3, "sent": 1})
	if sent := s.messages("state=sent"); sent[0].SuggestionIDs[0] != fresh.SuggestionID || len(sink.Mails()) != 1 {
		t.Errorf("sent %+v, %d mails", sent, len(sink.Mails()))
	}
	var answer struct{ Settled int }
	s.Call(t, 200, "POST", s.path("/held-messages"), s.bearer, map[string]any{"send": true}, &answer)
	if answer.Settled != 3 {
		t.Errorf("%d settled", answer.Settled)
	}
	s.settle(map[string]int{"sent": 4})
	s.stop() // and once more does not hold them again
	s.start()
	s.settle(map[string]int{"sent": 4})
	if n := len(sink.Mails()); n != 4 {
		t.Errorf("%d mails", n)
	}
}
