// Package mailsink is a real mail server for tests. It keeps what it takes and
// misbehaves on demand.
package mailsink

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/mail"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Options of a sink.
type Options struct {
	TLS            string // none, starttls, tls
	User, Password string // "" = nobody needs to sign in
	// Rcpt may refuse a recipient; n is how often it has been asked for, from 1.
	Rcpt func(to string, n int) error
	// Data decides over a message that has arrived whole; n as above. A message
	// it refuses is not kept.
	Data func(m Mail, n int) error
}

// ErrDrop makes Data close the connection without an answer; the message is kept,
// as by a server whose answer got lost.
var ErrDrop = errors.New("drop the connection")

// Mail is a message as it came.
type Mail struct {
	From, To string
	Data     []byte
}

// Header reads the mail's header.
func (m Mail) Header(t testing.TB) mail.Header {
	t.Helper()
	parsed, err := mail.ReadMessage(bytes.NewReader(m.Data))
	if err != nil {
		t.Fatalf("reading mail: %v", err)
	}
	return parsed.Header
}

// Sink is a running server.
type Sink struct {
	Host    string
	Port    int
	CAFile  string // with TLS: whom to trust
	options Options

	mu          sync.Mutex
	mails       []Mail
	connections int
	asked       map[string]int // recipient → how often
	arrived     map[string]int // recipient → messages
}

// Start runs a sink until the test ends.
func Start(t testing.TB, o Options) *Sink {
	t.Helper()
	s := &Sink{Host: "127.0.0.1", options: o, asked: map[string]int{}, arrived: map[string]int{}}
	server := smtp.NewServer(backend{s})
	server.Domain = "sink.test"
	server.AllowInsecureAuth = false
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Port = ln.Addr().(*net.TCPAddr).Port
	if o.TLS == "starttls" || o.TLS == "tls" {
		server.TLSConfig, s.CAFile = certificate(t)
	}
	if o.TLS == "tls" {
		ln = tlsListener(ln, server.TLSConfig)
	}
	go func() { _ = server.Serve(ln) }()
	t.Cleanup(func() { _ = server.Close() })
	return s
}

// Mails are those taken so far, in order.
func (s *Sink) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.mails...)
}

// Connections counts those opened so far.
func (s *Sink) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connections
}

type backend struct{ *Sink }

func (b backend) NewSession(c *smtp.Conn) (smtp.Session, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.connections++
	return &session{Sink: b.Sink, conn: c}, nil
}

type session struct {
	*Sink
	conn     *smtp.Conn
	signedIn bool
	mail     Mail
}

var _ smtp.AuthSession = (*session)(nil)

// AuthMechanisms offers PLAIN where there is a password and the connection is safe.
func (s *session) AuthMechanisms() []string {
	if s.options.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth checks the password.
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.options.User || password != s.options.Password {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "wrong"}
		}
		s.signedIn = true
		return nil
	}), nil
}

// Mail begins a message.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.options.User != "" && !s.signedIn {
		return smtp.ErrAuthRequired
	}
	s.mail = Mail{From: from}
	return nil
}

// Rcpt takes the recipient.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mu.Lock()
	s.asked[to]++
	n := s.asked[to]
	s.mu.Unlock()
	if s.options.Rcpt != nil {
		if err := s.options.Rcpt(to, n); err != nil {
			return err
		}
	}
	s.mail.To = to
	return nil
}

// Data takes the message.
func (s *session) Data(r io.Reader) error {
	var err error
	if s.mail.Data, err = io.ReadAll(r); err != nil {
		return err
	}
	s.mu.Lock()
	s.arrived[s.mail.To]++
	n := s.arrived[s.mail.To]
	s.mu.Unlock()
	if s.options.Data != nil {
		err = s.options.Data(s.mail, n)
	}
	if err == nil || errors.Is(err, ErrDrop) {
		s.mu.Lock()
		s.mails = append(s.mails, s.mail)
		s.mu.Unlock()
	}
	if errors.Is(err, ErrDrop) {
		_ = s.conn.Conn().Close()
	}
	return err
}

// Reset begins anew.
func (s *session) Reset() { s.mail = Mail{} }

// Logout ends the session.
func (*session) Logout() error { return nil }
