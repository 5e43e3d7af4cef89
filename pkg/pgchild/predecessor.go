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

// Patience with the processes of an earlier run. A fast shutdown writes a
// checkpoint, which takes seconds on a slow disk; people are told what is waited
// for. After that they are killed: all that was committed is in the write-ahead
// log. A process that outlives SIGKILL hangs in the kernel, and nobody may open
// the cluster beside it.
const (
	predecessorSay  = 2 * time.Second
	predecessorKill = 10 * time.Second
	predecessorQuit = 20 * time.Second
)

// awaitPredecessor returns when no process of an earlier run of this cluster is
// left. It must be called with the directory locked and no postmaster of ours
// running. A postmaster is asked for a fast shutdown. Backends whose postmaster
// was killed are told to leave at once, which is what their postmaster would
// have done: one that computes would keep the shared memory for hours otherwise.
// One that is stopped is let go on, or it would never hear what it is told.
func (c *cluster) awaitPredecessor(ctx context.Context, log *zap.Logger) error {
	asked := map[request]bool{}
	begun, said := time.Now(), false
	for {
		pids, err := processesNamed(c.marker(), c.acct.uid)
		if err != nil {
			return err
		}
		if len(pids) == 0 {
			return c.removeMisleadingPIDFile(log)
		}
		waited := time.Since(begun)
		if waited > predecessorQuit {
			return fmt.Errorf("the processes %v of an earlier PostgreSQL in %s cannot be killed: they hang in the system, most often on a disk that does not answer; mend that or restart the machine", pids, c.dataDir)
		}
		if waited > predecessorSay && !said {
			said = true
			log.Warn("waiting for an earlier PostgreSQL to end; it is killed if it takes longer",
				zap.Ints("pids", pids), zap.Duration("killed after", predecessorKill))
		}
		for _, r := range c.requests(pids, waited) {
			if asked[r] {
				continue
			}
			asked[r] = true
			log.Info("ending a process of an earlier PostgreSQL", zap.Int("pid", r.pid), zap.Stringer("signal", r.sig))
			_ = syscall.Kill(r.pid, r.sig)
			_ = syscall.Kill(r.pid, syscall.SIGCONT)
		}
		if err := pause(ctx, predecessorPoll); err != nil {
			return fmt.Errorf("%d processes are left: %w", len(pids), err)
		}
	}
}

// request is what one process is told.
type request struct {
	pid int
	sig syscall.Signal
}

// requests says what the processes that are left are to be told by now.
func (c *cluster) requests(pids []int, waited time.Duration) []request {
	sig := syscall.SIGQUIT
	if f, err := readPIDFile(c.dataDir); waited > predecessorKill {
		sig = syscall.SIGKILL
	} else if err == nil && slices.Contains(pids, f.pid) {
		// The backends end with their postmaster, if they run.
		rs := []request{{f.pid, syscall.SIGINT}}
		for _, pid := range pids {
			if pid != f.pid {
				rs = append(rs, request{pid, syscall.SIGCONT})
			}
		}
		return rs
	}
	rs := make([]request, len(pids))
	for i, pid := range pids {
		rs[i] = request{pid, sig}
	}
	return rs
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
