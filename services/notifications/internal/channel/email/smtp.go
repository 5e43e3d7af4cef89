package email

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/textproto"
	"os"
	"strings"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
)

// perConnection is how many messages go over one connection: servers close
// what lives too long, and not always politely.
const perConnection = 100

// SMTP is the channel to a mail server. It keeps its connections for a burst.
type SMTP struct {
	address
	envelope Envelope
	open     func() (*gomail.Client, error)
	limits   channel.Limits
	timeout  time.Duration // of one step

	mu   sync.Mutex
	free []*connection // nobody's at the moment, the one used last at the end
}

// connection is one to the mail server, in one worker's hands at a time.
type connection struct {
	*smtp.Client
	mail *gomail.Client // its own: how it signed in is remembered there
	sent int            // over it
	used time.Time      // last
}

var _ channel.Channel = (*SMTP)(nil)

// NewSMTP makes a channel; it connects when there is something to send.
func NewSMTP(c Config, e Envelope) (*SMTP, error) {
	s := &SMTP{envelope: e, timeout: cmp.Or(c.SMTPTimeout, 30*time.Second)}
	s.limits = channel.Limits{
		Workers: cmp.Or(c.SMTPConnections, 4), Rate: max(cmp.Or(c.SMTPRate, 50), 0),
		Timeout: 2 * s.timeout, // connecting and sending have it each
	}
	// A NOOP and a RSET around each message would double the round trips.
	options := []gomail.Option{gomail.WithTimeout(s.timeout), gomail.WithHELO(e.Host), gomail.WithoutNoop(), gomail.WithoutRset()}
	port := c.SMTPPort
	standard := 25
	security := cmp.Or(c.SMTPTLS, "starttls")
	switch security {
	case "none":
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	case "opportunistic":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	case "starttls":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
		standard = 587
	case "tls":
		options = append(options, gomail.WithSSL())
		standard = 465
	default:
		return nil, fmt.Errorf("mail server TLS %q: want none, opportunistic, starttls or tls", security)
	}
	trust, err := trusted(c)
	if err != nil {
		return nil, err
	}
	options = append(options, gomail.WithPort(cmp.Or(port, standard)), gomail.WithTLSConfig(trust))
	if c.SMTPUser != "" {
		// The strongest way the server offers; never a password in the clear.
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(c.SMTPUser), gomail.WithPassword(c.SMTPPassword))
	}
	s.open = func() (*gomail.Client, error) { return gomail.NewClient(c.SMTPHost, options...) }
	if _, err = s.open(); err != nil {
		return nil, fmt.Errorf("mail server %s: %w", c.SMTPHost, err)
	}
	return s, nil
}

func trusted(c Config) (*tls.Config, error) {
	config := &tls.Config{ServerName: c.SMTPHost, MinVersion: tls.VersionTLS12}
	if c.SMTPCAFile == "" {
		return config, nil
	}
	pem, err := os.ReadFile(c.SMTPCAFile)
	if err != nil {
		return nil, fmt.Errorf("reading certificate authorities: %w", err)
	}
	if config.RootCAs, err = x509.SystemCertPool(); err != nil {
		config.RootCAs = x509.NewCertPool()
	}
	if !config.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate", c.SMTPCAFile)
	}
	return config, nil
}

// Limits are the server's, as the operator has said.
func (s *SMTP) Limits() channel.Limits { return s.limits }

// Send hands one message to the server.
func (s *SMTP) Send(ctx context.Context, m channel.Message) (channel.Evidence, error) {
	mail, err := s.envelope.build(m)
	if err != nil {
		return "", err
	}
	c, err := s.connect(ctx)
	if err != nil {
		return "", &channel.Refusal{Blame: channel.Away, Reason: "the mail server cannot be reached or does not let us in" + codeOf(err), Cause: err}
	}
	err = c.mail.SendWithSMTPClient(c.Client, mail)
	c.sent, c.used = c.sent+1, time.Now()
	if err == nil || mail.IsDelivered() {
		s.release(c)
		return taken(mail.ServerResponse()), nil // whatever was refused after it, the message is the server's
	}
	refusal, usable := explain(err)
	if usable {
		s.release(c)
	} else {
		_ = c.Close()
	}
	return "", refusal
}

