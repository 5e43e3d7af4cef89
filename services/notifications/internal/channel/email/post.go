package email

import (
	"context"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
)

// Post is the channel as the settings say it is at the moment: to a mail server, or
// into the folder. It changes without a restart, between two letters.
type Post struct {
	address
	decide             func(context.Context) (Config, error)
	publicURL, dataDir string
	folder             *Folder // keeps what it took before a server was named

	mu  sync.Mutex
	as  Config
	out channel.Channel
}

var (
	_ channel.Archive  = (*Post)(nil)
	_ channel.Changing = (*Post)(nil)
)

// NewPost makes the channel; decide says how letters go out.
func NewPost(ctx context.Context, publicURL, dataDir string, decide func(context.Context) (Config, error)) (*Post, error) {
	p := &Post{decide: decide, publicURL: publicURL, dataDir: dataDir, folder: NewFolder(filepath.Join(dataDir, "mail"), Envelope{})}
	_, err := p.Now(ctx)
	return p, err
}

// Now is the mail server or the folder.
func (p *Post) Now(ctx context.Context) (channel.Channel, error) {
	c, err := p.decide(ctx)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out != nil && p.as == c {
		return p.out, nil
	}
	out, err := New(c, p.publicURL, p.dataDir)
	if err != nil {
		return nil, err
	}
	if p.out != nil {
		p.out.Idle()
	}
	p.as, p.out = c, out
	return out, nil
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
	return p.out.Limits()
}

// Idle closes connections that nobody uses.
func (p *Post) Idle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.out.Idle()
}

// Forget deletes what is kept of a message.
func (p *Post) Forget(forum, message uuid.UUID) error { return p.folder.Forget(forum, message) }

// Clean deletes what was never finished.
func (p *Post) Clean(olderThan time.Duration) error { return p.folder.Clean(olderThan) }

// Try sends one letter now, to whoever asks, and returns the server's own answer in
// its own words.
func (p *Post) Try(ctx context.Context, m channel.Message) (answer string, taken bool) {
	out, err := p.Now(ctx)
	if err != nil {
		return err.Error(), false
	}
	server, ok := out.(*SMTP)
	if !ok {
		return "", false
	}
	return server.try(ctx, m)
}
