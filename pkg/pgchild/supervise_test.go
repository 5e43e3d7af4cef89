package pgchild

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest"
	"go.uber.org/zap/zaptest/observer"
)

func TestKilledPostmasterIsRestarted(t *testing.T) {
	s := start(t, Options{DataDir: dataDir(t)})
	url := s.URL("postgres")
	db := open(t, url)
	run(t, db, `CREATE TABLE said (n int)`)
	for n := range 3 {
		run(t, db, `INSERT INTO said VALUES (1)`)
		killAndAwaitRestart(t, s)
		eventually(t, "reconnecting", func() bool { return db.PingContext(deadline(t)) == nil })
		if got := ask[int](t, db, `SELECT count(*) FROM said`); got != n+1 {
			t.Errorf("%d of %d rows are left", got, n+1)
		}
	}
	if s.URL("postgres") != url {
		t.Error("the URL changed")
	}
	select {
	case <-s.Done():
		t.Error("Done is closed")
	default:
	}
}

func killAndAwaitRestart(t *testing.T, s *Server) {
	t.Helper()
	old, begun := s.PID(), time.Now()
	kill(t, old)
	eventually(t, "the restart", func() bool { pid := s.PID(); return pid != 0 && pid != old })
	t.Logf("restarted after %v", time.Since(begun))
}

// A backend that computes does not notice that its postmaster is gone, and keeps
// the shared memory.
func TestRestartEndsBusyBackends(t *testing.T) {
	s := start(t, Options{DataDir: dataDir(t), Fast: true})
	db := open(t, s.URL("postgres"))
	ended := make(chan error, 1)
	go func() {
		_, err := db.ExecContext(context.Background(), `/* busy */ SELECT count(*) FROM generate_series(1, 100000000) a, generate_series(1, 1000) b`)
		ended <- err
	}()
	eventually(t, "the query", func() bool {
		return ask[int](t, db, `SELECT count(*) FROM pg_stat_activity WHERE query LIKE '/* busy%' AND state = 'active'`) == 1
	})
	killAndAwaitRestart(t, s)
	if err := <-ended; err == nil {
		t.Error("the query of the killed server ended well")
	}
	eventually(t, "reconnecting", func() bool { return db.PingContext(deadline(t)) == nil })
}

func TestGivesUpWhenPostgreSQLCannotStart(t *testing.T) {
	s := start(t, Options{DataDir: dataDir(t), Fast: true})
	control := filepath.Join(s.cluster.dataDir, "global", "pg_control")
	if err := os.Rename(control, control+".away"); err != nil {
		t.Fatal(err)
	}
	kill(t, s.PID())
	select {
	case <-s.Done():
	case <-deadline(t).Done():
		t.Fatal("it never gives up")
	}
	if err := s.Err(); err == nil || !strings.Contains(err.Error(), "gave up after 5") {
		t.Errorf("Err is %v", err)
	}
	stop(t, s)
}

func TestStopDuringRestart(t *testing.T) {
	dir := dataDir(t)
	s := start(t, Options{DataDir: dir, Fast: true})
	pid := s.PID()
	kill(t, pid)
	stop(t, s)
	if s.Err() != nil {
		t.Errorf("Err after Stop: %v", s.Err())
	}
	start(t, Options{DataDir: dir, Fast: true})
}

// The whole parent is killed: its PostgreSQL ends by itself, and a start right
// after waits for that.
func TestKilledParent(t *testing.T) {
	dir := dataDir(t)
	parent, says := startParent(t, dir)
	db := open(t, says.URL)
	run(t, db, `CREATE TABLE said AS SELECT 7 AS n`)
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	begun := time.Now()
	s := start(t, Options{DataDir: dir})
	t.Logf("started after the killed parent in %v", time.Since(begun))
	if s.URL("postgres") != says.URL {
		t.Errorf("the URL changed from %s to %s", says.URL, s.URL("postgres"))
	}
	if err := syscall.Kill(says.PID, 0); err == nil && programName(says.PID) == "postgres" {
		t.Errorf("the old postmaster %d still runs", says.PID)
	}
	if got := ask[int](t, open(t, s.URL("postgres")), `SELECT n FROM said`); got != 7 {
		t.Errorf("got %d", got)
	}
}

// Nobody needs to start anew for a killed parent's PostgreSQL to end.
func TestPostgreSQLEndsWithItsParent(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has a parent-death signal")
	}
	parent, says := startParent(t, dataDir(t))
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the end of PostgreSQL", func() bool { return programName(says.PID) != "postgres" })
}

