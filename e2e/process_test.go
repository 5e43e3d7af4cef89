package e2e

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/e2e/internal/local"
)

// patience is how long a test waits for a state before it gives up. The first
// start may have to fetch PostgreSQL.
const patience = 2 * time.Minute

// process is a running binary.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	done chan struct{}
	err  error
	out  output
}

// output keeps what a process writes; it may be read while it writes.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}
func (o *output) String() string { o.mu.Lock(); defer o.mu.Unlock(); return o.buf.String() }

// start runs a binary until the test ends. stdout may be nil.
func start(t *testing.T, stdout io.Writer, env []string, name string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(binary(name), args...), done: make(chan struct{})} // #nosec G204 -- our own binaries
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stdout, p.cmd.Stderr = stdout, &p.out
	if stdout == nil {
		p.cmd.Stdout = &p.out
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("starting %s: %v", name, err)
	}
	go func() { p.err = p.cmd.Wait(); close(p.done) }()
	t.Cleanup(func() {
		p.signal(syscall.SIGTERM)
		p.wait()
		if t.Failed() {
			t.Logf("%s said:\n%s", name, tail(p.out.String()))
		}
	})
	return p
}

func tail(s string) string {
	const most = 6000
	if len(s) > most {
		return "…" + s[len(s)-most:]
	}
	return s
}

func (p *process) signal(s os.Signal) {
	if err := p.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Errorf("signalling: %v", err)
	}
}

// wait waits for the process to end and returns its exit status, -1 if it was
// killed.
func (p *process) wait() int {
	p.t.Helper()
	select {
	case <-p.done:
	case <-time.After(patience):
		_ = p.cmd.Process.Kill()
		<-p.done
		p.t.Errorf("%s did not end", p.cmd.Path)
	}
	return p.cmd.ProcessState.ExitCode()
}

// until polls closely for a state that nobody signals; it gives up when the
// process ends.
func until(t *testing.T, p *process, what string, holds func() bool) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-p.done:
			t.Fatalf("%s ended (%v) before: %s\n%s", p.cmd.Path, p.err, what, tail(p.out.String()))
		case <-deadline.C:
			t.Fatalf("waited in vain: %s\n%s", what, tail(p.out.String()))
		case <-tick.C:
		}
	}
}

// organiser is an account that the environment names.
type organiser struct{ login, password string }

// firstOrganiser is that of every installation of these tests but a demonstration's.
var firstOrganiser = organiser{"first", rand.Text()}

func (o organiser) serves() []string {
	return []string{"SHANYRAQ_ORGANISER_LOGIN=" + o.login, "SHANYRAQ_ORGANISER_PASSWORD=" + o.password}
}

func (o organiser) plays() []string {
	return []string{"SHANYRAQ_LOGIN=" + o.login, "SHANYRAQ_PASSWORD=" + o.password}
}

// installation is a shanyraq serve on a data folder and a port of its own.
type installation struct {
	*process
	dir, url string
	ready    string // where it is asked whether it is, "" for at url
	args     []string
}

// serve starts an installation on a clean data folder.
func serve(t *testing.T, args ...string) *installation {
	t.Helper()
	in := &installation{args: args, dir: folder(t), url: fmt.Sprintf("http://127.0.0.1:%d", freePort(t))}
	in.start(t)
	return in
}

// start starts it, or starts it again.
func (in *installation) start(t *testing.T) {
	t.Helper()
	args := append([]string{"serve", "--data-dir", in.dir, "--listen", strings.TrimPrefix(in.url, "http://")}, in.args...)
	in.process = start(t, nil, firstOrganiser.serves(), "shanyraq", args...)
	until(t, in.process, "ready", func() bool { return local.Ready(cmp.Or(in.ready, in.url)) })
}

func folder(t *testing.T) string {
	t.Helper()
	dir, err := local.Folder("shq-e2e-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// fresh is a folder that is not there yet.
func fresh(t *testing.T) string { return filepath.Join(folder(t), "data") }

func freePort(t *testing.T) int {
	t.Helper()
	port, err := local.FreePort(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// processesOf lists the processes that name the folder in their command line
// or work in it.
func processesOf(t *testing.T, dir string) []string {
	t.Helper()
	var found []string
	procs, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	for _, proc := range procs {
		cmdline, err := os.ReadFile(filepath.Join(proc, "cmdline")) // #nosec G304 -- of the kernel
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ESRCH) {
			t.Fatal(err)
		}
		cwd, _ := os.Readlink(filepath.Join(proc, "cwd"))
		if strings.Contains(string(cmdline), dir) || strings.HasPrefix(cwd, dir) {
			found = append(found, strings.ReplaceAll(string(cmdline), "\x00", " "))
		}
	}
	return found
}
