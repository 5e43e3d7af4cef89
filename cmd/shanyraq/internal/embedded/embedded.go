// Package embedded is the default for a laptop, a yurt camp, a region: NATS in
// this process and PostgreSQL as its child, each replaced where an address of
// another one is given.
package embedded

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/nats-io/nats.go"
	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/pgchild"
	"github.com/shanyraq/shanyraq/pkg/service"
)

// Options say what to start.
type Options struct {
	DataDir     string
	DatabaseURL string // "" = a managed child
	NATSURL     string // "" = in this process
	Log         *zap.Logger
}

// Parts are the running database and NATS.
type Parts struct {
	DatabaseURL string
	NATS        *nats.Conn
	postgres    *pgchild.Server
	nats        *bus.EmbeddedServer
}

// stopTime is how long PostgreSQL may take to write its last checkpoint.
const stopTime = time.Minute

// database is the name of our database in the managed PostgreSQL.
const database = "shanyraq"

// Start starts what is not given, PostgreSQL first. On an error nothing is left
// running.
func Start(ctx context.Context, o Options) (*Parts, error) {
	p := &Parts{DatabaseURL: o.DatabaseURL}
	if err := p.start(ctx, o); err != nil {
		p.Stop()
		return nil, err
	}
	return p, nil
}

func (p *Parts) start(ctx context.Context, o Options) (err error) {
	if p.DatabaseURL == "" {
		if p.postgres, err = pgchild.Start(ctx, pgchild.Options{DataDir: filepath.Join(o.DataDir, "postgres"), Log: o.Log.Named("postgres")}); err != nil {
			return err
		}
		if err := createDatabase(ctx, p.postgres.URL("postgres")); err != nil {
			return err
		}
		p.DatabaseURL = p.postgres.URL(database)
		if err := renewIndexes(ctx, p.DatabaseURL, o.Log); err != nil {
			return err
		}
	}
	if o.NATSURL != "" {
		p.NATS, err = service.ConnectNATS(o.NATSURL, "shanyraq", o.Log)
		return err
	}
	if p.nats, err = bus.Server(ctx, bus.ServerOptions{Dir: filepath.Join(o.DataDir, "nats"), Log: o.Log.Named("nats")}); err != nil {
		return err
	}
	p.NATS, err = p.nats.Connect()
	return err
}

func createDatabase(ctx context.Context, adminURL string) error {
	db, err := sqlx.ConnectContext(ctx, "postgres", adminURL)
	if err != nil {
		return fmt.Errorf("connecting to our PostgreSQL: %w", err)
	}
	defer func() { _ = db.Close() }()
	_, err = db.ExecContext(ctx, "CREATE DATABASE "+database)
	var p *pq.Error
	if errors.As(err, &p) && p.Code == "42P04" { // it is there already
		return nil
	}
	if err != nil {
		return fmt.Errorf("creating database %s: %w", database, err)
	}
	return nil
}

// PostgreSQL is the version of our own one and its superuser's address; both are ""
// when the database is another one.
func (p *Parts) PostgreSQL() (version, url string) {
	if p.postgres == nil {
		return "", ""
	}
	return p.postgres.Version(), p.postgres.URL("postgres")
}

// renewIndexes makes the indexes anew where the library that sorts text is of
// another version than the one that they were made with: after a restore on another
// machine, or when PostgreSQL came from elsewhere than before. They would not find
// what is there.
func renewIndexes(ctx context.Context, url string, log *zap.Logger) error {
	db, err := sqlx.ConnectContext(ctx, "postgres", url)
	if err != nil {
		return fmt.Errorf("connecting to our PostgreSQL: %w", err)
	}
	defer func() { _ = db.Close() }()
	var other bool
	err = db.GetContext(ctx, &other, `SELECT datcollversion IS DISTINCT FROM pg_database_collation_actual_version(oid) FROM pg_database WHERE datname = current_database()`)
	if err != nil {
		return fmt.Errorf("asking how text is sorted: %w", err)
	}
	if !other {
		return nil
	}
	log.Warn("text is sorted by another library than before: indexes are made anew")
	for _, s := range []string{"REINDEX DATABASE " + database, "ALTER DATABASE " + database + " REFRESH COLLATION VERSION"} {
		if _, err := db.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("making indexes anew: %w", err)
		}
	}
	return nil
}

// Ready are the parts that can say themselves what keeps them from storing.
func (p *Parts) Ready() map[string]func(context.Context) error {
	if p.nats == nil {
		return nil
	}
	return map[string]func(context.Context) error{"nats": p.nats.Ready}
}

// Failed is closed when the managed PostgreSQL cannot be kept running; without
// one it is never closed.
func (p *Parts) Failed() <-chan struct{} {
	if p.postgres == nil {
		return nil
	}
	return p.postgres.Done()
}

// Err says why it failed.
func (p *Parts) Err() error {
	return fmt.Errorf("PostgreSQL cannot be kept running: %w", p.postgres.Err())
}

// Stop stops what Start started, in reverse order.
func (p *Parts) Stop() {
	if p.NATS != nil {
		p.NATS.Close()
	}
	if p.nats != nil {
		p.nats.Stop()
	}
	if p.postgres != nil {
		ctx, cancel := context.WithTimeout(context.Background(), stopTime)
		defer cancel()
		_ = p.postgres.Stop(ctx)
	}
}
