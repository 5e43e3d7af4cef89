package database

import (
	"context"
	"fmt"
	"io/fs"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"

	"github.com/shanyraq/shanyraq/pkg/words"
)

// Migrations is a numbered series of SQL files with its own record of what has
// been applied.
type Migrations struct {
	Name string // of the series: "bus", "decisions"
	FS   fs.FS  // with the goose files in folder migrations/
}

// migrationTime is how long a series may take: far longer than anything else may.
const migrationTime = time.Hour

// Migrate applies what is missing of each series, in order, under a lock that
// lets several replicas start at once.
func Migrate(ctx context.Context, db *sqlx.DB, all ...Migrations) error {
	ctx, cancel := context.WithTimeout(ctx, migrationTime)
	defer cancel()
	for _, m := range all {
		dir, err := fs.Sub(m.FS, "migrations")
		if err != nil {
			return fmt.Errorf("migrations of %s: %w", m.Name, err)
		}
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return fmt.Errorf("migrations of %s: %w", m.Name, err)
		}
		store, err := database.NewStore(database.DialectPostgres, "goose_"+m.Name)
		if err != nil {
			return fmt.Errorf("migrations of %s: %w", m.Name, err)
		}
		p, err := goose.NewProvider("", db.DB, dir, goose.WithStore(store), goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
		if err != nil {
			return fmt.Errorf("migrations of %s: %w", m.Name, err)
		}
		if err := tooNew(ctx, p, m.Name); err != nil {
			return err
		}
		if _, err := p.Up(ctx); err != nil {
			return fmt.Errorf("migrating %s: %w", m.Name, err)
		}
	}
	return nil
}

// ErrNewer is what a program says of a database that a newer one has changed. It
// would write what that one could not read.
var ErrNewer = words.Refuse("database.newer")

// tooNew returns ErrNewer when a series has been applied further than we know it.
func tooNew(ctx context.Context, p *goose.Provider, series string) error {
	is, knows, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("looking how far %s has been migrated: %w", series, err)
	}
	if is > knows {
		return ErrNewer.Because(fmt.Errorf("%s: step %d of %d", series, is, knows))
	}
	return nil
}
