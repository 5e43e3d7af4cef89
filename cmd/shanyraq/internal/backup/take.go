package backup

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/jsm.go"
	"github.com/nats-io/nats.go"

	"github.com/shanyraq/shanyraq/pkg/pgchild"
	"github.com/shanyraq/shanyraq/pkg/service"
)

// Source is the running installation that is kept.
type Source struct {
	DataDir    string
	Version    string // of the program
	PostgreSQL string // the version of ours; "" when the database is a server of its own
	// DatabaseURL is of the superuser of ours.
	DatabaseURL string
	NATS        *nats.Conn
	Streams     []string // those of ours that may be there
}

const (
	basePart    = "postgresql/base.tar"
	streamsPart = "streams/"
	filesPart   = "files/"
)

// streamTime is how long JetStream may take for one answer.
const streamTime = 30 * time.Second

// Take writes a backup while the installation works. told hears how much the
// database is about to come to. The order matters (docs/adr/0017): files, then streams, then the
// database, so that the streams never know more than the database does. What they
// lack of it is published again from there.
func Take(ctx context.Context, w io.Writer, s Source, told func(estimate int64)) error {
	out := newWriter(w)
	out.Manifest = Manifest{
		Format: format, MadeAt: time.Now().UTC(), Version: s.Version, Platform: runtime.GOOS + "/" + runtime.GOARCH,
		PostgreSQL: s.PostgreSQL, Streams: []string{},
	}
	if err := s.files(ctx, out); err != nil {
		return err
	}
	if err := s.streams(ctx, out); err != nil {
		return err
	}
	if s.PostgreSQL != "" {
		err := out.part(basePart, zip.Deflate, func(w io.Writer) error { return pgchild.BaseBackup(ctx, s.DatabaseURL, w, told) })
		if err != nil {
			return err
		}
	}
	return out.finish()
}

// notFiles of the data folder are kept in another way, or only mean something to
// the process that runs.
var notFiles = []string{"postgres", "nats", "lock", ControlName, service.BackupRecordName, "backups"}

// files takes everything else of the data folder: the keys, the mail folder.
func (s Source) files(ctx context.Context, out *writer) error {
	names, err := filesOf(s.DataDir)
	if err != nil {
		return fmt.Errorf("looking through %s: %w", s.DataDir, err)
	}
	for _, name := range names {
		f, err := os.Open(filepath.Join(s.DataDir, name))
		if errors.Is(err, fs.ErrNotExist) { // a letter of somebody who has just been forgotten
			continue
		}
		if err != nil {
			return fmt.Errorf("adding %s: %w", name, err)
		}
		err = out.part(filesPart+filepath.ToSlash(name), zip.Deflate, func(w io.Writer) error {
			_, err := io.Copy(w, &within{ctx, f})
			return err
		})
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return nil
}

func filesOf(dir string) (names []string, err error) {
	password := filepath.Join("postgres", "pg.password") // of the superuser, whom the database knows
	if _, err := os.Stat(filepath.Join(dir, password)); err == nil {
		names = append(names, password)
	}
	err = filepath.WalkDir(dir, func(at string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, at)
		switch {
		case err != nil:
			return err
		case slices.Contains(notFiles, name) && d.IsDir():
			return fs.SkipDir
		case slices.Contains(notFiles, name), !d.Type().IsRegular(), strings.HasSuffix(name, ".new"), isBackup(name):
			return nil
		}
		names = append(names, name)
		return nil
	})
	return names, err
}

// isBackup is true of other backups, wherever somebody has put them.
func isBackup(name string) bool {
	is, _ := filepath.Match(pattern, strings.TrimSuffix(filepath.Base(name), partial)) // errs on bad patterns only
	return is
}

// streams takes a snapshot of each stream, consumers with it.
func (s Source) streams(ctx context.Context, out *writer) error {
	manager, err := jsm.New(s.NATS, jsm.WithTimeout(streamTime))
	if err != nil {
		return fmt.Errorf("asking JetStream: %w", err)
	}
	there, err := manager.StreamNames(nil)
	if err != nil {
		return fmt.Errorf("asking JetStream for its streams: %w", err)
	}
	for _, name := range s.Streams {
		if !slices.Contains(there, name) {
			continue
		}
		stream, err := manager.LoadStream(name)
		if err != nil {
			return fmt.Errorf("looking at the stream %s: %w", name, err)
		}
		var config bytes.Buffer
		// A snapshot is compressed already.
		err = out.part(path.Join(streamsPart, name, jsm.SnapshotDataFile), zip.Store, func(w io.Writer) error {
			_, err := stream.SnapshotToBuffer(ctx, open{w}, open{&config}, jsm.SnapshotConsumers())
			return err
		})
		if err != nil {
			return err
		}
		err = out.part(path.Join(streamsPart, name, jsm.SnapshotMetaFile), zip.Deflate, func(w io.Writer) error {
			_, err := w.Write(config.Bytes())
			return err
		})
		if err != nil {
			return err
		}
		out.Streams = append(out.Streams, name)
	}
	return nil
}

// open stays so when it is closed.
type open struct{ io.Writer }

func (open) Close() error { return nil }
