package main

import (
	"bytes"
	"context"
	"os"
	"sync"
	"testing"
	"time"
)

var built struct {
	sync.Once
	dir string
	err error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.dir != "" {
		_ = os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// binaries are built when the first test needs them.
func binaries(t *testing.T) string {
	t.Helper()
	built.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "shq-chaos-bin-"); built.err == nil {
			built.err = build(context.Background(), built.dir) // for all tests
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.dir
}

// The short form of `make chaos`: one trial of each that is quick, and a history
// that must be explained.
func TestChaosInShort(t *testing.T) {
	c := &campaign{dir: t.TempDir(), binaries: binaries(t), houses: map[string]house{}}
	t.Cleanup(func() {
		for _, h := range c.houses {
			h.close()
		}
	})
	for seed, name := range []string{"kill -9 everything", "kill -9 PostgreSQL", "JetStream lost"} {
		for _, k := range kinds {
			if k.name != name {
				continue
			}
			r := c.try(t.Context(), k, uint64(seed+1)) // #nosec G115 -- small
			var said bytes.Buffer
			r.print(&said)
			t.Log(said.String())
			if len(r.Wrong) > 0 {
				t.Errorf("%s, seed %d: %s", r.Kind, r.Seed, join(r.Wrong))
			}
			if r.Captured == 0 || r.Decided == 0 {
				t.Errorf("%s: nothing was done meanwhile: %+v", name, r)
			}
		}
	}
}

// At a thousand foreign requests a second, or as many as the machine manages,
// from the address that the honest have as well, the honest are served.
func TestFloodsInShort(t *testing.T) {
	h, err := openCamp(t.Context(), binaries(t), false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.close)
	for i, d := range deluges {
		through := []string{"", "203.0.113.9"}[i%2]
		f, err := d.pour(t.Context(), h, through, 3*time.Second)
		if err != nil {
			t.Fatalf("%s: %v", d.name, err)
		}
		t.Log(f)
		if f.share() < enough {
			t.Errorf("%s: only %.1f %% of what the honest asked succeeded", d.name, 100*f.share())
		}
		if f.sent < 50 {
			t.Errorf("%s: %.0f requests a second are no flood", d.name, f.sent)
		}
	}
}
