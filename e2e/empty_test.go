package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/shanyraq/shanyraq/e2e/internal/local"
)

var setUpAddress = regexp.MustCompile(`http://\S+/desk/setup#\S+`)

// An empty folder becomes a forum with a suggestion on the secretariat's desk: the
// address that the server prints, and from there browser pages alone.
func TestFromAnEmptyFolder(t *testing.T) {
	browser := chromium(t)
	needs(t, "node", "install Node.js 20 or newer")
	url := fmt.Sprintf("http://127.0.0.1:%d", freePort(t))
	p := start(t, nil, nil, "shanyraq", "serve", "--data-dir", folder(t), "--listen", strings.TrimPrefix(url, "http://"))
	until(t, p, "ready", func() bool { return local.Ready(url) })
	until(t, p, "its set-up address", func() bool { return setUpAddress.MatchString(p.out.String()) })
	node := exec.Command("node", "--test", "--test-reporter=spec", "browser/empty.mjs")
	node.Env = append(os.Environ(), "CHROMIUM="+browser, "SHANYRAQ_URL="+url, "SETUP_ADDRESS="+setUpAddress.FindString(p.out.String()))
	out, err := node.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}
