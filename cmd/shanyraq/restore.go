package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/backup"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/embedded"
	"github.com/shanyraq/shanyraq/pkg/database"
)

type restoreCommand struct {
	File        string `arg:"" help:"The backup."`
	DataDir     string `help:"Where to put everything: a folder that is empty or not there (default: /var/lib/shanyraq as root, ~/.local/share/shanyraq else)." env:"SHANYRAQ_DATA_DIR" placeholder:"DIR"`
	DatabaseURL string `help:"The PostgreSQL that is used instead of our own; restore it with its own tool first." env:"SHANYRAQ_DATABASE_URL" placeholder:"URL"`
	NATSURL     string `help:"The NATS that is used instead of our own; it must have no streams of Shanyraq's." name:"nats-url" env:"SHANYRAQ_NATS_URL" placeholder:"URL"`
}

// Run checks the backup, makes an installation of it beside the place where it is to
// be, starts its database and its streams once, and only then puts it there.
func (c *restoreCommand) Run(ctx context.Context) error {
	b, err := backup.Open(ctx, c.File)
	if err != nil {
		return err
	}
	defer b.Close()
	dir, err := c.place(b)
	if err != nil {
		return err
	}
	made := dir + ".restoring"
	if err := os.RemoveAll(made); err != nil {
		return advice(err, made)
	}
	if err := c.make(ctx, b, made); err != nil {
		_ = os.RemoveAll(made)
		return advice(err, filepath.Dir(dir))
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return advice(err, dir)
	}
	if err := os.Rename(made, dir); err != nil {
		return advice(fmt.Errorf("putting the folder in its place: %w", err), dir)
	}
	_, err = fmt.Fprintf(os.Stdout, "%s is as it was on %s. Start it with\n\n    shanyraq serve --data-dir %s\n\n"+
		"Letters of before may have been sent already and wait for an organiser's word, on the page of letters.\n",
		dir, b.MadeAt.Local().Format(time.DateTime), dir)
	return err
}

// place is where the installation is to be, once nothing stands in its way.
func (c *restoreCommand) place(b *backup.File) (string, error) {
	dir := c.DataDir
	if dir == "" {
		dir = defaultDataDir()
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("data folder: %w", err)
	}
	empty, err := backup.Empty(dir)
	switch {
	case err != nil:
		return "", advice(err, dir)
	case !empty:
		return "", fmt.Errorf("%s is not empty and nothing was changed: give another folder with --data-dir, or move that one away", dir)
	case b.PostgreSQL == "" && c.DatabaseURL == "":
		return "", errors.New("the backup holds no database, as that was a server of its own: restore it with its own tool and name it with --database-url")
	case b.PostgreSQL != "" && c.DatabaseURL != "":
		return "", errors.New("the backup holds its database: leave --database-url out")
	}
	return dir, b.Fits()
}

func (c *restoreCommand) make(ctx context.Context, b *backup.File, dir string) error {
	if err := os.MkdirAll(dir, 0o711); err != nil {
		return fmt.Errorf("making the folder: %w", err)
	}
	if err := b.Unpack(ctx, dir); err != nil {
		return err
	}
	parts, err := embedded.Start(ctx, embedded.Options{DataDir: dir, DatabaseURL: c.DatabaseURL, NATSURL: c.NATSURL, Log: zap.NewNop()})
	if err != nil {
		return err
	}
	defer parts.Stop()
	if err := database.MarkRestored(ctx, parts.DatabaseURL, time.Now()); err != nil {
		return err
	}
	return b.RestoreStreams(ctx, parts.NATS)
}
