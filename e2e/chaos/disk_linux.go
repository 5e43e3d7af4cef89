package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// disk is a small file system of its own, to be filled.
type disk struct{ path string }

// mount makes one. Only root may.
func mount(path string, megabytes int) (*disk, error) {
	if err := os.MkdirAll(path, 0o755); err != nil {
		return nil, err
	}
	if err := syscall.Mount("tmpfs", path, "tmpfs", 0, fmt.Sprintf("size=%dm,mode=755", megabytes)); err != nil {
		return nil, fmt.Errorf("mounting a small file system on %s: %w", path, err)
	}
	return &disk{path}, nil
}

func (d *disk) filler() string { return filepath.Join(d.path, "filler") }

// fill leaves not a byte.
func (d *disk) fill() error {
	f, err := os.Create(d.filler())
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	for _, size := range []int{1 << 20, 1 << 12} {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			return fmt.Errorf("filling a disk: %w", err)
		}
	}
	return nil
}

// free makes room again.
func (d *disk) free() error { return os.Remove(d.filler()) }

func (d *disk) unmount() { _ = syscall.Unmount(d.path, syscall.MNT_DETACH) }
