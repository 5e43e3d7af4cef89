package database

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// restored is a setting of the database itself: it is there for every service, in
// whatever schema, and no table has to be.
const restored = "shanyraq.restored_at"

// MarkRestored notes in a database that it was put back from a backup at a moment:
// what left the house between the backup and then, it does not know of.
func MarkRestored(ctx context.Context, dsn string, at time.Time) error {
	db, err := sqlx.Open("postgres", dsn)
	if err != nil {
		return fmt.Errorf("opening database: %w", err)
	}
	defer func() { _ = db.Close() }()
	var name string
	if err := db.GetContext(ctx, &name, `SELECT current_database()`); err != nil {
		return fmt.Errorf("connecting to the restored database: %w", err)
	}
	_, err = db.ExecContext(ctx, "ALTER DATABASE "+pq.QuoteIdentifier(name)+" SET "+restored+" = "+pq.QuoteLiteral(at.UTC().Format(time.RFC3339Nano)))
	if err != nil {
		return fmt.Errorf("noting in the database that it was restored: %w", err)
	}
	return nil
}

// RestoredAt is when the database was last put back from a backup; zero when it
// never was.
func RestoredAt(ctx context.Context, db *sqlx.DB) (at time.Time, err error) {
	var text string
	if err := db.GetContext(ctx, &text, `SELECT coalesce(current_setting($1, true), '')`, restored); err != nil {
		return at, fmt.Errorf("asking whether the database was restored: %w", err)
	}
	if text == "" {
		return at, nil
	}
	if at, err = time.Parse(time.RFC3339Nano, text); err != nil {
		return at, errors.New("the database's setting " + restored + " is no time: " + text)
	}
	return at, nil
}
