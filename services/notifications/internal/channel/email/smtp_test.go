package email

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
	"github.com/shanyraq/shanyraq/services/notifications/internal/letter"
	"github.com/shanyraq/shanyraq/services/notifications/internal/mailsink"
)

func outgoing() channel.Message {
	return channel.Message{
		ID: uuid.MustParse("019a0000-0000-7000-8000-000000000001"), ForumID: uuid.MustParse("019a0000-0000-7000-8000-0000000000ff"),
		Address: "aigul@example.kz", QueuedAt: time.Date(2020, 11, 16, 5, 32, 0, 0, time.UTC),
		UnsubscribeURL: "https://shanyraq.kz/api/notifications/unsubscribe/token",
		Letter: letter.Letter{
			Language: "kk", Subject: "№ 12 ұсынысыңыз хатшылыққа түсті", From: "Форум хатшылығы", Greeting: "Құрметті форум қатысушысы!",
			Lead: []string{"Ұсынысыңыз тіркелді."}, WayIntro: "Жолы:", Ways: []letter.Way{{Title: "№ 12", URL: "https://shanyraq.kz/way/7K3F-92QX-AB"}},
			Unsubscribe: "Бас тарту:", Regards: "Құрметпен,", Signature: []string{"форум хатшылығы"},
		},
	}
}

var envelope = Envelope{From: mail.Address{Address: "forum@shanyraq.kz"}, Host: "shanyraq.kz"}

// connected is a channel to a sink.
func connected(t *testing.T, s *mailsink.Sink, c Config) *SMTP {
	t.Helper()
	c.SMTPHost, c.SMTPPort, c.SMTPTimeout = s.Host, s.Port, 5*time.Second
	if c.SMTPCAFile == "" {
		c.SMTPCAFile = s.CAFile
	}
	ch, err := NewSMTP(c, envelope)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(ch.Idle)
	return ch
}

func TestEveryKindOfConnection(t *testing.T) {
	for _, c := range []struct {
		name, server, client, user, password string
		want                                 channel.Blame // where refused
		refused                              bool
	}{
		{name: "plain", server: "none", client: "none"},
		{name: "plain, opportunistic", server: "none", client: "opportunistic"},
		{name: "STARTTLS, opportunistic", server: "starttls", client: "opportunistic"},
		{name: "STARTTLS", server: "starttls", client: "starttls"},
		{name: "STARTTLS required but not offered", server: "none", client: "starttls", refused: true, want: channel.Away},
		{name: "TLS", server: "tls", client: "tls"},
		{name: "TLS with sign-in", server: "tls", client: "tls", user: "forum", password: "right"},
		{name: "STARTTLS with sign-in", server: "starttls", client: "starttls", user: "forum", password: "right"},
		{name: "wrong password", server: "starttls", client: "starttls", user: "forum", password: "wrong", refused: true, want: channel.Away},
		{name: "sign-in forgotten", server: "tls", client: "tls", user: "", password: "needed", refused: true, want: channel.Away},
		{name: "no password in the clear", server: "none", client: "none", user: "forum", password: "right", refused: true, want: channel.Away},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := mailsink.Options{TLS: c.server}
			if c.password != "" {
				o.User, o.Password = "forum", "right"
			}
			sink := mailsink.Start(t, o)
			_, err := connected(t, sink, Config{SMTPTLS: c.client, SMTPUser: c.user, SMTPPassword: c.password}).Send(t.Context(), outgoing())
			var r *channel.Refusal
			switch {
			case !c.refused && err != nil:
				t.Fatal(err, errors.Unwrap(err))
			case c.refused && (!errors.As(err, &r) || r.Blame != c.want):
				t.Fatalf("error %v, want a refusal that blames %d", err, c.want)
			}
			if n := len(sink.Mails()); n == 1 == c.refused {
				t.Errorf("the server has %d mails", n)
			}
		})
	}
	t.Run("a stranger's certificate", func(t *testing.T) {
		sink := mailsink.Start(t, mailsink.Options{TLS: "tls"})
		other := mailsink.Start(t, mailsink.Options{TLS: "tls"})
		_, err := connected(t, sink, Config{SMTPTLS: "tls", SMTPCAFile: other.CAFile}).Send(t.Context(), outgoing())
		if err == nil || len(sink.Mails()) > 0 {
			t.Errorf("error %v; the letter went to a server that is not trusted", err)
		}
	})
}

