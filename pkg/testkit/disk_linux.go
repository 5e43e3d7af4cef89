package testkit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Disk is a small file system of its own, to be filled.
type Disk struct {
	Path   string
	filler string
}

// SmallDisk mounts a file system of so many megabytes for this test. It skips
// the test where that is not allowed.
func SmallDisk(t testing.TB, megabytes int) *Disk {
	t.Helper()
	d := &Disk{Path: t.TempDir()}
	if err := syscall.Mount("tmpfs", d.Path, "tmpfs", 0, fmt.Sprintf("size=%dm,mode=755", megabytes)); err != nil {
		t.Skipf("SKIPPED, nothing is known about full disks: mounting a small file system (as root?): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(d.Path, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmounting %s: %v", d.Path, err)
		}
	})
	d.filler = filepath.Join(d.Path, "filler")
	return d
}

// Fill leaves not a byte.
func (d *Disk) Fill(t testing.TB) {
	t.Helper()
	f, err := os.Create(d.filler)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for err == nil {
		_, err = f.Write(make([]byte, 1<<16))
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("filling the disk: %v", err)
	}
}

// Free makes room again.
func (d *Disk) Free(t testing.TB) {
	t.Helper()
	if err := os.Remove(d.filler); err != nil {
		t.Fatal(err)
	}
}
