package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/shanyraq/shanyraq/e2e/internal/local"
)

// A forum long enough to be interrupted several times.
var long = []string{"--count", "300", "--yurts", "8", "--participants", "60", "--rate", "150"}

// TestAKilledServerLosesNothing kills the whole process while tablets send,
// kills it again while the plenary decides, stops it in good order while
// reports come in, and starts it anew each time. The client tries again.
func TestAKilledServerLosesNothing(t *testing.T) {
	in := serve(t)
	p := simulate(t, in.url, long...)
	for _, moment := range []struct {
		route string
		n     int
		kill  syscall.Signal
	}{{captureRoute, 80, syscall.SIGKILL}, {decideRoute, 40, syscall.SIGKILL}, {reportRoute, 20, syscall.SIGTERM}} {
		until(t, p.process, moment.route, func() bool { return served(t, in.url, moment.route) >= moment.n })
		in.signal(moment.kill)
		if status := in.wait(); moment.kill == syscall.SIGTERM && status != 0 {
			t.Errorf("an orderly stop ended with status %d", status)
		}
		in.start(t)
	}
	if r := p.result(t); r.Captured != 300 {
		t.Errorf("captured %d of 300", r.Captured)
	}
}

// TestAKilledPostgreSQLLosesNothing kills PostgreSQL alone, twice; the server
// brings it back by itself.
func TestAKilledPostgreSQLLosesNothing(t *testing.T) {
	in := serve(t)
	p := simulate(t, in.url, long...)
	for _, moment := range []struct {
		route string
		n     int
	}{{captureRoute, 80}, {decideRoute, 40}} {
		until(t, p.process, moment.route, func() bool { return served(t, in.url, moment.route) >= moment.n })
		before := local.Postmaster(in.dir)
		if err := syscall.Kill(before, syscall.SIGKILL); err != nil {
			t.Fatalf("killing PostgreSQL: %v", err)
		}
		until(t, in.process, "PostgreSQL is back", func() bool { return local.Postmaster(in.dir) != before && local.Ready(in.url) })
	}
	if r := p.result(t); r.Captured != 300 {
		t.Errorf("captured %d of 300", r.Captured)
	}
}

// TestCtrlCLeavesNothingBehind: an orderly stop, and the next start is quick.
func TestCtrlCLeavesNothingBehind(t *testing.T) {
	in := serve(t)
	if len(processesOf(t, in.dir)) < 2 {
		t.Fatal("the test does not find the processes of an installation")
	}
	in.signal(os.Interrupt)
	if status := in.wait(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	if left := processesOf(t, in.dir); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	if strings.Contains(in.out.String(), `"level":"error"`) {
		t.Errorf("an orderly stop logged errors:\n%s", in.out.String())
	}
}

// TestAnInterruptedDemonstrationIsMadeAnew: killed while it captures and again
// while it decides, the demonstration is whole at the start that is left alone.
func TestAnInterruptedDemonstrationIsMadeAnew(t *testing.T) {
	in := serve(t, "--demo")
	for _, route := range []string{captureRoute, decideRoute} {
		until(t, in.process, route, func() bool { return served(t, in.url, route) >= 3 })
		in.signal(syscall.SIGKILL)
		in.wait()
		in.start(t)
	}
	until(t, in.process, "addresses", func() bool { return strings.Contains(in.out.String(), "one way") })
	var forums struct {
		Items []struct{ ID, State string }
	}
	get(t, in.url+"/api/sessions/forums", &forums)
	if len(forums.Items) != 1 || forums.Items[0].State != "running" {
		t.Fatalf("the public is shown %+v, want one running forum", forums.Items)
	}
	resp, err := http.Get(in.url + "/register/" + forums.Items[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("the register of the demonstration: status %d", resp.StatusCode)
	}
}

// get reads what is public.
func get(t *testing.T, url string, into any) {
	t.Helper()
	resp, err := http.Get(url) // #nosec G107 -- our own server
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		t.Fatalf("%s: status %d, %v", url, resp.StatusCode, err)
	}
}
