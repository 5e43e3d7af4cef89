// Package file writes files that outlive a pulled plug.
package file

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Write puts a file in its place whole or not at all, and returns once the disk has
// it: the words, and that they stand under this name. prepare is done to the file
// before it has its name.
func Write(path string, data []byte, mode os.FileMode, prepare ...func(fresh string) error) error {
	return put(path, data, mode, os.Rename, prepare)
}

// WriteOnce is Write unless there is a file of that name, however many try at a time:
// the first one's stays.
func WriteOnce(path string, data []byte, mode os.FileMode) error {
	err := put(path, data, mode, os.Link, nil)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

func put(path string, data []byte, mode os.FileMode, name func(from, to string) error, prepare []func(fresh string) error) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, filepath.Base(path)+".*.new")
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	defer func() { _ = os.Remove(f.Name()) }() // its other name
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	for _, do := range prepare {
		if err := do(f.Name()); err != nil {
			return err
		}
	}
	if err := name(f.Name(), path); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return syncFolder(dir)
}

// syncFolder makes a name in a folder last.
func syncFolder(path string) error {
	dir, err := os.Open(path) // #nosec G304 -- of a file that was just written
	if err != nil {
		return fmt.Errorf("opening %s: %w", path, err)
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

// OwnedAsFolder gives a file that root has written to whom the folder belongs: it is
// their server that reads it.
func OwnedAsFolder(path string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	uid, gid, err := owner(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("looking whose %s is: %w", filepath.Dir(path), err)
	}
	if err := os.Chown(path, uid, gid); err != nil {
		return fmt.Errorf("giving %s to its folder's owner: %w", path, err)
	}
	return nil
}
