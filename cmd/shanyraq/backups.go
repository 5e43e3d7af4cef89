package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"path/filepath"
	"time"

	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/backup"
)

// backupFlags say when the server makes backups by itself.
type backupFlags struct {
	Every time.Duration `name:"backup-every" help:"How often a backup is made; 0 = never. A demonstration makes none." default:"1h" env:"SHANYRAQ_BACKUP_EVERY" placeholder:"DURATION"`
	Dir   string        `name:"backup-dir" help:"Where the backups go, best on another disk (default: backups in the data folder)." env:"SHANYRAQ_BACKUP_DIR" placeholder:"DIR"`
	Keep  int           `name:"backup-keep" help:"How many of the newest backups are kept." default:"24" env:"SHANYRAQ_BACKUP_KEEP" placeholder:"N"`
}

func (f backupFlags) check() error {
	if f.Every < 0 || f.Every > 0 && f.Every < time.Minute || f.Keep < 1 {
		return errors.New("--backup-every must be 0 or at least 1m, and --backup-keep at least 1")
	}
	return nil
}

// run makes backups until ctx ends.
func (f backupFlags) run(ctx context.Context, demo bool, log *zap.Logger, source backup.Source) {
	if demo || f.Every == 0 {
		return
	}
	if source.PostgreSQL == "" {
		log.Warn("the scheduled backups hold no database. " + databaseIsElsewhere)
	}
	backup.Schedule{
		Every: f.Every, Dir: cmp.Or(f.Dir, filepath.Join(source.DataDir, "backups")), Keep: f.Keep, DataDir: source.DataDir, Log: log.Named("backup"),
		Take: func(ctx context.Context, w io.Writer) error { return backup.Take(ctx, w, source, func(int64) {}) },
	}.Run(ctx)
}
