package main

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/shanyraq/shanyraq/pkg/bus"
)

// text is what is captured, stored raw and published: a suggestion of the usual
// length.
const text = "Қаладағы барлық емханаға пандус пен шақыру түймесін орнату керек."

// openRaw makes the table of the raw commits: a suggestion's columns, no more
// index than its key.
func openRaw(ctx context.Context, url string) (*sqlx.DB, error) {
	db, err := sqlx.ConnectContext(ctx, "postgres", url)
	if err != nil {
		return nil, fmt.Errorf("connecting to the raw PostgreSQL: %w", err)
	}
	db.SetMaxIdleConns(100)
	_, err = db.ExecContext(ctx, `CREATE TABLE suggestions (id uuid PRIMARY KEY, forum_id uuid NOT NULL, session_id uuid NOT NULL,
		theme_id uuid NOT NULL, text text NOT NULL, language text NOT NULL, received_at timestamptz NOT NULL DEFAULT now())`)
	return db, err
}

const insertRaw = `INSERT INTO suggestions (id, forum_id, session_id, theme_id, text, language) VALUES ($1, $2, $3, $4, $5, $6)`

// rawCommits commits a row at a time with one Exec of lib/pq on a connection of
// its own: what storing a suggestion costs whoever writes it straight down.
func (b *bench) rawCommits(ctx context.Context, _ int) (worker, error) {
	conn, err := b.raw.Connx(ctx)
	if err != nil {
		return worker{}, err
	}
	return worker{
		once: func(ctx context.Context) error {
			_, err := conn.ExecContext(ctx, insertRaw, newID(), b.forum.ID, b.forum.Session, b.forum.Theme, text, "kk")
			return err
		},
		close: func() { _ = conn.Close() },
	}, nil
}

// preparedCommits is the same with a statement prepared once, which saves lib/pq
// a round trip and PostgreSQL the planning: the least that a row can cost.
func (b *bench) preparedCommits(ctx context.Context, _ int) (worker, error) {
	conn, err := b.raw.Connx(ctx)
	if err != nil {
		return worker{}, err
	}
	insert, err := conn.PreparexContext(ctx, insertRaw) //nolint:sqlclosecheck // closed with its worker
	if err != nil {
		return worker{}, err
	}
	return worker{
		once: func(ctx context.Context) error {
			_, err := insert.ExecContext(ctx, newID(), b.forum.ID, b.forum.Session, b.forum.Theme, text, "kk")
			return err
		},
		close: func() { _ = insert.Close(); _ = conn.Close() },
	}, nil
}

const rawStream = "raw"

func openStream(ctx context.Context, server *bus.EmbeddedServer) (*nats.Conn, error) {
	nc, err := server.Connect()
	if err != nil {
		return nil, err
	}
	js, err := jetstream.New(nc)
	if err != nil {
		return nc, err
	}
	_, err = js.CreateStream(ctx, jetstream.StreamConfig{Name: rawStream, Subjects: []string{rawStream + ".>"}})
	return nc, err
}

// publishes publishes a message at a time and waits until it is on disk.
func (b *bench) publishes(context.Context, int) (worker, error) {
	js, err := jetstream.New(b.js)
	return worker{
		once: func(ctx context.Context) error {
			_, err := js.Publish(ctx, rawStream+".x", []byte(text), jetstream.WithMsgID(newID()))
			return err
		},
		close: func() {},
	}, err
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }
