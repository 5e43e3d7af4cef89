package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"go.uber.org/zap"
	"golang.org/x/term"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/backup"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/embedded"
	"github.com/shanyraq/shanyraq/pkg/words"
)

type backupCommand struct {
	Take  takeCommand  `cmd:"" default:"withargs" help:"Keep everything in one file, beside a running server or without one."`
	Check checkCommand `cmd:"" help:"Check every byte of a backup and say what it holds."`
}

type takeCommand struct {
	File        string `arg:"" optional:"" help:"The file to make (default: shanyraq-TIME.backup in this folder)."`
	DataDir     string `help:"Where the server keeps everything (default: /var/lib/shanyraq as root, ~/.local/share/shanyraq else)." env:"SHANYRAQ_DATA_DIR" placeholder:"DIR"`
	DatabaseURL string `help:"The PostgreSQL that is used instead of our own, as for serve; it is kept by its own operator." env:"SHANYRAQ_DATABASE_URL" placeholder:"URL"`
	NATSURL     string `help:"The NATS that is used instead of our own, as for serve." name:"nats-url" env:"SHANYRAQ_NATS_URL" placeholder:"URL"`
}

// Run makes a backup and checks it.
func (c *takeCommand) Run(ctx context.Context) error {
	dir, apart, err := c.folder()
	if err != nil {
		return err
	}
	file := c.File
	if file == "" {
		file = "shanyraq-" + time.Now().UTC().Format("20060102T150405Z") + ".backup"
	}
	if file, err = filepath.Abs(file); err != nil {
		return err
	}
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%s is there already: give another name", file)
	}
	r, err := backup.Write(ctx, file, func(w io.Writer) error {
		w = progressOf(w)
		if apart {
			return c.take(ctx, dir, w)
		}
		err := askForBackup(ctx, dir, w)
		if !errors.Is(err, errNoServer) {
			return err
		}
		return c.withoutServer(ctx, dir, w)
	})
	if err != nil {
		return advice(err, filepath.Dir(file))
	}
	if err := r.Keep(dir); err != nil {
		return advice(err, dir)
	}
	told := fmt.Sprintf("%s: %s, checked, after %.1f s\n", r.File, size(r.Bytes), r.Took)
	if !r.Database {
		told += databaseIsElsewhere + "\n"
	}
	_, err = io.WriteString(os.Stdout, told)
	return err
}

// databaseIsElsewhere says what the backup of an installation with a database of
// its own does not hold. Streams must not know more than the database does.
const databaseIsElsewhere = "The database is a server of its own and is not in this file. Keep it now, after this file, with its own tool: " +
	"pg_dump -Fc -n sessions -n facilitation -n decisions -n notifications DATABASE, or what its operator uses."

// withoutServer starts database and NATS for as long as it takes.
func (c *takeCommand) withoutServer(ctx context.Context, path string, w io.Writer) error {
	dir, err := openDataDir(path, isDemonstration(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return c.take(ctx, dir.Path, w)
}

func (c *takeCommand) take(ctx context.Context, dir string, w io.Writer) error {
	parts, err := embedded.Start(ctx, embedded.Options{DataDir: dir, DatabaseURL: c.DatabaseURL, NATSURL: c.NATSURL, Log: zap.NewNop()})
	if err != nil {
		return err
	}
	defer parts.Stop()
	return backup.Take(ctx, w, backupSource(dir, parts), func(int64) {})
}

// folder is that of the installation. Services that run apart have no common one and
// no key in it: where both database and NATS are named, it is one of theirs.
func (c *takeCommand) folder() (dir string, apart bool, err error) {
	dir, err = existingDataDir(c.DataDir)
	if err == nil || c.DataDir == "" || c.DatabaseURL == "" || c.NATSURL == "" {
		return dir, false, err
	}
	if dir, err = filepath.Abs(c.DataDir); err != nil {
		return "", false, fmt.Errorf("data folder: %w", err)
	}
	if _, err := os.ReadDir(dir); err != nil {
		return "", false, advice(fmt.Errorf("%s is no folder of a service: %w", dir, err), dir)
	}
	return dir, true, nil
}

// backupSource is what a backup of this installation is made from.
func backupSource(dir string, parts *embedded.Parts) backup.Source {
	s := backup.Source{DataDir: dir, Version: programVersion().String(), NATS: parts.NATS, Streams: streams}
	s.PostgreSQL, s.DatabaseURL = parts.PostgreSQL()
	return s
}

// streams are those that a backup keeps: one of each service, and what was put aside.
var streams = []string{"sessions", "facilitation", "decisions", "notifications", "poison"}

// existingDataDir is the folder of an installation that is there.
func existingDataDir(path string) (string, error) {
	if path == "" {
		path = defaultDataDir()
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("data folder: %w", err)
	}
	if _, err := os.Stat(filepath.Join(path, "token.seed")); err != nil {
		return "", advice(words.Refuse("folder.empty", "folder", path).Because(err), path)
	}
	return path, nil
}

type checkCommand struct {
	File string `arg:"" help:"The backup."`
}

// Run checks a backup.
func (c *checkCommand) Run(ctx context.Context) error {
	b, err := backup.Open(ctx, c.File)
	if err != nil {
		return err
	}
	defer b.Close()
	told := fmt.Sprintf("%s is whole: %s of %s, %d parts, made by %s\n", c.File, size(b.Size), b.MadeAt.Local().Format(time.DateTime), len(b.Parts), b.Version)
	if b.PostgreSQL == "" {
		told += "It holds no database: that was a server of its own.\n"
	} else {
		told += fmt.Sprintf("Its database is of PostgreSQL %s on %s.\n", b.PostgreSQL, b.Platform)
	}
	_, err = io.WriteString(os.Stdout, told)
	return err
}

// progressOf says on a terminal how far it has come.
func progressOf(w io.Writer) io.Writer {
	if !term.IsTerminal(int(os.Stderr.Fd())) { // #nosec G115 -- a descriptor fits
		return w
	}
	return &progress{Writer: w}
}

type progress struct {
	io.Writer
	n    int64
	said time.Time
}

func (p *progress) Write(b []byte) (int, error) {
	n, err := p.Writer.Write(b)
	p.n += int64(n)
	if time.Since(p.said) > time.Second/4 {
		p.said = time.Now()
		fmt.Fprintf(os.Stderr, "\r%s written ", size(p.n))
	}
	return n, err
}

func size(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
