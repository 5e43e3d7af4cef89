package email

import (
	"fmt"
	"net/mail"

	gomail "github.com/wneessen/go-mail"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
)

// Envelope is what all letters share.
type Envelope struct {
	From mail.Address // without a name the letter's own is used
	Host string       // right of the @ in message ids
}

// ParseFrom reads a sender: "Name <address>" or a bare address. Error:
// setting_sender.
func ParseFrom(from string) (mail.Address, error) {
	a, err := mail.ParseAddress(from)
	if err != nil {
		return mail.Address{}, problem.Conflict("setting_sender").Because(fmt.Errorf("sender %q: %w", from, err))
	}
	return *a, nil
}

// build makes the mail: plain text with an HTML alternative, one click to
// unsubscribe (RFC 8058). The same message gives the same mail each time, but
// for the order of its header lines.
func (e Envelope) build(m channel.Message) (*gomail.Msg, error) {
	text, err := m.Letter.Text(m.UnsubscribeURL)
	if err != nil {
		return nil, err
	}
	html, err := m.Letter.HTML(m.UnsubscribeURL)
	if err != nil {
		return nil, err
	}
	mail := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithBoundary("letter-"+m.ID.String()))
	name := e.From.Name
	if name == "" {
		name = m.Letter.From
	}
	if err := mail.FromFormat(name, e.From.Address); err != nil {
		return nil, fmt.Errorf("writing sender: %w", err)
	}
	if err := mail.To(m.Address); err != nil {
		// The error repeats the address.
		return nil, &channel.Refusal{Blame: channel.Never, Reason: "the address cannot be written in a mail"}
	}
	mail.Subject(m.Letter.Subject)
	mail.SetMessageIDWithValue(messageID(m, e.Host))
	mail.SetDateWithValue(m.QueuedAt)
	mail.SetGenHeader("Content-Language", m.Letter.Language)
	mail.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.UnsubscribeURL != "" {
		mail.SetGenHeaderPreformatted("List-Unsubscribe", "<"+m.UnsubscribeURL+">")
		mail.SetGenHeaderPreformatted("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	mail.SetBodyString(gomail.TypeTextPlain, text)
	mail.AddAlternativeString(gomail.TypeTextHTML, html)
	return mail, nil
}

// messageID is the same for every sending of a message.
func messageID(m channel.Message, host string) string { return fmt.Sprintf("%s@%s", m.ID, host) }
