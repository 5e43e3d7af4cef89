package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestBrowser runs browser/*.test.mjs, which drive a real Chromium, against an
// installation of its own with the demonstration's well-known organiser.
func TestBrowser(t *testing.T) {
	env := append(os.Environ(), "SHANYRAQ_LOGIN=organiser", "SHANYRAQ_PASSWORD=shanyraq-demo", "CHROMIUM="+chromium(t))
	needs(t, "node", "install Node.js 20 or newer")
	if _, err := os.Stat("../web/node_modules/playwright-core"); err != nil {
		t.Fatal("the browser tests need web/node_modules: run `npm --prefix web ci` (make e2e does)")
	}
	tests, err := filepath.Glob("browser/*.test.mjs")
	tests = slices.DeleteFunc(tests, func(test string) bool { return test == secondStep })
	if err != nil || len(tests) == 0 {
		t.Fatalf("no browser tests found: %v", err)
	}
	in := serve(t, "--demo")
	inBrowser(t, append(env, "SHANYRAQ_URL="+in.url), tests...)
}

const secondStep = "browser/second-step.test.mjs"

// TestSecondStep is at an address of its own: passkeys want a name, and requiring a
// second step would keep the other tests out.
func TestSecondStep(t *testing.T) {
	env := append(os.Environ(), "CHROMIUM="+chromium(t))
	needs(t, "node", "install Node.js 20 or newer")
	in := &installation{dir: folder(t), url: fmt.Sprintf("http://127.0.0.1:%d", freePort(t))}
	named := strings.Replace(in.url, "127.0.0.1", "localhost", 1)
	in.args = []string{"--demo", "--public-url", named}
	in.start(t)
	inBrowser(t, append(env, "SHANYRAQ_URL="+named), secondStep)
}

// inBrowser runs browser tests, one file after another: each keeps several browsers
// busy.
func inBrowser(t *testing.T, env []string, tests ...string) {
	t.Helper()
	node := exec.Command("node", append([]string{"--test", "--test-concurrency=1", "--test-reporter=spec"}, tests...)...) // #nosec G204 -- our own tests
	node.Env = env
	out, err := node.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// chromium is the path of the browser. Without one the test fails: a suite that
// skips what it should prove proves nothing.
func chromium(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path
	}
	return needs(t, "chromium", "install your system's package (Debian: apt-get install chromium) or set CHROMIUM to a Chromium or Chrome")
}

func needs(t *testing.T, program, remedy string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Fatalf("the browser tests need %s: %s", program, remedy)
	}
	return path
}