// Parent and postmaster are killed together, so nobody is left to clean up.
func TestKilledParentAndPostmaster(t *testing.T) {
	dir := dataDir(t)
	parent, says := startParent(t, dir)
	run(t, open(t, says.URL), `CREATE TABLE said AS SELECT 7 AS n`)
	kill(t, says.PID)
	_ = parent.Process.Kill()
	_ = parent.Wait()
	s := start(t, Options{DataDir: dir})
	if got := ask[int](t, open(t, s.URL("postgres")), `SELECT n FROM said`); got != 7 {
		t.Errorf("got %d", got)
	}
}

func TestStalePIDFile(t *testing.T) {
	dir := dataDir(t)
	s := start(t, Options{DataDir: dir, Fast: true})
	pidFile := filepath.Join(s.cluster.dataDir, "postmaster.pid")
	text, err := os.ReadFile(pidFile)
	if err != nil {
		t.Fatal(err)
	}
	old := strconv.Itoa(s.PID())
	stop(t, s)
	for name, pid := range map[string]string{
		"of a dead process":    old,
		"of another program":   strconv.Itoa(os.Getpid()),
		"of our own ancestor":  strconv.Itoa(os.Getppid()),
		"that names no number": "nonsense",
	} {
		t.Run(name, func(t *testing.T) {
			stale := pid + strings.TrimPrefix(string(text), old)
			for _, file := range []string{pidFile, s.cluster.socketPath(s.cluster.socketDir) + ".lock"} {
				if err := os.WriteFile(file, []byte(stale), 0o600); err != nil {
					t.Fatal(err)
				}
				if err := s.cluster.acct.give(file); err != nil {
					t.Fatal(err)
				}
			}
			again := start(t, Options{DataDir: dir, Fast: true})
			ask[int](t, open(t, again.URL("postgres")), `SELECT 1`)
			stop(t, again)
		})
	}
}

// Everything of an earlier run was stopped, not ended (a frozen container, a
// debugger): it hears no signal until it goes on.
func TestStoppedPredecessorIsEnded(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere the processes are not found")
	}
	dir := dataDir(t)
	parent, says := startParent(t, dir)
	run(t, open(t, says.URL), `CREATE TABLE said AS SELECT 7 AS n`)
	c := clusterIn(t, dir)
	pids, err := processesNamed(c.marker(), c.acct.uid)
	if err != nil || len(pids) < 2 {
		t.Fatalf("processes %v, %v", pids, err)
	}
	for _, pid := range pids {
		if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
	}
	_ = parent.Process.Kill()
	_ = parent.Wait()
	begun := time.Now()
	s := start(t, Options{DataDir: dir})
	t.Logf("started over stopped processes in %v", time.Since(begun))
	if got := ask[int](t, open(t, s.URL("postgres")), `SELECT n FROM said`); got != 7 {
		t.Errorf("got %d", got)
	}
}

// One that heeds nothing is waited for, in words, and then killed.
func TestPredecessorThatNeverEndsIsKilled(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("elsewhere the processes are not found")
	}
	dir := dataDir(t)
	stop(t, start(t, Options{DataDir: dir, Fast: true}))
	deaf := startDeaf(t, clusterIn(t, dir))
	core, said := observer.New(zap.WarnLevel)
	begun := time.Now()
	start(t, Options{DataDir: dir, Fast: true, Log: zap.New(zapcore.NewTee(core, zaptest.NewLogger(t).Core()))})
	if took := time.Since(begun); took < predecessorKill {
		t.Errorf("it was killed after %v", took)
	}
	if said.FilterMessageSnippet("waiting for an earlier PostgreSQL").Len() != 1 {
		t.Errorf("people were told %v", said.All())
	}
	if err := deaf.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Errorf("the old process ended with %v", err)
	}
}

func clusterIn(t *testing.T, dir string) *cluster {
	t.Helper()
	acct, resolved, err := prepareDataDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return &cluster{dir: resolved, acct: acct}
}

// startDeaf starts a process that looks like one of the cluster's and ignores
// what it is told.
func startDeaf(t *testing.T, c *cluster) *exec.Cmd {
	t.Helper()
	self, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(filepath.Dir(c.dir), "postgres")
	if err := os.WriteFile(program, self, 0o755); err != nil { // another account runs it
		t.Fatal(err)
	}
	cmd := exec.Command(program, c.marker())
	cmd.Env = append(os.Environ(), deafEnv+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.acct.credential()}
	ready, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	if _, err := ready.Read(make([]byte, 1)); err != nil {
		t.Fatalf("the deaf process did not start: %v", err)
	}
	return cmd
}
