package email

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
)

// Folder is the channel where no mail server is configured: a file for each
// message, <dir>/<forum>/<message>.eml.
type Folder struct {
	address
	dir      string
	envelope Envelope
	// entries syncs a forum's folder once for all who have just put a file in.
	entries *database.Batcher[string, struct{}]
}

// NewFolder makes the channel; the folder itself is made when it is needed.
func NewFolder(dir string, e Envelope) *Folder {
	return &Folder{dir: dir, envelope: e, entries: database.NewBatcher(256, syncDirs)}
}

var _ channel.Archive = (*Folder)(nil)

// writing begins the name of a file that is not whole yet.
const writing = ".writing-"

// Send writes the file so that it is there whole or not at all, also after a
// loss of power; writing it again replaces it.
func (f *Folder) Send(ctx context.Context, m channel.Message) (channel.Evidence, error) {
	mail, err := f.envelope.build(m)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if _, err := mail.WriteTo(&b); err != nil {
		return "", fmt.Errorf("writing mail: %w", err)
	}
	if err := f.write(ctx, f.path(m.ForumID, m.ID), b.Bytes()); err != nil {
		return "", &channel.Refusal{Blame: channel.Away, Reason: "the mail folder cannot be written", Cause: err}
	}
	return "file", nil
}

// Limits allows many writers side by side: each waits for the disk and for a
// commit, which they share.
func (*Folder) Limits() channel.Limits { return channel.Limits{Workers: 64, Timeout: 10 * time.Second} }

// Idle has nothing to close.
func (*Folder) Idle() {}

func (f *Folder) path(forum, id uuid.UUID) string {
	return filepath.Join(f.dir, forum.String(), id.String()+".eml")
}

func (f *Folder) write(ctx context.Context, path string, data []byte) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(dir, writing+"*") // 0600: letters are personal
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = tmp.Close()
			_ = os.Remove(tmp.Name())
		}
	}()
	if _, err = tmp.Write(data); err != nil {
		return err
	}
	if err = tmp.Sync(); err != nil {
		return err
	}
	if err = tmp.Close(); err != nil {
		return err
	}
	if err = os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	_, err = f.entries.Do(ctx, dir)
	return err
}

// Forget deletes a message's file; one that is not there is forgotten.
func (f *Folder) Forget(forum, id uuid.UUID) error {
	if err := os.Remove(f.path(forum, id)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("removing mail: %w", err)
	}
	return nil
}

// Clean deletes what processes that were killed while writing have left: half
// letters of people who may be erased one day.
func (f *Folder) Clean(olderThan time.Duration) error {
	left, err := filepath.Glob(filepath.Join(f.dir, "*", writing+"*"))
	if err != nil {
		return fmt.Errorf("looking for unfinished mail: %w", err)
	}
	for _, path := range left {
		info, err := os.Stat(path)
		if err != nil || time.Since(info.ModTime()) < olderThan {
			continue // finished since, or somebody's work
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("deleting unfinished mail: %w", err)
		}
	}
	return nil
}

func syncDirs(_ context.Context, dirs []string) ([]struct{}, error) {
	slices.Sort(dirs)
	for _, dir := range slices.Compact(dirs) {
		if err := syncDir(dir); err != nil {
			return nil, err
		}
	}
	return make([]struct{}, len(dirs)), nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir) // #nosec G304 -- our own folder
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	return d.Sync()
}