// try sends a letter over a connection of its own and tells all that the server says.
func (s *SMTP) try(ctx context.Context, m channel.Message) (answer string, taken bool) {
	mail, err := s.envelope.build(m)
	if err != nil {
		return err.Error(), false
	}
	client, err := s.open()
	if err != nil {
		return err.Error(), false
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	if err := client.DialAndSendWithContext(ctx, mail); err != nil && !mail.IsDelivered() {
		return err.Error(), false
	}
	return mail.ServerResponse(), true
}

// taken keeps of the server's answer the codes in front; its sentence may repeat
// the address.
func taken(response string) channel.Evidence {
	var kept []string
	for _, word := range strings.Fields(response) {
		if strings.Trim(word, ".0123456789") != "" {
			break
		}
		kept = append(kept, word)
	}
	if len(kept) == 0 {
		return "taken"
	}
	return channel.Evidence(strings.Join(kept, " "))
}

// connect takes a connection that is free and still alive, or opens one.
func (s *SMTP) connect(ctx context.Context) (*connection, error) {
	for c := s.take(); c != nil; c = s.take() {
		if c.sent < perConnection && c.alive(s.timeout) {
			return c, nil
		}
		c.leave()
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	mail, err := s.open()
	if err != nil {
		return nil, err
	}
	client, err := mail.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, err
	}
	return &connection{Client: client, mail: mail, used: time.Now()}, nil
}

func (s *SMTP) take() *connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.free) == 0 {
		return nil
	}
	last := len(s.free) - 1
	c := s.free[last]
	s.free = s.free[:last]
	return c
}

func (s *SMTP) release(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free = append(s.free, c)
}

// alive asks the server after a pause: it may have closed the connection. Asked
// before the message, its silence says nothing about the message.
func (c *connection) alive(timeout time.Duration) bool {
	return time.Since(c.used) < time.Second || c.UpdateDeadline(timeout) == nil && c.Noop() == nil
}

// Idle closes the connections that nobody uses, politely.
func (s *SMTP) Idle() {
	for c := s.take(); c != nil; c = s.take() {
		c.leave()
	}
}

func (c *connection) leave() {
	if c.UpdateDeadline(time.Second) == nil {
		_ = c.mail.CloseWithSMTPClient(c.Client)
	}
	_ = c.Close()
}

// explain sorts a failed sending and reports whether the connection is still
// usable. Only what the server says about the recipient or the letter is final;
// what it says about us (sender, sign-in) an operator can mend, and silence is
// no answer. The server's own sentence may repeat the address, so only its
// codes are kept.
func explain(err error) (r *channel.Refusal, usable bool) {
	r = &channel.Refusal{Blame: channel.Later, Reason: "no answer from the mail server", Cause: err}
	var e *gomail.SendError
	if !errors.As(err, &e) {
		return r, false
	}
	code := e.ErrorCode()
	switch e.Reason {
	case gomail.ErrConnCheck:
		r.Blame, r.Reason = channel.Away, "the mail server closed the connection"
	case gomail.ErrSMTPMailFrom:
		r.Blame, r.Reason = channel.Away, "the mail server refused the sender"
	case gomail.ErrSMTPRcptTo:
		r.Reason = "the mail server refused the recipient"
	default:
		r.Reason = "the mail server refused the message"
	}
	switch {
	case code == 0 && r.Blame == channel.Later:
		r.Reason = "no answer from the mail server"
	case code >= 500 && r.Blame == channel.Later:
		r.Blame = channel.Never
	}
	r.Reason += codes(code, e.EnhancedStatusCode())
	return r, code != 0 && code != 421
}

// codes are " (550 5.1.1)".
func codes(code int, enhanced string) string {
	if code == 0 {
		return ""
	}
	return fmt.Sprintf(" (%s)", strings.TrimSpace(fmt.Sprint(code)+" "+enhanced))
}

// codeOf finds the server's code in an error of connecting or signing in.
func codeOf(err error) string {
	var e *textproto.Error
	if !errors.As(err, &e) {
		return ""
	}
	return codes(e.Code, "")
}
