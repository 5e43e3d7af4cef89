package pgchild

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/pkg/service/file"
)

const superuser = "postgres"

// cluster is a database cluster on disk with the programs that run it.
type cluster struct {
	opts      Options
	acct      account
	dir       string // Options.DataDir, absolute
	dataDir   string // dir/pg18
	socketDir string
	binDir    string
	version   string
}

func newCluster(o Options, acct account, dir, binDir, version string) (*cluster, error) {
	if o.TCPPort < 0 || o.TCPPort > 65535 {
		return nil, fmt.Errorf("TCP port %d does not exist", o.TCPPort)
	}
	for name := range o.Settings {
		if slices.Contains(ownSettings, strings.ToLower(name)) {
			return nil, fmt.Errorf("the setting %s is pgchild's own", name)
		}
	}
	major, err := majorOf(version)
	if err != nil {
		return nil, err
	}
	c := &cluster{opts: o, acct: acct, dir: dir, dataDir: clusterDir(dir, major), binDir: binDir, version: version}
	c.socketDir = c.chooseSocketDir()
	return c, nil
}

func clusterDir(dir string, major int) string { return filepath.Join(dir, "pg"+strconv.Itoa(major)) }

func (c *cluster) logFile() string      { return filepath.Join(c.dir, "pg.log") }
func (c *cluster) passwordFile() string { return filepath.Join(c.dir, "pg.password") }

// clusterMajors lists the major versions that have a finished cluster in dir,
// the newest first.
func clusterMajors(dir string) []int {
	found, _ := filepath.Glob(filepath.Join(dir, "pg[0-9]*", "PG_VERSION")) // errs on bad patterns only
	var majors []int
	for _, f := range found {
		if n, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(filepath.Dir(f)), "pg")); err == nil {
			majors = append(majors, n)
		}
	}
	slices.Sort(majors)
	slices.Reverse(majors)
	return majors
}

// create makes the cluster unless there is one. It is made aside and renamed
// when finished, so an interrupted initdb leaves nothing that looks usable.
func (c *cluster) create(ctx context.Context, log *zap.Logger) error {
	if _, err := os.Stat(filepath.Join(c.dataDir, "PG_VERSION")); err == nil {
		return nil
	}
	begun := time.Now()
	if err := c.makePassword(); err != nil {
		return fmt.Errorf("making the superuser's password: %w", err)
	}
	const partial = ".partial-"
	leftovers, _ := filepath.Glob(c.dataDir + partial + "*")
	for _, l := range leftovers {
		_ = os.RemoveAll(l) // only costs space
	}
	tmp, err := os.MkdirTemp(c.dir, filepath.Base(c.dataDir)+partial)
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp) // after the rename: nothing there
	if err := c.acct.give(tmp); err != nil {
		return err
	}
	if err := c.initdb(ctx, tmp); err != nil {
		return err
	}
	if err := os.Rename(tmp, c.dataDir); err != nil {
		return err
	}
	if !c.opts.Fast {
		if err := syncDir(c.dir); err != nil {
			return err
		}
	}
	log.Info("created a PostgreSQL cluster", zap.String("dir", c.dataDir), zap.Duration("took", time.Since(begun)))
	return nil
}

// initdb makes the sort order linguistic and the same on every machine (ICU's
// root collation) and has pg_trgm and upper() understand Cyrillic, which they do
// not with LC_CTYPE=C.
func (c *cluster) initdb(ctx context.Context, dir string) error {
	ctype := "C.UTF-8"
	if runtime.GOOS == "darwin" {
		ctype = "en_US.UTF-8" // older macOS has no C.UTF-8
	}
	args := []string{
		"--pgdata=" + dir, "--username=" + superuser, "--pwfile=" + c.passwordFile(),
		"--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8",
		"--locale-provider=icu", "--icu-locale=und", "--lc-collate=C", "--lc-ctype=" + ctype,
		"--lc-messages=C", "--lc-monetary=C", "--lc-numeric=C", "--lc-time=C",
	}
	if c.opts.Fast {
		args = append(args, "--no-sync")
	}
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, filepath.Join(c.binDir, "initdb"), args...)
	cmd.Dir, cmd.Env = "/", childEnv()
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.WaitDelay = forcedGrace
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: c.acct.credential()}
	dieWithParent(cmd.SysProcAttr)
	runtime.LockOSThread() // for the parent-death signal, as in launch
	defer runtime.UnlockOSThread()
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("running initdb: %w: %w", errors.Join(err, ctx.Err()), c.explain(out.String()))
	}
	return nil
}

// makePassword writes a random password for the superuser unless there is one.
// The account owns the file because initdb reads it.
func (c *cluster) makePassword() error {
	if _, err := c.password(); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return file.Write(c.passwordFile(), []byte(rand.Text()+"\n"), 0o600, c.acct.give)
}

func (c *cluster) password() (string, error) {
	text, err := os.ReadFile(c.passwordFile())
	if err != nil {
		return "", err
	}
	pw := strings.TrimSpace(string(text))
	if pw == "" {
		return "", fmt.Errorf("%s is empty: remove it, or write the superuser's password into it", c.passwordFile())
	}
	return pw, nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
