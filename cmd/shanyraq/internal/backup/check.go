package backup

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// ErrDamaged is every way in which a file is not the backup that was written.
var ErrDamaged = errors.New("the file is damaged or not whole; nothing was changed: take another backup")

// File is a backup that has been checked.
type File struct {
	Manifest
	Size int64
	file *os.File
	zip  *zip.Reader
}

// Open checks every byte of a backup. Close it.
func Open(ctx context.Context, path string) (_ *File, err error) {
	f, err := os.Open(path) // #nosec G304 -- the operator names it
	if err != nil {
		return nil, fmt.Errorf("opening the backup: %w", err)
	}
	b := &File{file: f}
	defer func() {
		if err != nil {
			_ = f.Close()
		}
	}()
	fi, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("opening the backup: %w", err)
	}
	b.Size = fi.Size()
	if err := b.check(ctx); err != nil {
		return nil, fmt.Errorf("checking %s: %w", path, err)
	}
	return b, nil
}

// Close closes the file.
func (b *File) Close() { _ = b.file.Close() }

func (b *File) check(ctx context.Context) error {
	if b.Size < int64(sealed) {
		return fmt.Errorf("%w (it has %d bytes only)", ErrDamaged, b.Size)
	}
	sum := sha256.New()
	body := &within{ctx, io.NewSectionReader(b.file, 0, b.Size-int64(sealed))}
	if _, err := io.Copy(sum, body); err != nil {
		return fmt.Errorf("reading it: %w", err)
	}
	end := make([]byte, sealed)
	if _, err := b.file.ReadAt(end, b.Size-int64(sealed)); err != nil {
		return fmt.Errorf("reading it: %w", err)
	}
	if string(end) != seal+hex.EncodeToString(sum.Sum(nil)) {
		return fmt.Errorf("%w (its checksum is another one)", ErrDamaged)
	}
	var err error
	if b.zip, err = zip.NewReader(b.file, b.Size); err != nil {
		return fmt.Errorf("%w (%w)", ErrDamaged, err)
	}
	if err := b.readManifest(); err != nil {
		return err
	}
	for _, p := range b.Parts {
		if err := b.checkPart(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func (b *File) readManifest() error {
	r, err := b.zip.Open(manifestName)
	if err != nil {
		return fmt.Errorf("%w (it has no manifest)", ErrDamaged)
	}
	defer func() { _ = r.Close() }()
	if err := json.NewDecoder(r).Decode(&b.Manifest); err != nil {
		return fmt.Errorf("%w (its manifest: %w)", ErrDamaged, err)
	}
	if b.Format != format {
		return fmt.Errorf("the backup is of a newer Shanyraq (%s): restore it with that one", b.Version)
	}
	return nil
}

// checkPart unpacks a part into nothing: what was compressed wrongly, or was not
// written as it was read, is found here.
func (b *File) checkPart(ctx context.Context, p Part) error {
	r, err := b.part(ctx, p.Name)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	got := &counter{sum: sha256.New()}
	if _, err := io.Copy(got, r); err != nil {
		return fmt.Errorf("%w (%s: %w)", ErrDamaged, p.Name, err)
	}
	if got.n != p.Bytes || hex.EncodeToString(got.sum.Sum(nil)) != p.SHA256 {
		return fmt.Errorf("%w (%s is not what was put in)", ErrDamaged, p.Name)
	}
	return nil
}

// part reads a part.
func (b *File) part(ctx context.Context, name string) (io.ReadCloser, error) {
	at := slices.IndexFunc(b.zip.File, func(f *zip.File) bool { return f.Name == name })
	if at < 0 {
		return nil, fmt.Errorf("%w (%s is missing)", ErrDamaged, name)
	}
	r, err := b.zip.File[at].Open()
	if err != nil {
		return nil, fmt.Errorf("%w (%s: %w)", ErrDamaged, name, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{&within{ctx, r}, r}, nil
}

// within reads until a context ends.
type within struct {
	ctx  context.Context //nolint:containedctx // lives as long as the reading
	from io.Reader
}

func (w *within) Read(b []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.from.Read(b)
}
