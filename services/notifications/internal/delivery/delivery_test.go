package delivery

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/services/notifications/internal/message"
)

func TestWhatBecomesOfAnAttempt(t *testing.T) {
	p := Policy{Attempts: 3, First: 10 * time.Second, Most: time.Minute}
	for _, c := range []struct {
		name     string
		err      error
		attempts int
		state    message.State
		spent    bool
		from, to time.Duration // pause
	}{
		{"taken", nil, 1, message.Sent, true, 0, 0},
		{"taken at the last attempt", nil, 3, message.Sent, true, 0, 0},
		{"not now", &Refusal{Blame: Message}, 1, message.Queued, true, 7 * time.Second, 10*time.Second + 1},
		{"not now either", &Refusal{Blame: Message}, 2, message.Queued, true, 15 * time.Second, 20*time.Second + 1},
		{"given up", &Refusal{Blame: Message}, 3, message.Failed, true, 0, 0},
		{"never", &Refusal{Blame: Recipient}, 1, message.Undeliverable, true, 0, 0},
		{"away", &Refusal{Blame: Everyone}, 1, message.Queued, false, 7 * time.Second, 10*time.Second + 1},
		{"away at the last attempt", &Refusal{Blame: Everyone}, 3, message.Queued, false, 30 * time.Second, 40*time.Second + 1},
		{"silence", errors.New("EOF"), 1, message.Queued, true, 7 * time.Second, 10*time.Second + 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := p.judge(Outgoing{Attempts: c.attempts}, c.err)
			if got.state != c.state || got.spent != c.spent || got.pause < c.from || got.pause > c.to {
				t.Errorf("state %s, spent %v, pause %s; want %s, %v, %s to %s", got.state, got.spent, got.pause, c.state, c.spent, c.from, c.to)
			}
		})
	}
	if got := p.pause(50); got > p.Most+1 || got < p.Most*3/4 {
		t.Errorf("the fiftieth pause is %s, the longest should be %s", got, p.Most)
	}
}

func TestTheFolderHoldsWholeFilesOnly(t *testing.T) {
	dir := t.TempDir()
	f := NewFolder(dir, envelope)
	var workers sync.WaitGroup
	for range 8 {
		workers.Go(func() {
			for range 10 {
				o := outgoing()
				o.ID = uuid.New()
				if err := f.Send(t.Context(), o); err != nil {
					t.Error(err)
				}
			}
		})
	}
	workers.Wait()
	o := outgoing()
	for range 2 { // again: the file replaces itself
		if err := f.Send(t.Context(), o); err != nil {
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
	if err := errors.Join(f.Remove(o.ForumID, o.ID), f.Remove(o.ForumID, o.ID)); err != nil {
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
	var r *Refusal
	if err := NewFolder(file, envelope).Send(t.Context(), outgoing()); !errors.As(err, &r) || r.Blame != Everyone {
		t.Errorf("error %v, want a refusal that blames everyone", err)
	}
}
