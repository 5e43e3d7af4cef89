// Package database opens a service's own schema of a PostgreSQL database,
// brings it up to date, and runs transactions in it.
package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/XSAM/otelsql"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"go.opentelemetry.io/otel"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// MaxConnections is one service's share of PostgreSQL's connections. Four
// services, their relays' locks and an operator fit in the default of 100.
const MaxConnections = 20

// Open connects a service to its own schema, named as the service, working as
// its own role "shanyraq_<service>"; both are created where the URL's user may
// do so. No service can read another's tables.
func Open(ctx context.Context, dsn, service string) (*sqlx.DB, error) {
	role := "shanyraq_" + service
	if err := provision(ctx, dsn, service, role); err != nil {
		return nil, err
	}
	scoped, err := withOptions(dsn, "-c role="+role+" -c search_path="+service)
	if err != nil {
		return nil, err
	}
	db := sqlx.NewDb(open(scoped), "postgres")
	db.SetMaxOpenConns(MaxConnections)
	// The default of two idle connections closes and reopens all others
	// under load: ten times slower.
	db.SetMaxIdleConns(MaxConnections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("connecting %s to its database: %w", service, err)
	}
	return db, nil
}

// open wraps the driver in spans where traces are exported; elsewhere the wrapping
// would be work for nothing.
func open(dsn string) *sql.DB {
	c := &connector{dsn: dsn, maxSilence: maxSilence, lastWord: lastWord}
	if _, exported := otel.GetTracerProvider().(*sdktrace.TracerProvider); !exported {
		return sql.OpenDB(c)
	}
	return otelsql.OpenDB(c, otelsql.WithSpanOptions(otelsql.SpanOptions{
		OmitConnResetSession: true, OmitConnPrepare: true, OmitRows: true, OmitConnectorConnect: true,
		DisableErrSkip: true,
		// What belongs to no request (the relay's polling) would be a trace of its own four times a second.
		SpanFilter: func(ctx context.Context, _ otelsql.Method, _ string, _ []driver.NamedValue) bool {
			return trace.SpanContextFromContext(ctx).IsValid()
		},
	}))
}

// provision makes the role and the schema. Several processes may do it at once.
func provision(ctx context.Context, dsn, schema, role string) error {
	db, err := sqlx.Open("postgres", dsn)
	if err != nil {
		return fmt.Errorf("opening database: %w", err)
	}
	defer func() { _ = db.Close() }()
	return InTx(ctx, db, func(tx *sqlx.Tx) error {
		// One lock for all services: roles are shared by the whole cluster and
		// two CREATE ROLE or GRANT at once fail with "tuple concurrently updated".
		if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('shanyraq provision'))`); err != nil {
			return fmt.Errorf("locking for provisioning: %w", err)
		}
		var found struct {
			Ready          bool
			User, Database string
		}
		err := tx.GetContext(ctx, &found, `
			SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1 AND pg_has_role(current_user, oid, 'MEMBER'))
			   AND EXISTS (SELECT FROM pg_namespace WHERE nspname = $2) AS ready,
			   current_user AS user, current_database() AS database`, role, schema)
		if err != nil {
			return fmt.Errorf("looking for schema %s: %w", schema, err)
		}
		if found.Ready {
			return nil
		}
		statements := []string{
			`DO $$ BEGIN CREATE ROLE ` + pq.QuoteIdentifier(role) + ` NOLOGIN; EXCEPTION WHEN duplicate_object THEN END $$`,
			// By name: an administrator may run it for the user.
			`GRANT ` + pq.QuoteIdentifier(role) + ` TO ` + pq.QuoteIdentifier(found.User),
			`CREATE SCHEMA IF NOT EXISTS ` + pq.QuoteIdentifier(schema) + ` AUTHORIZATION ` + pq.QuoteIdentifier(role),
		}
		for _, s := range statements {
			if _, err := tx.ExecContext(ctx, s); err != nil {
				return fmt.Errorf("the database user %q may not set up schema %q and role %q (%w); let an administrator of the database %q run in it once: %s;",
					found.User, schema, role, err, found.Database, strings.Join(statements, "; "))
			}
		}
		return nil
	})
}

// withOptions adds server settings to a postgres:// URL. sslmode is set to
// "prefer"-like "disable" only where the URL does not name one and the server is
// local: lib/pq's default would otherwise refuse a server without TLS.
func withOptions(dsn, options string) (string, error) {
	u, err := url.Parse(dsn)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return "", errors.New("database URL: want postgres://user:password@host:port/database")
	}
	q := u.Query()
	if before := q.Get("options"); before != "" {
		options = before + " " + options
	}
	q.Set("options", options)
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// Now is the present as PostgreSQL keeps it, in whole microseconds: what is told is
// what is kept.
func Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// InTx runs do in a transaction and commits it; any error, and a panic, rolls
// it back. An error of COMMIT itself is returned: what could not be committed
// was never done.
func InTx(ctx context.Context, db *sqlx.DB, do func(tx *sqlx.Tx) error) (err error) {
	tx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("beginning transaction: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // after Commit this does nothing
	if err := do(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	return nil
}

// Constraint returns the name of the constraint that an error reports as
// violated, "" for any other error.
func Constraint(err error) string {
	var p *pq.Error
	if errors.As(err, &p) && strings.HasPrefix(string(p.Code), "23") {
		return p.Constraint
	}
	return ""
}
