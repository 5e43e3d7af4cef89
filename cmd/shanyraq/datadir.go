package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/shanyraq/shanyraq/pkg/service/file"
	"github.com/shanyraq/shanyraq/pkg/words"
	"github.com/shanyraq/shanyraq/services/sessions"
)

// credentials of a staff account.
type credentials struct{ Login, Password string }

// demoCredentials are well known on purpose: a demonstration is for trying
// things out on one's own machine.
var demoCredentials = credentials{Login: "organiser", Password: sessions.DemonstrationPassword}

// dataDir is the folder where an installation keeps everything.
type dataDir struct {
	Path      string
	TokenSeed []byte
	lock      *os.File
	made      bool // by this process
}

// defaultDataDir is the same wherever a command is started, so that "simulate"
// finds what "serve" wrote. Root gets a place that PostgreSQL's user can enter.
func defaultDataDir() string {
	if os.Geteuid() == 0 {
		return "/var/lib/shanyraq"
	}
	if home, err := os.UserHomeDir(); err == nil {
		return filepath.Join(home, ".local", "share", "shanyraq")
	}
	return "shanyraq-data"
}

// openDataDir makes or opens the folder, for this process alone, with its
// secret: the seed that signs tokens.
func openDataDir(path string, demo bool) (*dataDir, error) {
	if path == "" {
		path = defaultDataDir()
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	_, err = os.Lstat(path)
	d := &dataDir{Path: path, made: errors.Is(err, fs.ErrNotExist)}
	// Others may pass through (PostgreSQL's user must), but not list it.
	if err := os.MkdirAll(path, 0o711); err != nil {
		return nil, advice(fmt.Errorf("making the data folder: %w", err), path)
	}
	if d.lock, err = lockFile(filepath.Join(path, "lock")); err != nil {
		return nil, advice(err, path)
	}
	if _, err := os.Stat(d.marker()); err == nil && !demo {
		d.Close()
		return nil, words.Refuse("folder.demonstration", "folder", path)
	}
	if demo && d.made {
		err = d.MarkDemonstration()
	}
	if err == nil {
		err = d.readSeed()
	}
	if err != nil {
		d.Unmake()
		d.Close()
		return nil, advice(err, path)
	}
	return d, nil
}

func (d *dataDir) readSeed() (err error) {
	d.TokenSeed, err = secret(filepath.Join(d.Path, "token.seed"), func() ([]byte, error) {
		seed := make([]byte, 32)
		_, err := rand.Read(seed)
		return seed, err
	})
	return err
}

// marker is a file that says: this folder holds a demonstration.
func (d *dataDir) marker() string { return filepath.Join(d.Path, "demonstration") }

// isDemonstration reports whether a folder is marked so.
func isDemonstration(path string) bool {
	_, err := os.Stat((&dataDir{Path: path}).marker())
	return err == nil
}

// MarkDemonstration keeps the folder from ever being served for real.
func (d *dataDir) MarkDemonstration() error {
	text := "A demonstration with well-known passwords. It is served with --demo only.\n"
	if err := file.Write(d.marker(), []byte(text), 0o600); err != nil {
		return fmt.Errorf("marking the demonstration: %w", err)
	}
	return nil
}

// Unmake removes a folder that this process has made and in which nothing was
// ever served: a first start that failed leaves nothing behind.
func (d *dataDir) Unmake() {
	if d.made {
		_ = os.RemoveAll(d.Path)
	}
}

// Close lets another process have the folder.
func (d *dataDir) Close() { _ = d.lock.Close() }

// lockFile takes the lock that ends with the process, however it ends.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("locking the data folder: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil { // #nosec G115 -- a descriptor fits
		_ = f.Close()
		return nil, words.Refuse("folder.taken", "folder", filepath.Dir(path))
	}
	return f, nil
}

// secret reads a file that only we may read, making it at the first start. It
// is written whole or not at all.
func secret(path string, fresh func() ([]byte, error)) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err == nil {
		return data, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading a secret: %w", err)
	}
	if data, err = fresh(); err != nil {
		return nil, fmt.Errorf("making a secret: %w", err)
	}
	if err := file.Write(path, data, 0o600); err != nil {
		return nil, fmt.Errorf("keeping a secret: %w", err)
	}
	return data, nil
}
