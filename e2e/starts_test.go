package e2e

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/shanyraq/shanyraq/e2e/internal/local"
	"github.com/shanyraq/shanyraq/pkg/pgchild"
	"github.com/shanyraq/shanyraq/pkg/words"
)

// beginning is one way to start a server. It works, or ends with one sentence that
// tells what to do, in the language of who started it, and leaves nothing behind.
type beginning struct {
	name   string
	listen string                    // with %d for a free port; "" = 127.0.0.1:%d
	args   []string                  // further ones
	dir    func(t *testing.T) string // nil = one that is not there yet
	// one of these two:
	refuses string // the key of its sentence
	works   string // where it says that people find it, %d is the port
}

// TestEveryStartThatPeopleType is the table of them.
func TestEveryStartThatPeopleType(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	now, file := time.Now(), filepath.Join(folder(t), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	cert, key := pair(t, now.AddDate(1, 0, 0), "forum.example.kz")
	_, foreign := pair(t, now.AddDate(1, 0, 0), "forum.example.kz")
	ended, itsKey := pair(t, now.AddDate(0, 0, -1), "forum.example.kz")
	files := func(cert, key string, more ...string) []string {
		return append([]string{"--tls-cert", cert, "--tls-key", key}, more...)
	}
	public := func(address string, more ...string) []string { return append(more, "--public-url", address) }
	for _, c := range []beginning{
		{name: "a port", listen: ":%d", works: "http://"},
		{name: "every number", listen: "0.0.0.0:%d", works: "http://"},
		{name: "every number of both kinds", listen: "[::]:%d", works: "http://"},
		{name: "IPv6", listen: "[::1]:%d", works: "http://[::1]:%d/desk/"},
		{name: "a name", listen: "localhost:%d", works: "http://127.0.0.1:%d/desk/"},
		{name: "an old folder", dir: lived(), works: "http://127.0.0.1:%d/desk/"},
		{name: "a lost key of the settings", dir: lived(withoutKey), works: "http://127.0.0.1:%d/desk/"},

		{name: "a taken port", listen: taken.Addr().String(), refuses: "listen.taken"},
		{name: "a foreign address", listen: "192.0.2.1:8080", refuses: "listen.foreign"},
		{name: "a port without a colon", listen: "8080", refuses: "listen.form"},
		{name: "too large a port", listen: "127.0.0.1:80808", refuses: "listen.form"},
		{name: "a word for a port", listen: "127.0.0.1:port", refuses: "listen.name"},
		{name: "a public address without a scheme", args: public("forum.example.kz"), refuses: "public.scheme"},
		{name: "another scheme", args: public("ftp://forum.example.kz"), refuses: "public.other"},
		{name: "a scheme alone", args: public("https://"), refuses: "public.host"},
		{name: "a page for an address", args: public("https://forum.example.kz/desk"), refuses: "public.more"},
		{name: "an address for everything", args: public("http://0.0.0.0:8080"), refuses: "public.nowhere"},

		{name: "another's key", args: files(cert, foreign), refuses: "certificate.mismatch"},
		{name: "an ended certificate", args: files(ended, itsKey), refuses: "certificate.ended"},
		{name: "another name", args: files(cert, key, "--public-url", "https://forum.kz"), refuses: "certificate.other"},
		{name: "swapped", args: files(key, cert), refuses: "certificate.swapped"},
		{name: "no certificate", args: files(cert+".gone", key), refuses: "certificate.missing"},
		{name: "a certificate alone", args: []string{"--tls-cert", cert}, refuses: "certificate.pair"},
		{name: "a plain public address", args: files(cert, key, "--public-url", "http://forum.example.kz"), refuses: "public.plain"},
		{name: "a second address alone", args: []string{"--plain-listen", ":8080"}, refuses: "tls.plain"},
		{name: "a taken second address", args: files(cert, key, "--plain-listen", taken.Addr().String()), refuses: "listen.taken"},
		{name: "local with files", args: files(cert, key, "--tls", "local"), refuses: "tls.own"},
		{name: "local for a name", args: public("https://forum.example.kz", "--tls", "local"), refuses: "certificate.private"},
		{name: "acme without a name", args: []string{"--tls", "acme"}, refuses: "tls.name"},
		{name: "acme for a number", args: public("https://192.168.1.5", "--tls", "acme"), refuses: "certificate.public"},
		{name: "a password on the command line", args: []string{"--database-url", "postgres://forum:hunter22@127.0.0.1/forum"}, refuses: "flag.password"},

		{name: "a file for a folder", dir: func(*testing.T) string { return filepath.Join(file, "data") }, refuses: "folder.none"},
		{name: "a read-only disk", dir: func(t *testing.T) string { return filepath.Join(tmpfs(t, "ro"), "data") }, refuses: "folder.readonly"},
		{name: "a full disk", dir: func(t *testing.T) string { return filepath.Join(tmpfs(t, "size=2m"), "data") }, refuses: "folder.full"},
		{name: "a demonstration served for real", dir: demonstrated, refuses: "folder.demonstration"},
		{name: "a damaged database", dir: lived(damage), refuses: "database.damaged"},
		{name: "a newer schema", dir: lived(fromTheFuture), refuses: "database.newer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := fresh
			if c.dir != nil {
				dir = c.dir
			}
			if path := dir(t); c.works != "" {
				c.start(t, path)
			} else {
				c.refused(t, path)
			}
		})
	}
}

