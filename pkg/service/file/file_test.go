package file_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/shanyraq/shanyraq/pkg/service/file"
)

func TestWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	for _, words := range []string{"the first", "2nd"} {
		if err := file.Write(path, []byte(words), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		info, _ := os.Stat(path)
		if err != nil || string(got) != words || info.Mode() != 0o600 {
			t.Errorf("%q, %v, %v", got, info.Mode(), err)
		}
	}
	if err := file.WriteOnce(path, []byte("3rd"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "2nd" {
		t.Errorf("what was there is %q now, %v", got, err)
	}
	if err := file.Write(filepath.Join(path, "below a file"), nil, 0o600); err == nil {
		t.Error("a file below a file")
	}
	all, _ := filepath.Glob(path + "*")
	if len(all) != 1 {
		t.Errorf("left behind: %v", all)
	}
}

// What root writes beside a server that runs as another is that one's to read.
func TestOwnedAsFolder(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root gives files away")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "backup.json")
	const nobody = 65534
	if err := os.Chown(dir, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	if err := file.Write(path, nil, 0o600, file.OwnedAsFolder); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if owner := info.Sys().(*syscall.Stat_t).Uid; owner != nobody {
		t.Errorf("it belongs to %d", owner)
	}
}
