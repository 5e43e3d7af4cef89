// Package email is the channel of letters: to a mail server, or into a folder
// where none is configured.
package email

import (
	"cmp"
	"context"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
)

// Name is the channel's.
const Name = "email"

// Config is what the channel can be told. The zero value works: messages go to the
// mail folder.
type Config struct {
	// the mail server; without one the messages go to files in the data folder,
	// mail/FORUM/MESSAGE.eml
	SMTPHost string
	// its port; 25, 587 or 465 after the encryption if not given
	SMTPPort     int
	SMTPUser     string // account on the mail server; without it nobody signs in
	SMTPPassword string // password of that account
	// encryption: none, opportunistic, starttls (required; the default) or tls
	SMTPTLS    string
	SMTPCAFile string `env:"SHANYRAQ_SMTP_CA_FILE"` // file of further certificate authorities that vouch for the mail server (PEM)
	// the sender, "Name <address>" or an address alone; without a name it is the
	// secretariat in the letter's language; no-reply@ the host of the public address
	// if not given
	SMTPFrom        string
	SMTPRate        float64       `env:"SHANYRAQ_SMTP_RATE"`        // messages a second, 50 if not given, -1 = no limit
	SMTPConnections int           `env:"SHANYRAQ_SMTP_CONNECTIONS"` // connections at a time, 4 if not given
	SMTPTimeout     time.Duration `env:"SHANYRAQ_SMTP_TIMEOUT"`     // time for connecting and for one message, 30s if not given
}

// What an organiser decides of mail. Each can be fixed by the operator.
var (
	Host     = setting.Setting{Key: "mail.host", Kind: setting.Line, Default: "", Env: "SHANYRAQ_SMTP_HOST"}
	Port     = setting.Setting{Key: "mail.port", Kind: setting.Number, Default: 0, Min: 0, Max: 65535, Env: "SHANYRAQ_SMTP_PORT"}
	Security = setting.Setting{
		Key: "mail.security", Kind: setting.Choice, Default: "starttls", Choices: []string{"starttls", "tls", "opportunistic", "none"}, Env: "SHANYRAQ_SMTP_TLS",
	}
	User     = setting.Setting{Key: "mail.user", Kind: setting.Line, Default: "", Env: "SHANYRAQ_SMTP_USER"}
	Password = setting.Setting{Key: "mail.password", Kind: setting.Secret, Default: "", Env: "SHANYRAQ_SMTP_PASSWORD"}
	From     = setting.Setting{Key: "mail.from", Kind: setting.Line, Default: "", Env: "SHANYRAQ_SMTP_FROM", Fits: fits}

	// Settings are all of them, in the order of the page.
	Settings = []setting.Setting{Host, Port, Security, User, Password, From}
)

// fits wants a sender that letters can have.
func fits(line string) error {
	if line == "" {
		return nil
	}
	_, err := ParseFrom(line)
	return err
}

// Decided is the configuration with what the settings say where it says nothing.
func (c Config) Decided(ctx context.Context, settings *setting.Store) (Config, error) {
	if c.SMTPHost != "" {
		return c, nil
	}
	// The default would be the folder, where nobody gets a letter.
	err := settings.Known(ctx)
	if err != nil {
		return c, err
	}
	c.SMTPHost, c.SMTPPort, c.SMTPTLS = settings.Line(ctx, Host), settings.Number(ctx, Port), settings.Line(ctx, Security)
	c.SMTPUser, c.SMTPFrom = settings.Line(ctx, User), settings.Line(ctx, From)
	c.SMTPPassword, err = settings.Secret(ctx, Password)
	return c, err
}

// New makes the channel: to the mail server, else into <dataDir>/mail. Errors:
// setting_sender, mail_settings.
func New(c Config, publicURL, dataDir string) (channel.Channel, error) {
	host := "localhost" // a sender's address ends with a name or with four numbers
	if u, err := url.Parse(publicURL); err == nil && u.Hostname() != "" && !strings.Contains(u.Hostname(), ":") {
		host = u.Hostname()
	}
	from, err := ParseFrom(cmp.Or(c.SMTPFrom, "no-reply@"+host))
	if err != nil {
		return nil, err
	}
	e := Envelope{From: from, Host: host}
	if c.SMTPHost == "" {
		return NewFolder(filepath.Join(dataDir, "mail"), e), nil
	}
	out, err := NewSMTP(c, e)
	if err != nil {
		return nil, problem.Conflict("mail_settings").Because(err)
	}
	return out, nil
}

// address is how people are reached by mail.
type address struct{}

func (address) Name() string { return Name }

// Check takes a bare address that other mail servers deliver to, see
// text.Address, and returns it as it is kept.
func (address) Check(given string) (string, error) {
	if !text.Shows(given) {
		return "", problem.InvalidField("/address", "address_required")
	}
	given, flaw := text.Address(given)
	if flaw != nil {
		return "", flaw.At("/address")
	}
	return given, nil
}
