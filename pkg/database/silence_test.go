package database_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/testkit"
)

// A link to PostgreSQL that falls silent: what is sent arrives, and no answer
// comes back. Whoever said how long they wait waits no longer, and the others of
// the pool are not waited for at all.
func TestALinkThatFallsSilent(t *testing.T) {
	database.Hurry(t)
	link := newLink(t)
	db, err := database.Open(t.Context(), link.url, "alpha")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	prepared, err := db.PreparexContext(t.Context(), "SELECT 1") //nolint:sqlclosecheck // closed below, when the test ends
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = prepared.Close() })
	ask := func(ctx context.Context) error { _, err := db.ExecContext(ctx, "SELECT pg_sleep(0.05)"); return err }
	statements := map[string]func(ctx context.Context) error{
		"statement": ask,
		"prepared":  func(ctx context.Context) error { _, err := prepared.ExecContext(ctx); return err },
		"transaction": func(ctx context.Context) error {
			return database.InTx(ctx, db, func(tx *sqlx.Tx) error { _, err := tx.ExecContext(ctx, "SELECT 1"); return err })
		},
		"ping": db.PingContext,
	}
	for name, do := range statements {
		for wait, begin := range map[string]func() (context.Context, context.CancelFunc){
			"deadline": func() (context.Context, context.CancelFunc) {
				return context.WithTimeout(t.Context(), 50*time.Millisecond)
			},
			"caller leaves": func() (context.Context, context.CancelFunc) {
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(50*time.Millisecond, cancel)
				return ctx, cancel
			},
			"no end": func() (context.Context, context.CancelFunc) { return context.WithCancel(t.Context()) },
		} {
			t.Run(name+", "+wait, func(t *testing.T) {
				crowd(t, ask)
				link.fallSilent()
				ctx, cancel := begin()
				defer cancel()
				answered := make(chan error, 1)
				go func() { answered <- do(ctx) }()
				select {
				case err := <-answered:
					if err == nil {
						t.Error("a silent link has answered")
					}
				case <-time.After(testkit.Patience):
					t.Fatal("whoever asked waits for ever")
				}
				started := time.Now()
				for range database.MaxConnections {
					if err := ask(t.Context()); err != nil {
						t.Fatalf("after it was noticed: %v", err)
					}
				}
				if took := time.Since(started); took > testkit.Patience/2 {
					t.Errorf("the rest of the pool was waited for: %v", took)
				}
			})
		}
	}
}

// What takes longer than silence may last is waited for by whoever says so.
func TestALongStatementIsWaitedFor(t *testing.T) {
	database.Hurry(t)
	db, err := database.Open(t.Context(), newLink(t).url, "alpha")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	ctx, cancel := context.WithTimeout(t.Context(), testkit.Patience)
	defer cancel()
	if _, err := db.ExecContext(ctx, "SELECT pg_sleep(1.5)"); err != nil {
		t.Errorf("a statement with time was cut off: %v", err)
	}
	if _, err := db.ExecContext(t.Context(), "SELECT pg_sleep(1.5)"); err == nil {
		t.Error("a statement without an end was waited for beyond the silence allowed")
	}
}

// crowd leaves a pool full of idle connections.
func crowd(t *testing.T, ask func(context.Context) error) {
	t.Helper()
	var all sync.WaitGroup
	for range database.MaxConnections {
		all.Go(func() {
			if err := ask(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// link passes connections on to PostgreSQL's socket.
type link struct {
	url  string
	mu   sync.Mutex
	open map[net.Conn]*bool // whether it is silent
}

func newLink(t *testing.T) *link {
	t.Helper()
	u, err := url.Parse(testkit.DatabaseURL(t))
	if err != nil {
		t.Fatal(err)
	}
	socket := fmt.Sprintf("%s/.s.PGSQL.%s", u.Query().Get("host"), u.Query().Get("port"))
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &link{open: map[net.Conn]*bool{}}
	u.Host, u.RawQuery = ln.Addr().String(), "sslmode=disable"
	l.url = u.String()
	t.Cleanup(func() {
		_ = ln.Close()
		l.mu.Lock()
		defer l.mu.Unlock()
		for c := range l.open {
			_ = c.Close()
		}
	})
	go func() {
		for {
			client, err := ln.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("unix", socket)
			if err != nil {
				_ = client.Close()
				continue
			}
			l.pass(client, server)
		}
	}()
	return l
}

func (l *link) pass(client, server net.Conn) {
	silent := new(bool)
	l.mu.Lock()
	l.open[client] = silent
	l.mu.Unlock()
	go func() { _, _ = io.Copy(server, client); _ = server.Close() }()
	go func() {
		b := make([]byte, 1<<16)
		for {
			n, err := server.Read(b)
			l.mu.Lock()
			quiet := *silent
			l.mu.Unlock()
			if err != nil {
				if !quiet {
					_ = client.Close()
				}
				return
			}
			if !quiet {
				_, _ = client.Write(b[:n])
			}
		}
	}()
}

// fallSilent is for all connections of this moment.
func (l *link) fallSilent() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, silent := range l.open {
		*silent = true
	}
}
