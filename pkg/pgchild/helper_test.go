package pgchild

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	_ "github.com/lib/pq"
	"go.uber.org/zap/zaptest"
)

const (
	helperEnv = "PGCHILD_TEST_HELPER" // a data directory: be a parent to be killed
	deafEnv   = "PGCHILD_TEST_DEAF"   // be a process that heeds no signal
	patience  = 60 * time.Second
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperEnv); dir != "" {
		beParent(dir)
	}
	if os.Getenv(deafEnv) != "" {
		signal.Ignore(syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM)
		_, _ = os.Stdout.WriteString("deaf")
		<-time.After(time.Hour)
	}
	os.Exit(m.Run())
}

// beParent runs a server until it is killed.
func beParent(dir string) {
	s, err := Start(context.Background(), Options{DataDir: dir})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	_ = json.NewEncoder(os.Stdout).Encode(parentSays{PID: s.PID(), URL: s.URL("postgres")})
	<-s.Done()
	os.Exit(1)
}

type parentSays struct {
	PID int
	URL string
}

// startParent starts a server in a process of its own.
func startParent(t *testing.T, dir string) (*exec.Cmd, parentSays) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperEnv+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	var says parentSays
	if err := json.NewDecoder(bufio.NewReader(out)).Decode(&says); err != nil {
		t.Fatalf("the parent did not start: %v", err)
	}
	return cmd, says
}

// dataDir makes a directory that the lent account can reach, which t.TempDir
// does not.
func dataDir(t *testing.T) string {
	t.Helper()
	base, err := os.MkdirTemp("/tmp", "pgchild-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(base) })
	if err := os.Chmod(base, 0o755); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(base, "data")
}

func deadline(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

func start(t *testing.T, o Options) *Server {
	t.Helper()
	if o.Log == nil {
		o.Log = zaptest.NewLogger(t)
	}
	s, err := Start(deadline(t), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, s) })
	return s
}

func stop(t *testing.T, s *Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.Stop(ctx); err != nil {
		t.Error(err)
	}
}

func open(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func run(t *testing.T, db *sql.DB, query string) {
	t.Helper()
	if _, err := db.ExecContext(deadline(t), query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func ask[T any](t *testing.T, db *sql.DB, query string) (answer T) {
	t.Helper()
	if err := db.QueryRowContext(deadline(t), query).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return answer
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for ctx := deadline(t); !holds(); {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%s did not happen within %v", what, patience)
		}
	}
}

func kill(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}
