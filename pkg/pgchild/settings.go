package pgchild

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// ownSettings decide where the server listens and how its processes are found;
// changing them would make URL and the supervision wrong.
var ownSettings = []string{"port", "listen_addresses", "unix_socket_directories", "unix_socket_permissions", "cluster_name", "data_directory", "external_pid_file", "logging_collector"}

// arguments is the postmaster's command line. Settings travel on it rather than
// in postgresql.conf, so that a new release changes them for existing clusters.
func (c *cluster) arguments() []string {
	listen := ""
	if c.opts.TCPPort != 0 {
		listen = "127.0.0.1"
	}
	settings := map[string]string{
		"cluster_name":            c.marker(),
		"listen_addresses":        listen,
		"port":                    strconv.Itoa(c.port()),
		"unix_socket_directories": `"` + strings.ReplaceAll(c.socketDir, `"`, `""`) + `"`, // a list: quoted against commas
		"unix_socket_permissions": "0700",
		"logging_collector":       "off", // stderr is pg.log
		"log_line_prefix":         "%m [%p] %q%u@%d ",
		"log_timezone":            "UTC",
		"timezone":                "UTC",
		"password_encryption":     "scram-sha-256",
		// Sized for one small machine that also runs everything else.
		"max_connections":      "200",
		"shared_buffers":       "128MB",
		"effective_cache_size": "512MB",
		"work_mem":             "4MB",
		"maintenance_work_mem": "64MB",
		"jit":                  "off", // costs short queries more than it gives
		// Enough WAL between checkpoints for bursts, little enough for a quick recovery.
		"wal_level":                    "replica",
		"wal_compression":              "on",
		"min_wal_size":                 "80MB",
		"max_wal_size":                 "1GB",
		"checkpoint_completion_target": "0.9",
		"random_page_cost":             "1.1",
		// Stated, because an acknowledged vote must survive the power failing.
		"fsync":              "on",
		"synchronous_commit": "on",
		"full_page_writes":   "on",
	}
	if c.opts.Fast {
		for _, name := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
			settings[name] = "off"
		}
	}
	for name, value := range c.opts.Settings {
		settings[strings.ToLower(name)] = value
	}
	args := []string{"-D", c.dataDir}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		args = append(args, "-c", name+"="+settings[name])
	}
	return args
}

// port names the socket file even when nothing listens on TCP.
func (c *cluster) port() int {
	if c.opts.TCPPort != 0 {
		return c.opts.TCPPort
	}
	return 5432
}

// chooseSocketDir takes DataDir/run unless the socket's path would be longer
// than the operating system allows; then a directory in /tmp that depends on
// DataDir alone, so that it is the same after a restart.
func (c *cluster) chooseSocketDir() string {
	longest := len(syscall.RawSockaddrUnix{}.Path) - 1 // 107 on Linux, 103 on macOS
	dir := filepath.Join(c.dir, "run")
	if len(c.socketPath(dir)) <= longest {
		return dir
	}
	return filepath.Join("/tmp", fmt.Sprintf("shq-%s", hash(strconv.Itoa(c.acct.uid)+":"+c.dir)))
}

// makeSocketDir creates the socket directory for the account alone: whoever can
// open the socket is the superuser. In /tmp somebody else may have been there
// first, so a directory that is not wholly the account's is refused.
//
// It must be called when no process of the cluster is left: it removes an old
// socket and its lock, for the reasons given at removeMisleadingPIDFile.
func (c *cluster) makeSocketDir() error {
	err := os.Mkdir(c.socketDir, 0o700)
	if err == nil {
		err = c.acct.give(c.socketDir)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	fi, err := os.Lstat(c.socketDir)
	if err != nil {
		return err
	}
	owner := int(fi.Sys().(*syscall.Stat_t).Uid)
	if !fi.IsDir() || owner != c.acct.uid || fi.Mode().Perm() != 0o700 {
		return fmt.Errorf("%s must be a directory of uid %d with mode 0700, but it is %v of uid %d: remove it", c.socketDir, c.acct.uid, fi.Mode(), owner)
	}
	socket := c.socketPath(c.socketDir)
	for _, old := range []string{socket, socket + ".lock"} {
		if err := os.Remove(old); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (c *cluster) socketPath(dir string) string {
	return filepath.Join(dir, ".s.PGSQL."+strconv.Itoa(c.port()))
}
