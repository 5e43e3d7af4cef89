package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

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
