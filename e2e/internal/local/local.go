// Package local is what the tests and the chaos campaign know alike of an
// installation that runs: where it may listen, where its data may lie, whether it
// is ready, which PostgreSQL is its own.
package local

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

var (
	portMu   sync.Mutex
	nextPort = 20000 + os.Getpid()*97%10000 // far from another run that starts now
)

// FreePort takes one below 32768: a higher one can be taken by an outgoing
// connection while a server restarts. None is given twice.
func FreePort(ctx context.Context) (int, error) {
	portMu.Lock()
	defer portMu.Unlock()
	for ; nextPort < 32768; nextPort++ {
		ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", nextPort))
		if err == nil {
			nextPort++
			return nextPort - 1, ln.Close()
		}
	}
	return 0, errors.New("no free port")
}

// Folder makes a data folder that PostgreSQL's user can enter, too: temporary ones
// are closed to others.
func Folder(prefix string) (string, error) {
	dir, err := os.MkdirTemp("", prefix)
	if err != nil {
		return "", err
	}
	return dir, os.Chmod(dir, 0o755) // #nosec G302 -- see above
}

var probing = &http.Client{Timeout: 5 * time.Second}

// Ready asks /readyz.
func Ready(url string) bool {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url+"/readyz", nil)
	if err != nil {
		return false
	}
	resp, err := probing.Do(req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// Postmaster is the process id of the PostgreSQL of a data folder, 0 while there is
// none.
func Postmaster(data string) int {
	files, err := filepath.Glob(filepath.Join(data, "postgres", "*", "postmaster.pid"))
	if err != nil || len(files) != 1 {
		return 0
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, _ := strconv.Atoi(first)
	return pid
}
