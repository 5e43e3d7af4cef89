package notifications

import (
	"cmp"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"

	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/services/notifications/internal/chain"
	"github.com/shanyraq/shanyraq/services/notifications/internal/contact"
	"github.com/shanyraq/shanyraq/services/notifications/internal/delivery"
	"github.com/shanyraq/shanyraq/services/notifications/internal/message"
)

// Config is what the service can be told. The zero value works: messages go to
// the mail folder.
type Config struct {
	// SMTPHost is the mail server. Without one the messages go to files,
	// <data dir>/mail/<forum>/<message>.eml.
	SMTPHost string `env:"SHANYRAQ_SMTP_HOST"`
	// SMTPPort is 25, 587 or 465 after SMTPTLS if not given.
	SMTPPort     int    `env:"SHANYRAQ_SMTP_PORT"`
	SMTPUser     string `env:"SHANYRAQ_SMTP_USER"`
	SMTPPassword string `env:"SHANYRAQ_SMTP_PASSWORD"`
	// SMTPTLS is none, opportunistic, starttls (required; the default) or tls.
	SMTPTLS    string `env:"SHANYRAQ_SMTP_TLS"`
	SMTPCAFile string `env:"SHANYRAQ_SMTP_CA_FILE"` // further certificate authorities, PEM
	// SMTPFrom is the sender, "Name <address>" or an address alone; without a
	// name it is the secretariat in the letter's language. no-reply@ the host of
	// the public URL if not given.
	SMTPFrom        string        `env:"SHANYRAQ_SMTP_FROM"`
	SMTPRate        float64       `env:"SHANYRAQ_SMTP_RATE"`        // messages a second, 50 if not given, -1 = no limit
	SMTPConnections int           `env:"SHANYRAQ_SMTP_CONNECTIONS"` // at a time, 4 if not given
	SMTPTimeout     time.Duration `env:"SHANYRAQ_SMTP_TIMEOUT"`     // of connecting and of one message, 30s if not given

	Attempts   int           `env:"SHANYRAQ_NOTICE_ATTEMPTS"` // before a message is given up, 12 if not given
	FirstRetry time.Duration `env:"SHANYRAQ_NOTICE_RETRY"`    // pause after the first failure, doubling up to an hour; 10s if not given
	// Patience is how long a letter waits for the names it would like to give
	// (forum, theme, bodies); 1m if not given.
	Patience time.Duration `env:"SHANYRAQ_NOTICE_PATIENCE"`
	// AppealsURL is where an appeal in the sense of the law is made.
	AppealsURL string `env:"SHANYRAQ_APPEALS_URL"`
}

// folderWorkers write files side by side: each waits for the disk and for two
// commits, which they share.
const folderWorkers = 64

func (c Config) withDefaults(publicURL string) Config {
	host := "localhost" // a sender's address ends with a name or with four numbers
	if u, err := url.Parse(publicURL); err == nil && u.Hostname() != "" && !strings.Contains(u.Hostname(), ":") {
		host = u.Hostname()
	}
	c.SMTPTLS = cmp.Or(c.SMTPTLS, "starttls")
	c.SMTPFrom = cmp.Or(c.SMTPFrom, "no-reply@"+host)
	c.SMTPRate = cmp.Or(c.SMTPRate, 50)
	c.SMTPConnections = cmp.Or(c.SMTPConnections, 4)
	c.SMTPTimeout = cmp.Or(c.SMTPTimeout, 30*time.Second)
	c.Attempts = cmp.Or(c.Attempts, 12)
	c.FirstRetry = cmp.Or(c.FirstRetry, 10*time.Second)
	c.Patience = cmp.Or(c.Patience, time.Minute)
	c.AppealsURL = cmp.Or(c.AppealsURL, "https://eotinish.kz")
	return c
}

// assemble builds the composer and the dispatcher.
func (s *Service) assemble(h *service.Host, c Config) error {
	c = c.withDefaults(h.PublicURL)
	words, err := message.NewWords()
	if err != nil {
		return err
	}
	ready, forgot := chain.NewBell(), chain.NewBell()
	s.composer = &message.Composer{
		DB: s.DB, Bus: s.Bus, Log: s.Log, Words: words, Patience: c.Patience,
		Links: message.Links{Public: h.PublicURL, Appeals: c.AppealsURL}, Touched: s.touched, Ready: ready, Forgot: forgot,
	}
	js, err := jetstream.New(h.NATS)
	if err != nil {
		return fmt.Errorf("opening the work queue: %w", err)
	}
	deliveries := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "shanyraq_notice_attempts_total", Help: "Attempts to hand a message to its channel, by what became of it.",
	}, []string{"state"})
	metrics := prometheus.WrapRegistererWith(prometheus.Labels{"service": name}, h.Metrics)
	if err := metrics.Register(deliveries); err != nil {
		return fmt.Errorf("registering metrics: %w", err)
	}
	d := &delivery.Dispatcher{
		Name: contact.Email, Policy: delivery.Policy{Attempts: c.Attempts, First: c.FirstRetry, Most: time.Hour},
		Ready: ready, Forgot: forgot, Log: s.Log, Deliveries: deliveries,
		Unsubscribe: func(person uuid.UUID) string {
			return h.PublicURL + contact.UnsubscribePath + s.contacts.UnsubscribeToken(person)
		},
	}
	lease, err := c.channels(d, h)
	if err != nil {
		return err
	}
	d.Store = delivery.NewStore(s.DB, s.Bus, s.touched, lease)
	d.Queue = &delivery.Queue{JS: js, Replicas: h.Replicas, AckWait: lease}
	s.dispatcher = d
	return nil
}

// channels opens the mail server's or the mail folder's channels and returns
// how long an attempt may take before its worker counts as dead.
func (c Config) channels(d *delivery.Dispatcher, h *service.Host) (time.Duration, error) {
	from, err := delivery.ParseFrom(c.SMTPFrom)
	if err != nil {
		return 0, err
	}
	u, err := url.Parse(h.PublicURL)
	if err != nil {
		return 0, fmt.Errorf("public URL: %w", err)
	}
	envelope := delivery.Envelope{From: from, Host: cmp.Or(u.Hostname(), "localhost")}
	if c.SMTPHost == "" {
		d.Rate = rate.NewLimiter(rate.Inf, 1)
		d.Folder = delivery.NewFolder(filepath.Join(h.DataDir, "mail"), envelope)
		for range folderWorkers {
			d.Channels = append(d.Channels, d.Folder)
		}
		return 10 * time.Second, nil
	}
	d.Rate = rate.NewLimiter(rate.Limit(c.SMTPRate), max(int(c.SMTPRate), 1))
	if c.SMTPRate < 0 {
		d.Rate = rate.NewLimiter(rate.Inf, 1)
	}
	for range c.SMTPConnections {
		channel, err := delivery.NewSMTP(delivery.SMTPConfig{
			Host: c.SMTPHost, Port: c.SMTPPort, User: c.SMTPUser, Password: c.SMTPPassword, TLS: c.SMTPTLS, CAFile: c.SMTPCAFile, Timeout: c.SMTPTimeout,
		}, envelope)
		if err != nil {
			return 0, err
		}
		d.Channels = append(d.Channels, channel)
	}
	// Connecting and sending have the timeout each; the rest is for recording.
	return 2*c.SMTPTimeout + 15*time.Second, nil
}
