package pgchild

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	readyPoll  = 5 * time.Millisecond
	maxLogSize = 16 << 20
)

// process is one postmaster, from its start to its end.
type process struct {
	pid    int
	cmd    *exec.Cmd
	logged int64         // size of pg.log when it started
	exited chan struct{} // closed after err is set
	err    error
}

// launch starts the postmaster without waiting for it to become ready.
func (c *cluster) launch() (*process, error) {
	log, size, err := c.openLog()
	if err != nil {
		return nil, fmt.Errorf("opening the server's log: %w", err)
	}
	defer log.Close()

	p := &process{logged: size, exited: make(chan struct{})}
	//nolint:noctx // the child outlives every context; shutdown ends it in steps
	p.cmd = exec.Command(filepath.Join(c.binDir, "postgres"), c.arguments()...)
	p.cmd.Dir = "/" // ours may be unreadable for the account that runs PostgreSQL
	p.cmd.Env = childEnv()
	// A file, not a writer: Wait would otherwise wait for every backend that
	// survives the postmaster.
	p.cmd.Stdout, p.cmd.Stderr = log, log
	// An own process group, so that Ctrl-C in a terminal reaches us only and we
	// decide when the database goes.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: c.acct.credential()}
	dieWithParent(p.cmd.SysProcAttr)

	started := make(chan error, 1)
	go func() {
		// The kernel sends the parent-death signal when the *thread* that forked
		// ends, so this one must live as long as the child.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			p.err = p.cmd.Wait()
			close(p.exited)
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("running %s: %w", p.cmd.Path, err)
	}
	p.pid = p.cmd.Process.Pid
	return p, nil
}

// awaitReady returns once p accepts connections. When p exits before, the error
// carries the end of its log.
func (c *cluster) awaitReady(ctx context.Context, p *process) error {
	tick := time.NewTicker(readyPoll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for PostgreSQL to become ready: %w", ctx.Err())
		case <-p.exited:
			return fmt.Errorf("PostgreSQL exited before it was ready (%w): %w", p.err, c.explain(c.logSince(p.logged)))
		case <-tick.C:
		}
		if f, err := readPIDFile(c.dataDir); err == nil && f.pid == p.pid && f.status == "ready" {
			return nil
		}
	}
}

// shutdown ends p and waits. It reports whether it had to use more than the
// fast shutdown, which it does as soon as force is closed.
func (p *process) shutdown(force <-chan struct{}) (hard bool) {
	p.signal(syscall.SIGINT)
	select {
	case <-p.exited:
		return false
	case <-force:
	}
	p.signal(syscall.SIGQUIT)
	select {
	case <-p.exited:
		return true
	case <-time.After(forcedGrace):
	}
	p.signal(syscall.SIGKILL)
	<-p.exited
	return true
}

// signal goes through os.Process, which cannot hit a recycled process id.
func (p *process) signal(sig os.Signal) { _ = p.cmd.Process.Signal(sig) }

// openLog opens pg.log for appending, putting a grown one aside.
func (c *cluster) openLog() (*os.File, int64, error) {
	name := c.logFile()
	if fi, err := os.Stat(name); err == nil && fi.Size() > maxLogSize {
		if err := os.Rename(name, name+".1"); err != nil {
			return nil, 0, err
		}
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, 0, err
	}
	fi, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, fi.Size(), nil
}

// logSince returns the last lines of what was logged after offset.
func (c *cluster) logSince(offset int64) string {
	const most = 2000
	f, err := os.Open(c.logFile())
	if err != nil {
		return err.Error()
	}
	defer f.Close()
	if fi, err := f.Stat(); err == nil {
		offset = max(offset, fi.Size()-most)
	}
	text, err := io.ReadAll(io.NewSectionReader(f, offset, most))
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(text))
}

// pidFile is what a postmaster writes about itself into postmaster.pid.
type pidFile struct {
	pid    int
	status string // "starting", "ready", "stopping", "standby"; empty before the first
}

var errNoPID = errors.New("postmaster.pid names no process")

// readPIDFile returns errNoPID for a file without a process id in it.
func readPIDFile(dataDir string) (pidFile, error) {
	text, err := os.ReadFile(filepath.Join(dataDir, "postmaster.pid"))
	if err != nil {
		return pidFile{}, err
	}
	lines := strings.Split(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || pid <= 0 {
		return pidFile{}, errNoPID
	}
	f := pidFile{pid: pid}
	if len(lines) >= 8 {
		f.status = strings.TrimSpace(lines[7])
	}
	return f, nil
}

// childEnv keeps our environment away from PostgreSQL: PGDATA, PGOPTIONS or an
// unknown LANG would change what it does.
func childEnv() []string {
	return []string{"LC_ALL=C", "PATH=" + os.Getenv("PATH")}
}
