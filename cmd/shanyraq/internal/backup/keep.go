package backup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/service"
)

const (
	// ControlName is the data folder's socket at which a running server is asked
	// for a backup.
	ControlName = "control.sock"

	partial = ".unfinished" // of a file that is being written
	pattern = "shanyraq-*.backup"
)

// Write has fill write a backup to a file that only we may read, and checks it. A
// file of that name is there only when it is whole and good.
func Write(ctx context.Context, path string, fill func(io.Writer) error) (r service.BackupRecord, err error) {
	began := time.Now()
	tmp := path + partial
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) // #nosec G304 -- the operator names it
	if err != nil {
		return r, fmt.Errorf("making the backup's file: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(tmp)
		}
	}()
	if err := errors.Join(f.Chmod(0o600), fill(f), f.Sync(), f.Close()); err != nil {
		return r, fmt.Errorf("writing %s: %w", path, err)
	}
	b, err := Open(ctx, tmp)
	if err != nil {
		return r, err
	}
	defer b.Close()
	if err := os.Rename(tmp, path); err != nil {
		return r, fmt.Errorf("naming the backup: %w", err)
	}
	return service.BackupRecord{At: b.MadeAt, Took: time.Since(began).Seconds(), File: path, Bytes: b.Size, Database: b.PostgreSQL != ""}, nil
}

// Schedule takes a backup every so often into a folder, and keeps the newest.
type Schedule struct {
	Every   time.Duration
	Dir     string
	Keep    int
	DataDir string
	Take    func(ctx context.Context, w io.Writer) error
	Log     *zap.Logger
}

// soonest is how long after a start the first backup is made: the start itself has
// enough to do.
const soonest = 5 * time.Minute

// Run works until ctx ends.
func (s Schedule) Run(ctx context.Context) {
	last, err := service.LastBackup(s.DataDir)
	if err != nil {
		s.Log.Warn("the time of the last backup is not known", zap.Error(err))
	}
	wait := max(time.Until(last.At.Add(s.Every)), min(soonest, s.Every))
	for {
		timer := time.NewTimer(min(wait, s.Every))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		began := time.Now()
		if err := s.once(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("no backup could be made, it is tried again", zap.Duration("in", s.Every), zap.Error(err))
		}
		wait = max(s.Every-time.Since(began), time.Second)
	}
}

func (s Schedule) once(ctx context.Context) error {
	err := os.MkdirAll(s.Dir, 0o700)
	var r service.BackupRecord
	if err == nil {
		name := "shanyraq-" + time.Now().UTC().Format("20060102T150405Z") + ".backup"
		r, err = Write(ctx, filepath.Join(s.Dir, name), func(w io.Writer) error { return s.Take(ctx, w) })
	}
	if err != nil {
		return errors.Join(err, s.failed(err))
	}
	s.Log.Info("a backup was made", zap.String("file", r.File), zap.Int64("bytes", r.Bytes), zap.Float64("seconds", r.Took))
	return errors.Join(r.Keep(s.DataDir), s.drop())
}

func (s Schedule) failed(err error) error {
	last, _ := service.LastBackup(s.DataDir)
	now := time.Now().UTC()
	last.FailedAt, last.Error = &now, err.Error()
	return last.Keep(s.DataDir)
}

// drop deletes the oldest, once a newer one is good, and what was never finished.
func (s Schedule) drop() error {
	unfinished, _ := filepath.Glob(filepath.Join(s.Dir, pattern+partial)) // errs on bad patterns only
	kept, _ := filepath.Glob(filepath.Join(s.Dir, pattern))
	slices.SortFunc(kept, func(a, b string) int { return cmp.Compare(b, a) }) // the name is the time
	var errs []error
	for _, path := range append(unfinished, kept[min(len(kept), s.Keep):]...) {
		errs = append(errs, os.Remove(path))
	}
	return errors.Join(errs...)
}