func (c beginning) typed(port int) (listen string) {
	switch {
	case c.listen == "":
		return fmt.Sprintf("127.0.0.1:%d", port)
	case strings.Contains(c.listen, "%d"):
		return fmt.Sprintf(c.listen, port)
	}
	return c.listen
}

func (c beginning) start(t *testing.T, dir string) {
	t.Helper()
	port := freePort(t)
	p := start(t, nil, nil, "shanyraq", append([]string{"serve", "--data-dir", dir, "--listen", c.typed(port)}, c.args...)...)
	own := "127.0.0.1"
	if strings.HasPrefix(c.listen, "[::1]") {
		own = "[::1]"
	}
	until(t, p, "it serves", func() bool { return local.Ready(fmt.Sprintf("http://%s:%d", own, port)) })
	says := strings.ReplaceAll(c.works, "%d", fmt.Sprint(port))
	until(t, p, "it says where", func() bool { return strings.Contains(p.out.String(), says) })
	if said := p.out.String(); strings.Contains(said, "0.0.0.0") || strings.Contains(said, "[::]:") {
		t.Errorf("nobody can open the address that it says:\n%s", said)
	}
	p.signal(syscall.SIGTERM)
	p.wait()
}

func (c beginning) refused(t *testing.T, dir string) {
	t.Helper()
	_, err := os.Stat(dir)
	made := err == nil
	for language, lang := range map[string]string{"kk": "kk_KZ.UTF-8", "ru": "ru_RU.UTF-8", "en": "C.UTF-8"} {
		p := start(t, nil, []string{"LC_ALL=" + lang}, "shanyraq", append([]string{"serve", "--data-dir", dir, "--listen", c.typed(freePort(t))}, c.args...)...)
		status, said := p.wait(), strings.TrimSpace(p.out.String())
		if status != 1 || strings.Contains(said, "\n") || !strings.Contains(said, phrase(language, c.refuses)) {
			t.Errorf("status %d, it said:\n%s\nwant one line with: %s", status, said, phrase(language, c.refuses))
		}
		if left := processesOf(t, dir); len(left) > 0 {
			t.Errorf("left running: %v", left)
		}
		if _, err := os.Stat(dir); err == nil && !made {
			t.Errorf("%s is left behind", dir)
		}
	}
}

// A word that a flag does not know is answered with those that it knows.
func TestAWayToEncryptThatThereIsNot(t *testing.T) {
	if said := command(t, 2, "serve", "--data-dir", fresh(t), "--tls", "on"); !strings.Contains(said, `must be one of "off","files","acme","local"`) {
		t.Errorf("it said:\n%s", said)
	}
}

// phrase is the longest piece of a sentence between what is put in.
func phrase(language, key string) (longest string) {
	for _, piece := range regexp.MustCompile(`\{\{\w+\}\}`).Split(words.Shell.Say(language, key, nil), -1) {
		if len(piece) > len(longest) {
			longest = piece
		}
	}
	return longest
}

// lived makes a folder in which a server has been, and to which something was done
// after it.
func lived(after ...func(t *testing.T, dir string)) func(*testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		in := serve(t)
		in.signal(syscall.SIGTERM)
		in.wait()
		for _, do := range after {
			do(t, in.dir)
		}
		return in.dir
	}
}

// demonstrated makes a folder with a demonstration. Its passwords are known to
// everybody.
func demonstrated(t *testing.T) string {
	t.Helper()
	in := serve(t, "--demo")
	until(t, in.process, "it is set up", func() bool { return strings.Contains(in.out.String(), "/register/") })
	in.signal(syscall.SIGTERM)
	in.wait()
	return in.dir
}

func withoutKey(t *testing.T, dir string) {
	t.Helper()
	if err := os.Remove(filepath.Join(dir, "settings.key")); err != nil {
		t.Fatal(err)
	}
}

// damage writes zeros over the write-ahead log.
func damage(t *testing.T, dir string) {
	t.Helper()
	logs, err := filepath.Glob(filepath.Join(dir, "postgres", "pg*", "pg_wal", "0*"))
	if err != nil || len(logs) == 0 {
		t.Fatalf("write-ahead log: %v, %v", logs, err)
	}
	for _, path := range logs {
		if err := os.WriteFile(path, make([]byte, 16<<20), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// fromTheFuture notes a step of a schema that we do not know.
func fromTheFuture(t *testing.T, dir string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	server, err := pgchild.Start(ctx, pgchild.Options{DataDir: filepath.Join(dir, "postgres")})
	if err != nil {
		t.Fatal(err)
	}
	administer(t, server.URL("shanyraq"), "INSERT INTO sessions.goose_sessions (version_id, is_applied) VALUES (9999, true)")
	if err := server.Stop(ctx); err != nil {
		t.Fatal(err)
	}
}

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
