package pgchild

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"go.uber.org/zap"
)

const (
	predecessorPoll = 10 * time.Millisecond
	lockGrace       = time.Second
	zombie          = "zombie" // see programName
)

// lockDir takes the data directory for this process. The lock is the proof that
// a PostgreSQL found running in it has lost its parent. It fails with ErrInUse
// after a short wait, which covers a holder that is just being torn down.
func lockDir(ctx context.Context, dir string) (unlock func(), err error) {
	f, err := os.OpenFile(filepath.Join(dir, "pg.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(lockGrace)
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			// Closing gives the lock back. The file stays: removing it would let
			// two processes lock two files of the same name.
			return func() { f.Close() }, nil
		}
		if errors.Is(err, syscall.EWOULDBLOCK) && time.Now().After(deadline) {
			err = ErrInUse
		} else if errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, syscall.EINTR) {
			if err = pause(ctx, predecessorPoll); err == nil {
				continue
			}
		}
		f.Close()
		return nil, err
	}
}

// marker is a word that the command line of each of the cluster's processes
// holds, by way of the setting cluster_name.
func (c *cluster) marker() string { return "shq-" + hash(c.dir) }

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

// awaitPredecessor returns when no process of an earlier run of this cluster is
// left. It must be called with the directory locked and no postmaster of ours
// running. A postmaster is asked for a fast shutdown. Backends whose postmaster
// was killed are told to leave at once, which is what their postmaster would
// have done: one that computes would keep the shared memory for hours otherwise.
func (c *cluster) awaitPredecessor(ctx context.Context, log *zap.Logger) error {
	type request struct {
		pid int
		sig syscall.Signal
	}
	asked := map[request]bool{}
	begun := time.Now()
	for {
		pids, err := processesNamed(c.marker(), c.acct.uid)
		if err != nil {
			return err
		}
		if len(pids) == 0 {
			return c.removeMisleadingPIDFile(log)
		}
		sig := syscall.SIGQUIT
		if f, err := readPIDFile(c.dataDir); err == nil && slices.Contains(pids, f.pid) {
			pids, sig = []int{f.pid}, syscall.SIGINT
		} else if time.Since(begun) > 5*time.Second {
			sig = syscall.SIGKILL
		}
		for _, pid := range pids {
			if r := (request{pid, sig}); !asked[r] {
				asked[r] = true
				log.Info("ending a process of an earlier PostgreSQL", zap.Int("pid", pid), zap.Stringer("signal", sig))
				_ = syscall.Kill(pid, sig)
			}
		}
		if err := pause(ctx, predecessorPoll); err != nil {
			return fmt.Errorf("%d processes are left: %w", len(pids), err)
		}
	}
}

// removeMisleadingPIDFile removes a postmaster.pid that PostgreSQL would take
// for that of a running postmaster, or refuse to read: one whose process id now
// belongs to some other program of the same owner (as happens after each restart
// of a container) or to a zombie that nobody collects, or that was torn by a
// power failure. Every other stale file PostgreSQL judges better than we do.
// Should a server be running after all, its shared memory, which PostgreSQL
// finds by the directory, still keeps a second one out.
func (c *cluster) removeMisleadingPIDFile(log *zap.Logger) error {
	f, err := readPIDFile(c.dataDir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err == nil {
		if name := programName(f.pid); name == "" || name == "postgres" {
			return nil
		}
	} else if !errors.Is(err, errNoPID) {
		return err
	}
	log.Info("removing a stale postmaster.pid", zap.Int("pid", f.pid))
	if err := os.Remove(filepath.Join(c.dataDir, "postmaster.pid")); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("removing a stale postmaster.pid: %w", err)
	}
	return nil
}
