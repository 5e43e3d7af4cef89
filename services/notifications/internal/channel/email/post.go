package email

import (
	"context"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
)

// Post is the channel as the settings say it is at the moment: to a mail server, or
// into the folder. It changes without a restart, between two letters. Settings that
// do not work stop nothing but letters: these wait until they do.
type Post struct {
	address
	decide             func(context.Context) (Config, error)
	publicURL, dataDir string
	folder             *Folder // keeps what it took before a server was named
	log                *zap.Logger

	mu    sync.Mutex
	as    Config
	out   channel.Channel // nil before settings worked for the first time
	wrong string          // what was last said of the settings in the log
}

var (
	_ channel.Archive  = (*Post)(nil)
	_ channel.Changing = (*Post)(nil)
)

// NewPost makes the channel; decide says how letters go out.
func NewPost(ctx context.Context, publicURL, dataDir string, log *zap.Logger, decide func(context.Context) (Config, error)) *Post {
	p := &Post{decide: decide, publicURL: publicURL, dataDir: dataDir, log: log, folder: NewFolder(filepath.Join(dataDir, "mail"), Envelope{})}
	_, _ = p.Now(ctx) // what is wrong is in the log, and on the page of the settings
	return p
}

// Now is the mail server or the folder.
func (p *Post) Now(ctx context.Context) (channel.Channel, error) {
	c, err := p.decide(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err == nil && p.out != nil && p.as == c {
		p.say(nil)
		return p.out, nil
	}
	var out channel.Channel
	if err == nil {
		out, err = New(c, p.publicURL, p.dataDir)
	}
	if p.say(err); err != nil {
		return nil, err
	}
	if p.out != nil {
		p.out.Idle()
	}
	p.as, p.out = c, out
	return out, nil
}

// say logs what is wrong with the settings, when it changes: every letter asks.
func (p *Post) say(err error) {
	wrong := ""
	if err != nil {
		wrong = err.Error()
	}
	if wrong != "" && wrong != p.wrong {
		p.log.Error("the mail settings do not work; letters wait until they do", zap.Error(err))
	}
	if wrong == "" && p.wrong != "" {
		p.log.Warn("the mail settings work again")
	}
	p.wrong = wrong
}

// Send hands the letter to whatever stands behind the channel now.
func (p *Post) Send(ctx context.Context, m channel.Message) (channel.Evidence, error) {
	out, err := p.Now(ctx)
	if err != nil {
		return "", &channel.Refusal{Blame: channel.Away, Reason: "the mail settings do not work", Cause: err}
	}
	return out.Send(ctx, m)
}

// Limits are those of what stands behind it.
func (p *Post) Limits() channel.Limits {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out == nil {
		return p.folder.Limits() // they are the widest
	}
	return p.out.Limits()
}

// Idle closes connections that nobody uses.
func (p *Post) Idle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out != nil {
		p.out.Idle()
	}
}

// Forget deletes what is kept of a message.
func (p *Post) Forget(forum, message uuid.UUID) error { return p.folder.Forget(forum, message) }

// Clean deletes what was never finished.
func (p *Post) Clean(olderThan time.Duration) error { return p.folder.Clean(olderThan) }

// Try sends one letter now, to whoever asks, and returns the server's own answer in
// its own words.
func (p *Post) Try(ctx context.Context, m channel.Message) (answer string, taken bool, err error) {
	out, err := p.Now(ctx)
	if err != nil {
		return "", false, err
	}
	server, ok := out.(*SMTP)
	if !ok {
		return "", false, nil
	}
	answer, taken = server.try(ctx, m)
	return answer, taken, nil
}
