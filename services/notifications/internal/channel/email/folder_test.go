package email

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/services/notifications/internal/channel"
)

func TestTheFolderHoldsWholeFilesOnly(t *testing.T) {
	dir := t.TempDir()
	f := NewFolder(dir, envelope)
	var workers sync.WaitGroup
	for range 8 {
		workers.Go(func() {
			for range 10 {
				o := outgoing()
				o.ID = uuid.New()
				if _, err := f.Send(t.Context(), o); err != nil {
					t.Error(err)
				}
			}
		})
	}
	workers.Wait()
	o := outgoing()
	for range 2 { // again: the file replaces itself
		if _, err := f.Send(t.Context(), o); err != nil {
			t.Fatal(err)
		}
	}
	files, err := os.ReadDir(filepath.Join(dir, o.ForumID.String()))
	if err != nil || len(files) != 81 {
		t.Fatalf("%d files, error %v; want 81", len(files), err)
	}
	for _, file := range files {
		info, err := file.Info()
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(file.Name(), ".eml") || info.Mode().Perm() != 0o600 || info.Size() < 1000 {
			t.Errorf("%s, %s, %d bytes", file.Name(), info.Mode(), info.Size())
		}
	}
	half := filepath.Join(dir, o.ForumID.String(), writing+"123")
	if err := os.WriteFile(half, []byte("To: <aigul@"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		olderThan time.Duration
		there     bool
	}{{time.Hour, true}, {0, false}} {
		if err := f.Clean(c.olderThan); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(half); (err == nil) != c.there {
			t.Errorf("after cleaning what is older than %s: %v", c.olderThan, err)
		}
	}
	if err := errors.Join(f.Forget(o.ForumID, o.ID), f.Forget(o.ForumID, o.ID)); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(f.path(o.ForumID, o.ID)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the removed file is there: %v", err)
	}
}

func TestAFolderThatCannotBeWrittenBlamesNobody(t *testing.T) {
	file := filepath.Join(t.TempDir(), "not a folder")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var r *channel.Refusal
	if _, err := NewFolder(file, envelope).Send(t.Context(), outgoing()); !errors.As(err, &r) || r.Blame != channel.Away {
		t.Errorf("error %v, want a refusal that blames everyone", err)
	}
}