func TestWhatAServerRefusesIsSortedRight(t *testing.T) {
	smtpError := func(code int, e smtp.EnhancedCode) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: e, Message: "about aigul@example.kz"}
	}
	for _, c := range []struct {
		name   string
		sink   mailsink.Options
		blame  channel.Blame
		reason string
	}{
		{"no such mailbox", mailsink.Options{Rcpt: func(string, int) error { return smtpError(550, smtp.EnhancedCode{5, 1, 1}) }},
			channel.Never, "the mail server refused the recipient (550 5.1.1)"},
		{"mailbox full", mailsink.Options{Rcpt: func(string, int) error { return smtpError(452, smtp.EnhancedCode{4, 2, 2}) }},
			channel.Later, "the mail server refused the recipient (452 4.2.2)"},
		{"greylisted", mailsink.Options{Rcpt: func(string, int) error { return smtpError(451, smtp.EnhancedCode{4, 7, 1}) }},
			channel.Later, "the mail server refused the recipient (451 4.7.1)"},
		{"held for spam", mailsink.Options{Data: func(mailsink.Mail, int) error { return smtpError(554, smtp.EnhancedCode{5, 7, 1}) }},
			channel.Never, "the mail server refused the message (554 5.7.1)"},
		{"busy", mailsink.Options{Data: func(mailsink.Mail, int) error { return smtpError(451, smtp.EnhancedCode{4, 3, 0}) }},
			channel.Later, "the mail server refused the message (451 4.3.0)"},
		{"no answer", mailsink.Options{Data: func(mailsink.Mail, int) error { return mailsink.ErrDrop }},
			channel.Later, "no answer from the mail server"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.sink.TLS = "none"
			ch := connected(t, mailsink.Start(t, c.sink), Config{SMTPTLS: "none"})
			var r *channel.Refusal
			if _, err := ch.Send(t.Context(), outgoing()); !errors.As(err, &r) {
				t.Fatalf("error %v, want a refusal", err)
			}
			if r.Blame != c.blame || r.Reason != c.reason {
				t.Errorf("blame %d, reason %q; want %d, %q", r.Blame, r.Reason, c.blame, c.reason)
			}
			if strings.Contains(r.Error(), "aigul") {
				t.Errorf("%q names a person", r.Error())
			}
		})
	}
}

func TestAConnectionServesABurst(t *testing.T) {
	sink := mailsink.Start(t, mailsink.Options{TLS: "none", Rcpt: func(to string, _ int) error {
		if strings.HasPrefix(to, "nobody") {
			return &smtp.SMTPError{Code: 550, Message: "no"}
		}
		return nil
	}})
	ch := connected(t, sink, Config{SMTPTLS: "none"})
	for i := range 250 {
		o := outgoing()
		if i%10 == 0 {
			o.Address = "nobody@example.kz" // a refusal leaves the connection usable
		}
		if _, err := ch.Send(t.Context(), o); (err != nil) != (i%10 == 0) {
			t.Fatal(i, err)
		}
	}
	if got := sink.Connections(); got != 3 { // 100 each
		t.Errorf("%d connections, want 3", got)
	}
	ch.Idle()
	if _, err := ch.Send(t.Context(), outgoing()); err != nil {
		t.Errorf("after a pause: %v", err)
	}
}

func TestAServerThatIsAwayBlamesNobody(t *testing.T) {
	ch, err := NewSMTP(Config{SMTPHost: "127.0.0.1", SMTPPort: 1, SMTPTLS: "none", SMTPTimeout: time.Second}, envelope)
	if err != nil {
		t.Fatal(err)
	}
	var r *channel.Refusal
	if _, err := ch.Send(context.Background(), outgoing()); !errors.As(err, &r) || r.Blame != channel.Away {
		t.Errorf("error %v, want a refusal that blames everyone", err)
	}
}

func TestALetterOnTheWire(t *testing.T) {
	sink := mailsink.Start(t, mailsink.Options{TLS: "none"})
	ch := connected(t, sink, Config{SMTPTLS: "none"})
	for range 2 {
		if _, err := ch.Send(t.Context(), outgoing()); err != nil {
			t.Fatal(err)
		}
	}
	mails := sink.Mails()
	lines := func(m mailsink.Mail) []string { return slices.Sorted(strings.Lines(string(m.Data))) }
	if !slices.Equal(lines(mails[0]), lines(mails[1])) {
		t.Errorf("a message sent again differs:\n%s\n%s", mails[0].Data, mails[1].Data)
	}
	if mails[0].From != "forum@shanyraq.kz" || mails[0].To != "aigul@example.kz" {
		t.Errorf("from %s to %s", mails[0].From, mails[0].To)
	}
	h := mails[0].Header(t)
	decoder := new(mime.WordDecoder)
	for name, want := range map[string]string{
		"From": "Форум хатшылығы <forum@shanyraq.kz>", "To": "<aigul@example.kz>", "Subject": "№ 12 ұсынысыңыз хатшылыққа түсті",
		"Message-Id": "<019a0000-0000-7000-8000-000000000001@shanyraq.kz>", "Date": "Mon, 16 Nov 2020 05:32:00 +0000",
		"Content-Language": "kk", "Auto-Submitted": "auto-generated", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"List-Unsubscribe": "<https://shanyraq.kz/api/notifications/unsubscribe/token>",
	} {
		got, err := decoder.DecodeHeader(h.Get(name))
		if err != nil || strings.ReplaceAll(got, `"`, "") != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for kind, want := range map[string]string{"text/plain": "Құрметті форум қатысушысы!\n", "text/html": "<p style=\"margin-top:0\">Құрметті форум қатысушысы!</p>"} {
		if body := part(t, mails[0], kind); !strings.Contains(strings.ReplaceAll(body, "\r\n", "\n"), want) {
			t.Errorf("%s lacks %q:\n%s", kind, want, body)
		}
	}
}

// part decodes one alternative of a mail.
func part(t *testing.T, m mailsink.Mail, kind string) string {
	t.Helper()
	parsed, err := mail.ReadMessage(strings.NewReader(string(m.Data)))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(parsed.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(parsed.Body, params["boundary"])
	for {
		p, err := parts.NextRawPart()
		if err != nil {
			t.Fatalf("no part %s: %v", kind, err)
		}
		if strings.HasPrefix(p.Header.Get("Content-Type"), kind) {
			body, err := io.ReadAll(quotedprintable.NewReader(p))
			if err != nil {
				t.Fatal(err)
			}
			return string(body)
		}
	}
}
