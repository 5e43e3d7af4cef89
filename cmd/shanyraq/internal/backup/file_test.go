package backup

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/service"
)

// write makes a backup of two parts.
func write(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "shanyraq-1.backup")
	r, err := Write(t.Context(), path, func(w io.Writer) error {
		out := newWriter(w)
		out.Manifest = Manifest{Format: format, Version: "1"}
		for _, name := range []string{filesPart + "token.seed", filesPart + "mail/a.eml"} {
			if err := out.part(name, zip.Deflate, func(w io.Writer) error { _, err := io.WriteString(w, strings.Repeat(name, 20)); return err }); err != nil {
				return err
			}
		}
		return out.finish()
	})
	if err != nil {
		t.Fatal(err)
	}
	if fi, err := os.Stat(path); err != nil || fi.Mode().Perm() != 0o600 || fi.Size() != r.Bytes {
		t.Errorf("%v, %v", fi, err)
	}
	return path
}

// Every byte counts: headers, names, times, contents, the manifest, the seal.
func TestOneFlippedByteIsFound(t *testing.T) {
	path := write(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := range whole {
		broken := bytes.Clone(whole)
		broken[at] ^= 1
		if err := os.WriteFile(path, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), path); !errors.Is(err, ErrDamaged) {
			t.Fatalf("byte %d of %d: %v", at, len(whole), err)
		}
	}
	for _, cut := range []int{0, 1, sealed, len(whole) / 2, len(whole) - 1} {
		if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), path); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut after %d bytes: %v", cut, err)
		}
	}
}

func TestFilesComeBackAsTheyWere(t *testing.T) {
	b, err := Open(t.Context(), write(t))
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	dir := t.TempDir()
	if err := b.Unpack(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"token.seed", "mail/a.eml"} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		fi, _ := os.Stat(filepath.Join(dir, name))
		if err != nil || string(got) != strings.Repeat(filesPart+name, 20) || fi.Mode().Perm() != 0o600 {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if empty, err := Empty(dir); empty || err != nil {
		t.Errorf("a full folder is empty: %v", err)
	}
}

// What cannot be written whole leaves nothing that looks like a backup.
func TestABackupIsThereWholeOrNotAtAll(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.backup")
	full := errors.New("no space left on device")
	for _, fill := range []func(io.Writer) error{
		func(io.Writer) error { return full },
		func(w io.Writer) error { _, err := io.WriteString(w, "not a backup"); return err },
	} {
		if _, err := Write(t.Context(), path, fill); err == nil {
			t.Error("it was written")
		}
		if left, _ := filepath.Glob(path + "*"); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}

func TestTheOldestAreDropped(t *testing.T) {
	s := Schedule{Dir: t.TempDir(), DataDir: t.TempDir(), Keep: 2}
	for _, name := range []string{"shanyraq-1.backup", "shanyraq-2.backup", "shanyraq-3.backup", "shanyraq-4.backup" + partial, "mine.backup"} {
		if err := os.WriteFile(filepath.Join(s.Dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.drop(); err != nil {
		t.Fatal(err)
	}
	left, _ := filepath.Glob(filepath.Join(s.Dir, "*"))
	for i := range left {
		left[i] = filepath.Base(left[i])
	}
	if got := strings.Join(left, " "); got != "mine.backup shanyraq-2.backup shanyraq-3.backup" {
		t.Error(got)
	}
}

func TestTheRecordKeepsTheLastGoodOne(t *testing.T) {
	dir := t.TempDir()
	if r, err := service.LastBackup(dir); err != nil || !r.At.IsZero() {
		t.Errorf("%+v, %v", r, err)
	}
	good := service.BackupRecord{File: "x", Bytes: 1}
	if err := good.Keep(dir); err != nil {
		t.Fatal(err)
	}
	if err := (Schedule{DataDir: dir}).failed(errors.New("full")); err != nil {
		t.Fatal(err)
	}
	if r, err := service.LastBackup(dir); err != nil || r.File != "x" || r.Error != "full" || r.FailedAt == nil {
		t.Errorf("%+v, %v", r, err)
	}
}
