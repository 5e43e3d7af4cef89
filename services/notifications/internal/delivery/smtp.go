package delivery

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/textproto"
	"os"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// SMTPConfig is a mail server.
type SMTPConfig struct {
	Host     string
	Port     int    // 0 = 25, 587 or 465 after TLS
	User     string // "" = no authentication
	Password string
	TLS      string // none, opportunistic, starttls (required), tls (from the first byte)
	CAFile   string // additional certificate authorities, PEM
	Timeout  time.Duration
}

// perConnection is how many messages go over one connection: servers close
// what lives too long, and not always politely.
const perConnection = 100

// SMTP is the channel to a mail server. It keeps its connection for a burst.
type SMTP struct {
	envelope Envelope
	client   *gomail.Client
	timeout  time.Duration
	conn     *smtp.Client
	sent     int       // over conn
	used     time.Time // conn, last
}

var _ Channel = (*SMTP)(nil)

// NewSMTP makes a channel; it connects when there is something to send.
func NewSMTP(c SMTPConfig, e Envelope) (*SMTP, error) {
	// A NOOP and a RSET around each message would double the round trips.
	options := []gomail.Option{gomail.WithTimeout(c.Timeout), gomail.WithHELO(e.Host), gomail.WithoutNoop(), gomail.WithoutRset()}
	port := c.Port
	standard := 25
	switch c.TLS {
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
		return nil, fmt.Errorf("mail server TLS %q: want none, opportunistic, starttls or tls", c.TLS)
	}
	if port == 0 {
		port = standard
	}
	trust, err := trusted(c)
	if err != nil {
		return nil, err
	}
	options = append(options, gomail.WithPort(port), gomail.WithTLSConfig(trust))
	if c.User != "" {
		// The strongest way the server offers; never a password in the clear.
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(c.User), gomail.WithPassword(c.Password))
	}
	client, err := gomail.NewClient(c.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("mail server %s: %w", c.Host, err)
	}
	return &SMTP{envelope: e, client: client, timeout: c.Timeout}, nil
}

func trusted(c SMTPConfig) (*tls.Config, error) {
	config := &tls.Config{ServerName: c.Host, MinVersion: tls.VersionTLS12}
	if c.CAFile == "" {
		return config, nil
	}
	pem, err := os.ReadFile(c.CAFile)
	if err != nil {
		return nil, fmt.Errorf("reading certificate authorities: %w", err)
	}
	if config.RootCAs, err = x509.SystemCertPool(); err != nil {
		config.RootCAs = x509.NewCertPool()
	}
	if !config.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate", c.CAFile)
	}
	return config, nil
}

// Send hands one message to the server.
func (s *SMTP) Send(ctx context.Context, o Outgoing) error {
	m, err := s.envelope.build(o)
	if err != nil {
		return err
	}
	if err := s.connect(ctx); err != nil {
		return &Refusal{Blame: Everyone, Reason: "the mail server cannot be reached or does not let us in" + codeOf(err), cause: err, harmless: true}
	}
	err = s.client.SendWithSMTPClient(s.conn, m)
	s.sent, s.used = s.sent+1, time.Now()
	if err == nil || m.IsDelivered() {
		return nil // whatever was refused after it, the message is the server's
	}
	refusal, usable := explain(err)
	if !usable {
		s.drop()
	}
	return refusal
}

func (s *SMTP) connect(ctx context.Context) error {
	if s.conn != nil && (s.sent >= perConnection || !s.alive()) {
		s.Idle()
	}
	if s.conn != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	conn, err := s.client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return err
	}
	s.conn, s.sent, s.used = conn, 0, time.Now()
	return nil
}

// alive asks the server after a pause: it may have closed the connection. Asked
// before the message, its silence says nothing about the message.
func (s *SMTP) alive() bool {
	return time.Since(s.used) < time.Second || s.conn.UpdateDeadline(s.timeout) == nil && s.conn.Noop() == nil
}

// Idle closes the connection politely.
func (s *SMTP) Idle() {
	if s.conn != nil && s.conn.UpdateDeadline(time.Second) == nil {
		_ = s.client.CloseWithSMTPClient(s.conn)
	}
	s.drop()
}

func (s *SMTP) drop() {
	if s.conn != nil {
		_ = s.conn.Close()
	}
	s.conn = nil
}

// explain sorts a failed sending and reports whether the connection is still
// usable. Only what the server says about the recipient or the letter is final;
// what it says about us (sender, sign-in) an operator can mend, and silence is
// no answer. The server's own sentence may repeat the address, so only its
// codes are kept.
func explain(err error) (r *Refusal, usable bool) {
	r = &Refusal{Blame: Message, Reason: "no answer from the mail server", cause: err}
	var e *gomail.SendError
	if !errors.As(err, &e) {
		return r, false
	}
	code := e.ErrorCode()
	switch e.Reason {
	case gomail.ErrConnCheck:
		r.Blame, r.Reason = Everyone, "the mail server closed the connection"
	case gomail.ErrSMTPMailFrom:
		r.Blame, r.Reason = Everyone, "the mail server refused the sender"
	case gomail.ErrSMTPRcptTo:
		r.Reason = "the mail server refused the recipient"
	default:
		r.Reason = "the mail server refused the message"
	}
	switch {
	case code == 0 && r.Blame == Message:
		r.Reason = "no answer from the mail server"
	case code >= 500 && r.Blame == Message:
		r.Blame = Recipient
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
