package photo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/jmoiron/sqlx"
	"go.uber.org/zap"
)

// Adopt moves the pictures that an earlier version kept as files in the folder
// into the database. A file goes once its picture is committed; one that no photo
// needs, or that is damaged, stays where it is and is told of in the log.
func (s *Store) Adopt(ctx context.Context, dir string, log *zap.Logger) error {
	moved, left := 0, 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // moved by another instance, or never there
		}
		if err != nil || d.IsDir() || filepath.Ext(path) != ".jpg" {
			return err
		}
		adopted, err := s.adopt(ctx, path)
		if adopted {
			moved++
		} else {
			left++
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("moving photos into the database: %w", err)
	}
	if moved+left > 0 {
		log.Info("photos were moved into the database", zap.Int("moved", moved), zap.Int("left", left), zap.String("folder", dir))
	}
	return nil
}

func (s *Store) adopt(ctx context.Context, path string) (bool, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return false, err
	}
	sum := strings.TrimSuffix(filepath.Base(path), ".jpg")
	if h := hash(data); h != sum {
		return false, nil
	}
	needed := false
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if err := lock(ctx, tx, sum); err != nil {
			return err
		}
		if needed, err = used(ctx, tx, sum); err != nil || !needed {
			return err
		}
		return keep(ctx, tx, &Picture{SHA256: sum, Data: data})
	})
	if err != nil || !needed {
		return false, err
	}
	return true, os.Remove(path)
}
