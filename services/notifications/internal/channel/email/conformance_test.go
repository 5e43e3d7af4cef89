package email

import (
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"github.com/shanyraq/shanyraq/pkg/testkit"
	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
	"github.com/shanyraq/shanyraq/services/notifications/internal/delivery/conformance"
	"github.com/shanyraq/shanyraq/services/notifications/internal/mailsink"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func mailbox(name string) string { return name + "@example.kz" }

func TestAMailServerConforms(t *testing.T) {
	conformance.Run(t, func(t *testing.T, script *conformance.Script) conformance.Subject {
		var dropped sync.Map // recipients whose next answer gets lost
		sink := mailsink.Start(t, mailsink.Options{
			TLS: "none",
			Rcpt: func(to string, _ int) error {
				switch script.Next(to) {
				case conformance.Later:
					return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "later, " + to}
				case conformance.Never:
					return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox " + to}
				case conformance.Lost:
					dropped.Store(to, true)
				case conformance.Take:
				}
				return nil
			},
			Data: func(m mailsink.Mail, _ int) error {
				if _, ok := dropped.LoadAndDelete(m.To); ok {
					return mailsink.ErrDrop
				}
				return nil
			},
		})
		open := func(port int) channel.Channel {
			c, err := NewSMTP(Config{SMTPHost: sink.Host, SMTPPort: port, SMTPTLS: "none", SMTPRate: -1, SMTPTimeout: testkit.Patience}, envelope)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		return conformance.Subject{
			Address: mailbox, Open: func() channel.Channel { return open(sink.Port) }, Nowhere: func() channel.Channel { return open(1) },
			Taken: func() (all []conformance.Taken) {
				for _, m := range sink.Mails() {
					all = append(all, conformance.Taken{Address: m.To, ID: m.Header(t).Get("Message-Id")})
				}
				return all
			},
		}
	})
}

func TestAMailFolderConforms(t *testing.T) {
	conformance.Run(t, func(t *testing.T, _ *conformance.Script) conformance.Subject {
		dir, file := t.TempDir(), filepath.Join(t.TempDir(), "no folder")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		return conformance.Subject{
			Mute: true, Address: mailbox,
			Open: func() channel.Channel { return NewFolder(dir, envelope) }, Nowhere: func() channel.Channel { return NewFolder(file, envelope) },
			Taken: func() (all []conformance.Taken) {
				files, err := filepath.Glob(filepath.Join(dir, "*", "*.eml"))
				if err != nil {
					t.Fatal(err)
				}
				for _, name := range files {
					all = append(all, conformance.Taken{Address: recipient(t, name), ID: filepath.Base(name)})
				}
				return all
			},
		}
	})
}

func recipient(t *testing.T, file string) string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	m, err := mail.ReadMessage(f)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Trim(m.Header.Get("To"), "<>")
}
