package delivery

import (
	"fmt"
	"net/mail"

	gomail "github.com/wneessen/go-mail"
)

// Envelope is what all letters share.
type Envelope struct {
	From mail.Address // without a name the letter's own is used
	Host string       // right of the @ in message ids
}

// ParseFrom reads a sender: "Name <address>" or a bare address.
func ParseFrom(from string) (mail.Address, error) {
	a, err := mail.ParseAddress(from)
	if err != nil {
		return mail.Address{}, fmt.Errorf("sender %q: %w", from, err)
	}
	return *a, nil
}

// build makes the mail: plain text with an HTML alternative, one click to
// unsubscribe (RFC 8058). The same message gives the same mail each time, but
// for the order of its header lines.
func (e Envelope) build(o Outgoing) (*gomail.Msg, error) {
	text, err := o.Letter.Text(o.UnsubscribeURL)
	if err != nil {
		return nil, err
	}
	html, err := o.Letter.HTML(o.UnsubscribeURL)
	if err != nil {
		return nil, err
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithBoundary("letter-"+o.ID.String()))
	name := e.From.Name
	if name == "" {
		name = o.Letter.From
	}
	if err := m.FromFormat(name, e.From.Address); err != nil {
		return nil, fmt.Errorf("writing sender: %w", err)
	}
	if err := m.To(o.Address); err != nil {
		// The error repeats the address.
		return nil, &Refusal{Blame: Recipient, Reason: "the address cannot be written in a mail"}
	}
	m.Subject(o.Letter.Subject)
	m.SetMessageIDWithValue(messageID(o, e.Host))
	m.SetDateWithValue(o.QueuedAt)
	m.SetGenHeader("Content-Language", o.Letter.Language)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	if o.UnsubscribeURL != "" {
		m.SetGenHeaderPreformatted("List-Unsubscribe", "<"+o.UnsubscribeURL+">")
		m.SetGenHeaderPreformatted("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	m.SetBodyString(gomail.TypeTextPlain, text)
	m.AddAlternativeString(gomail.TypeTextHTML, html)
	return m, nil
}
