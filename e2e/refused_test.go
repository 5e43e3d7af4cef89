package e2e

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/shanyraq/shanyraq/e2e/internal/local"
)

// What stands in the way of a start is said in one sentence that tells what to
// do; nothing runs on, and nothing half-made is left behind.
func TestStartSaysWhatStandsInTheWay(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	file := filepath.Join(folder(t), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, listen, want string
		dir                func(t *testing.T) string
	}{
		{"busy port", taken.Addr().String(), "is taken by another program: stop that program or give another address", fresh},
		{"foreign address", "192.0.2.1:8080", "this machine has no address 192.0.2.1:8080", fresh},
		{"port alone", "8080", `"8080" is no address to listen on: write HOST:PORT, or :PORT`, fresh},
		{"no number", "127.0.0.1:port", "names a machine or a port that is not known here: write HOST:PORT, or :PORT", fresh},
		{"too large a number", "127.0.0.1:80808", "is no address to listen on", fresh},
		{"no folder", "", "is not a folder: give another one with --data-dir", func(*testing.T) string { return filepath.Join(file, "data") }},
		{"read-only folder", "", "can only be read: make it writable", func(t *testing.T) string { return filepath.Join(tmpfs(t, "ro"), "data") }},
		{"full folder", "", "is full: free some space and start again", func(t *testing.T) string { return filepath.Join(tmpfs(t, "size=2m"), "data") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := c.dir(t)
			if c.listen == "" {
				c.listen = fmt.Sprintf("127.0.0.1:%d", freePort(t))
			}
			refusedStart(t, dir, c.listen, c.want)
			if _, err := os.Stat(dir); err == nil {
				t.Errorf("%s is left behind", dir)
			}
		})
	}
}

// Whatever way a listening address is written, the server starts and says where
// people find it.
func TestStartsOnEveryWayToWriteAnAddress(t *testing.T) {
	for host, prints := range map[string]string{"": "http://", "0.0.0.0": "http://", "[::]": "http://", "[::1]": "http://[::1]:%d/desk/", "localhost": "http://127.0.0.1:%d/desk/"} {
		t.Run(host, func(t *testing.T) {
			port := freePort(t)
			p := start(t, nil, nil, "shanyraq", "serve", "--data-dir", fresh(t), "--listen", fmt.Sprintf("%s:%d", host, port))
			own := host
			if host != "[::1]" {
				own = "127.0.0.1"
			}
			until(t, p, "it serves", func() bool { return local.Ready(fmt.Sprintf("http://%s:%d", own, port)) })
			if strings.Contains(prints, "%d") {
				prints = fmt.Sprintf(prints, port)
			}
			until(t, p, "it says where", func() bool { return strings.Contains(p.out.String(), prints) })
			if said := p.out.String(); strings.Contains(said, "0.0.0.0") || strings.Contains(said, "[::]:") {
				t.Errorf("nobody can open the address that it says:\n%s", said)
			}
			p.signal(syscall.SIGTERM)
			p.wait()
		})
	}
}

func TestAPublicAddressIsChecked(t *testing.T) {
	p := start(t, nil, nil, "shanyraq", "serve", "--data-dir", fresh(t), "--listen", fmt.Sprintf("127.0.0.1:%d", freePort(t)), "--public-url", "forum.example.kz")
	if status, said := p.wait(), strings.TrimSpace(p.out.String()); status != 1 || !strings.Contains(said, "lacks http:// or https:// at its beginning") || strings.Contains(said, "\n") {
		t.Errorf("status %d: %s", status, said)
	}
}

// A damaged database is not touched: whoever has a backup can put it back.
func TestDamagedDatabaseIsSaid(t *testing.T) {
	in := serve(t)
	in.signal(syscall.SIGTERM)
	in.wait()
	logs, err := filepath.Glob(filepath.Join(in.dir, "postgres", "pg*", "pg_wal", "0*"))
	if err != nil || len(logs) == 0 {
		t.Fatalf("write-ahead log: %v, %v", logs, err)
	}
	for _, path := range logs {
		if err := os.WriteFile(path, make([]byte, 16<<20), 0o600); err != nil { // #nosec G703 -- of our own folder
			t.Fatal(err)
		}
	}
	refusedStart(t, in.dir, strings.TrimPrefix(in.url, "http://"), "is damaged and nothing was changed: put the folder back from a backup")
}

// A demonstration's passwords are known to everybody: its folder is never served
// for real.
func TestDemonstrationIsNotServedForReal(t *testing.T) {
	dir := fresh(t)
	listen := fmt.Sprintf("127.0.0.1:%d", freePort(t))
	p := start(t, nil, nil, "shanyraq", "serve", "--demo", "--data-dir", dir, "--listen", listen)
	until(t, p, "it serves", func() bool { return local.Ready("http://" + listen) })
	p.signal(syscall.SIGTERM)
	p.wait()
	refusedStart(t, dir, listen, "holds a demonstration, whose passwords everybody knows")
}

func refusedStart(t *testing.T, dir, listen, want string) {
	t.Helper()
	p := start(t, nil, nil, "shanyraq", "serve", "--data-dir", dir, "--listen", listen)
	if status := p.wait(); status != 1 {
		t.Errorf("status %d", status)
	}
	said := strings.TrimSpace(p.out.String())
	if !strings.Contains(said, want) || strings.Contains(said, "\n") {
		t.Errorf("it said:\n%s\nwant one line with: %s", said, want)
	}
	if left := processesOf(t, dir); len(left) > 0 {
		t.Errorf("left running: %v", left)
	}
}

// fresh is a folder that is not there yet.
func fresh(t *testing.T) string { return filepath.Join(folder(t), "data") }

// tmpfs mounts a small file system for the test.
func tmpfs(t *testing.T, options string) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a small disk")
	}
	dir := folder(t)
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", options+",mode=755", "tmpfs", dir).CombinedOutput(); err != nil { // #nosec G204 -- a test's own
		t.Skipf("no small disk can be mounted here: %v %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", dir).Run() }) // #nosec G204 -- a test's own
	return dir
}
