// Package e2e tests what is built: it starts the binaries as people do, speaks
// HTTP only, and kills what can be killed.
package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

const module = "github.com/shanyraq/shanyraq/"

// binaries is where TestMain has put them.
var binaries string

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp("", "shq-e2e-bin-")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	build := exec.Command("go", "build", "-o", dir+"/", // #nosec G204 -- our own packages
		module+"cmd/shanyraq",
		module+"services/sessions/cmd/sessions", module+"services/facilitation/cmd/facilitation",
		module+"services/decisions/cmd/decisions", module+"services/notifications/cmd/notifications",
		module+"web/cmd/web", "github.com/nats-io/nats-server/v2",
		"github.com/letsencrypt/pebble/v2/cmd/pebble", "github.com/letsencrypt/pebble/v2/cmd/pebble-challtestsrv")
	// In the workspace, wherever the test itself was built.
	root, err := filepath.Abs("..")
	if err != nil {
		return 0, err
	}
	build.Dir, build.Env = root, append(os.Environ(), "GOWORK="+filepath.Join(root, "go.work"))
	if out, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("building the binaries: %w\n%s", err, out)
	}
	binaries = dir
	return m.Run(), nil
}

func binary(name string) string { return filepath.Join(binaries, name) }
