// Package testkit gives each test a database and a NATS server of its own, real
// ones: PostgreSQL is started once for a test binary, each test gets a fresh
// database in it; NATS is started in process for each test.
package testkit

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq" // the driver
	"github.com/nats-io/nats.go"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/pgchild"
)

// Patience is how long a test waits for a signal before it gives up: generous,
// because two shared cores under -race are slow.
const Patience = 30 * time.Second

var cluster struct {
	sync.Once
	server *pgchild.Server
	dir    string
	err    error
}

// Main runs a package's tests and stops the PostgreSQL they started. Use it as
// func TestMain(m *testing.M) { testkit.Main(m) }.
func Main(m *testing.M) {
	code := m.Run()
	if cluster.server != nil {
		ctx, cancel := context.WithTimeout(context.Background(), Patience)
		_ = cluster.server.Stop(ctx)
		cancel()
	}
	if cluster.dir != "" {
		_ = os.RemoveAll(cluster.dir)
	}
	os.Exit(code)
}

func start() {
	cluster.dir, cluster.err = os.MkdirTemp("/tmp", "shq-test-")
	if cluster.err != nil {
		return
	}
	if cluster.err = os.Chmod(cluster.dir, 0o755); cluster.err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute) // the first run downloads PostgreSQL
	defer cancel()
	cluster.server, cluster.err = pgchild.Start(ctx, pgchild.Options{DataDir: cluster.dir, Fast: true, Log: zap.NewNop()})
}

// DatabaseURL makes a database for this test alone and drops it afterwards.
func DatabaseURL(t testing.TB) string {
	t.Helper()
	cluster.Do(start)
	if cluster.err != nil {
		t.Fatalf("starting PostgreSQL for tests: %v", cluster.err)
	}
	name := "t_" + randomHex()
	exec(t, "CREATE DATABASE "+name)
	t.Cleanup(func() { exec(t, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return cluster.server.URL(name)
}

// CopyDatabase is a backup of a test's database, made at this moment and restored
// as another one; nobody may be connected to it.
func CopyDatabase(t testing.TB, dsn string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	name := "t_" + randomHex()
	exec(t, "CREATE DATABASE "+name+" TEMPLATE "+strings.TrimPrefix(u.Path, "/"))
	t.Cleanup(func() { exec(t, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return WithDatabase(dsn, name)
}

func exec(t testing.TB, statement string) {
	t.Helper()
	db, err := sqlx.Open("postgres", cluster.server.URL("postgres"))
	if err != nil {
		t.Fatalf("opening the test cluster: %v", err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec(statement); err != nil {
		t.Errorf("%s: %v", statement, err)
	}
}

// Database opens a fresh database as its superuser, for tests of plumbing.
func Database(t testing.TB) *sqlx.DB {
	t.Helper()
	db, err := sqlx.Open("postgres", DatabaseURL(t))
	if err != nil {
		t.Fatalf("opening test database: %v", err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// NATS starts a NATS server with JetStream for this test and connects to it.
func NATS(t testing.TB) *nats.Conn {
	t.Helper()
	server, err := bus.Server(t.Context(), bus.ServerOptions{Dir: t.TempDir(), Log: zap.NewNop()})
	if err != nil {
		t.Fatalf("starting NATS for tests: %v", err)
	}
	t.Cleanup(func() { server.Stop() })
	nc, err := server.Connect()
	if err != nil {
		t.Fatalf("connecting to NATS: %v", err)
	}
	t.Cleanup(nc.Close)
	return nc
}

// Log writes warnings and errors to the test's output.
func Log(t testing.TB) *zap.Logger { return zaptest.NewLogger(t, zaptest.Level(zap.WarnLevel)) }

// Eventually waits until the condition holds, polling closely: for states that
// nobody signals, such as a row written by another service.
func Eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	deadline := time.NewTimer(Patience)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-deadline.C:
			t.Fatalf("waited %s in vain: %s", Patience, what)
		case <-tick.C:
		}
	}
}

func randomHex() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// WithDatabase replaces the database in a PostgreSQL URL.
func WithDatabase(dsn, name string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		panic(fmt.Sprintf("parsing %q: %v", dsn, err))
	}
	u.Path = "/" + name
	return u.String()
}
