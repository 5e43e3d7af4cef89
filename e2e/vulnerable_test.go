package e2e

import (
	"net/http"
	"os/exec"
	"testing"
	"time"
)

const (
	vulnerabilities = "https://vuln.go.dev/index/modules.json"
	govulncheck     = "golang.org/x/vuln/cmd/govulncheck@latest"
)

// What we ship uses nothing that is known to be broken: the binary is compared
// with Go's own list, where that can be reached.
func TestNothingKnownToBeBrokenIsShipped(t *testing.T) {
	client := http.Client{Timeout: 5 * time.Second}
	resp, err := client.Head(vulnerabilities)
	if err != nil {
		t.Skipf("Go's list of vulnerabilities cannot be reached from here: %v", err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Skipf("Go's list of vulnerabilities cannot be reached from here: %s", resp.Status)
	}
	if out, err := exec.CommandContext(t.Context(), "go", "run", govulncheck, "-mode=binary", binary("shanyraq")).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
