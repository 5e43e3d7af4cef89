package photo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// folder keeps pictures as files named by their hash.
type folder string

func (f folder) path(sha256 string) string {
	return filepath.Join(string(f), sha256[:2], sha256+".jpg")
}

// keep has the picture on the disk when it returns.
func (f folder) keep(p *Picture) (err error) {
	path := f.path(p.SHA256)
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return fmt.Errorf("making the folder for photos: %w", err)
	}
	draft, err := os.CreateTemp(filepath.Dir(path), "draft-")
	if err != nil {
		return fmt.Errorf("storing photo: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(draft.Name())
		}
	}()
	_, err = draft.Write(p.Data)
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return fmt.Errorf("storing photo: %w", err)
	}
	if err := os.Rename(draft.Name(), path); err != nil {
		return fmt.Errorf("storing photo: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("storing photo: %w", err)
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return fmt.Errorf("storing photo: %w", err)
	}
	return nil
}

func (f folder) read(sha256 string) ([]byte, error) {
	data, err := os.ReadFile(f.path(sha256))
	if err != nil {
		return nil, fmt.Errorf("reading photo: %w", err)
	}
	return data, nil
}

func (f folder) remove(sha256 string) error {
	if err := os.Remove(f.path(sha256)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing photo: %w", err)
	}
	return nil
}
