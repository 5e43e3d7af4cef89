package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/nats-io/jsm.go"
	"github.com/nats-io/nats.go"

	"github.com/shanyraq/shanyraq/pkg/pgchild"
)

// Fits says in one sentence why a backup cannot be restored here, nil when it can.
func (b *File) Fits() error {
	if here := runtime.GOOS + "/" + runtime.GOARCH; b.PostgreSQL != "" && b.Platform != here {
		return fmt.Errorf("the backup was made on %s and this machine is %s: a database is restored on the same kind of machine only", b.Platform, here)
	}
	return nil
}

// Unpack puts the files and the database into a new folder.
func (b *File) Unpack(ctx context.Context, dir string) error {
	for _, p := range b.Parts {
		if name, ok := strings.CutPrefix(p.Name, filesPart); ok {
			if err := b.unpackFile(ctx, p.Name, dir, name); err != nil {
				return err
			}
		}
	}
	if b.PostgreSQL == "" {
		return nil
	}
	major, err := strconv.Atoi(b.PostgreSQL[:strings.IndexFunc(b.PostgreSQL+".", func(r rune) bool { return r < '0' || r > '9' })])
	if err != nil {
		return fmt.Errorf("%w (PostgreSQL %q)", ErrDamaged, b.PostgreSQL)
	}
	base, err := b.part(ctx, basePart)
	if err != nil {
		return err
	}
	defer func() { _ = base.Close() }()
	return pgchild.Unpack(ctx, filepath.Join(dir, "postgres"), major, base)
}

func (b *File) unpackFile(ctx context.Context, part, dir, name string) error {
	name = filepath.FromSlash(name)
	if !filepath.IsLocal(name) {
		return fmt.Errorf("%w (%q leads out of the folder)", ErrDamaged, name)
	}
	r, err := b.part(ctx, part)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	at := filepath.Join(dir, name)
	mode := fs.FileMode(0o700)
	if strings.HasPrefix(part, filesPart+"postgres/") {
		mode = 0o711 // PostgreSQL's user passes through
	}
	if err := os.MkdirAll(filepath.Dir(at), mode); err != nil {
		return fmt.Errorf("unpacking %s: %w", name, err)
	}
	f, err := os.OpenFile(at, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // #nosec G304 -- local, see above
	if err != nil {
		return fmt.Errorf("unpacking %s: %w", name, err)
	}
	_, err = io.Copy(f, r)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("unpacking %s: %w", name, err)
	}
	return nil
}

// RestoreStreams puts the streams into a JetStream that has none of them.
func (b *File) RestoreStreams(ctx context.Context, nc *nats.Conn) error {
	manager, err := jsm.New(nc, jsm.WithTimeout(streamTime))
	if err != nil {
		return fmt.Errorf("asking JetStream: %w", err)
	}
	for _, name := range b.Streams {
		known, err := manager.IsKnownStream(name)
		if err != nil {
			return fmt.Errorf("looking for the stream %s: %w", name, err)
		}
		if known {
			return fmt.Errorf("this NATS has a stream %s already: restore into one that is empty", name)
		}
	}
	for _, name := range b.Streams {
		data, err := b.part(ctx, path.Join(streamsPart, name, jsm.SnapshotDataFile))
		if err != nil {
			return err
		}
		config, err := b.part(ctx, path.Join(streamsPart, name, jsm.SnapshotMetaFile))
		if err != nil {
			return errors.Join(err, data.Close())
		}
		if _, err := manager.RestoreSnapshotFromBuffer(ctx, name, data, config); err != nil { // which closes both
			return fmt.Errorf("restoring the stream %s: %w", name, err)
		}
	}
	return nil
}

// Empty reports that nothing is at a path, or an empty folder.
func Empty(dir string) (bool, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	return len(entries) == 0, err
}
