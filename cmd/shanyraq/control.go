package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/backup"
	"github.com/shanyraq/shanyraq/pkg/service"
)

const (
	errorTrailer = "Shanyraq-Error"
)

// control answers the operator's commands on a socket in the data folder: whoever
// may open it may read the folder as well. It gives out backups, carries out what is
// ordered of accounts, and ends with ctx.
func control(ctx context.Context, dir, databaseURL string, log *zap.Logger, source backup.Source) (stop func(), err error) {
	path := filepath.Join(dir, backup.ControlName)
	if longest := len(syscall.RawSockaddrUnix{}.Path) - 1; len(path) > longest {
		log.Warn("the data folder's path is too long for a socket: stop the server to make a backup by hand", zap.Int("longest", longest-len(backup.ControlName)-1))
		return func() {}, nil
	}
	// The lock on the folder is ours, so this one is of a process that was killed.
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("removing an old socket: %w", err)
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "unix", path)
	if err == nil {
		err = os.Chmod(path, 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("listening for the operator's commands: %w", err)
	}
	var one sync.Mutex // at a time
	mux := http.NewServeMux()
	mux.HandleFunc("POST /backup", func(w http.ResponseWriter, r *http.Request) {
		one.Lock()
		defer one.Unlock()
		w.Header().Set("Trailer", errorTrailer)
		told := func(estimate int64) { log.Info("making a backup", zap.Int64("database bytes", estimate)) }
		if err := backup.Take(r.Context(), w, source, told); err != nil {
			w.Header().Set(errorTrailer, service.Redact(err.Error()))
		}
	})
	mux.HandleFunc("POST /account", answerAccounts(databaseURL))
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: 10 * time.Second, ErrorLog: zap.NewStdLog(log.Named("control")),
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	go func() { _ = server.Serve(ln) }()
	return func() { _ = server.Close() }, nil
}

// errNoServer says that no server runs on the folder.
var errNoServer = errors.New("no server runs")

// askServer gives the server that runs on the folder an order. Error: errNoServer.
func askServer(ctx context.Context, dir, order string, body io.Reader) (*http.Response, error) {
	path := filepath.Join(dir, backup.ControlName)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	}}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://control"+order, body)
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(req)
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
		return nil, errNoServer
	}
	if err != nil {
		return nil, fmt.Errorf("asking the running server: %w", err)
	}
	return resp, nil
}

// askForBackup has the server that runs on the folder write a backup to w.
func askForBackup(ctx context.Context, dir string, w io.Writer) error {
	resp, err := askServer(ctx, dir, "/backup", nil)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the running server answers %s: it may be of another version", resp.Status)
	}
	if _, err := io.Copy(w, resp.Body); err != nil {
		return err
	}
	if words := resp.Trailer.Get(errorTrailer); words != "" {
		return errors.New(words)
	}
	return nil
}
