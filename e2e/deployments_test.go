package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"

	"github.com/shanyraq/shanyraq/web"
)

// Compose reads both files, and each service starts a program that we build, with
// files of settings that are there.
func TestComposeFilesAreRead(t *testing.T) {
	keys := folder(t)
	command(t, 0, "keys", keys)
	for file, services := range map[string]int{"compose/compose.yaml": 1, "separate/compose.yaml": 5} {
		dir := filepath.Join(folder(t), "deployments")
		if err := os.CopyFS(dir, os.DirFS("../deployments")); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(filepath.Join(dir, "separate"), os.DirFS(keys)); err != nil {
			t.Fatal(err)
		}
		options, err := cli.NewProjectOptions([]string{filepath.Join(dir, file)})
		if err != nil {
			t.Fatal(err)
		}
		project, err := options.LoadProject(t.Context())
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if len(project.Services) != services {
			t.Errorf("%s has %d services, want %d", file, len(project.Services), services)
		}
		for name, s := range project.Services {
			if len(s.Entrypoint) > 0 {
				if _, err := os.Stat(binary(filepath.Base(s.Entrypoint[0]))); err != nil {
					t.Errorf("%s starts what nobody builds: %v", name, err)
				}
			}
			if name == "facilitation" && (s.Environment["SHANYRAQ_TOKEN_PUBLIC_KEYS"] == nil || s.Environment["SHANYRAQ_TOKEN_KEY"] != nil) {
				t.Error("facilitation has not the public key alone")
			}
		}
	}
}

// systemd finds no mistake in the unit, and little that it leaves open.
func TestTheUnitIsHardened(t *testing.T) {
	data, err := os.ReadFile("../deployments/systemd/shanyraq.service")
	if err != nil {
		t.Fatal(err)
	}
	unit := string(data)
	for _, line := range []string{"ExecStart=/usr/local/bin/shanyraq serve", "StateDirectory=shanyraq", "ProtectSystem=strict", "NoNewPrivileges=yes", "Restart=on-failure"} {
		if !strings.Contains(unit, "\n"+line+"\n") {
			t.Errorf("the unit lacks %s", line)
		}
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not installed")
	}
	path := filepath.Join(folder(t), "shanyraq.service")
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(unit, "/usr/local/bin/shanyraq", binary("shanyraq"))), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"verify", "--man=no", path}, {"security", "--offline=true", "--threshold=20", path}} {
		if out, err := exec.CommandContext(t.Context(), analyze, args...).CombinedOutput(); err != nil { // #nosec G204 -- ours
			t.Errorf("systemd-analyze %s: %v\n%s", args[0], err, out)
		}
	}
}

// Every setting in the files is one that the reference explains.
func TestSettingsOfDeploymentsAreKnown(t *testing.T) {
	known, err := os.ReadFile("../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, pattern := range []string{"*/*.env", "*/*.yaml", "*/*.service"} {
		files, _ := filepath.Glob(filepath.Join("../deployments", pattern)) // errs on bad patterns only
		for _, file := range files {
			data, err := os.ReadFile(file) // #nosec G304 -- ours
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range regexp.MustCompile(`(?m)(?:^|Environment=|^ +)(SHANYRAQ_[A-Z_]+)[=:]`).FindAllStringSubmatch(string(data), -1) {
				n++
				if !strings.Contains(string(known), "`"+m[1]+"`") {
					t.Errorf("%s: docs/configuration.md does not know %s", file, m[1])
				}
			}
		}
	}
	if n < 20 {
		t.Errorf("%d settings were found: this test does not see them", n)
	}
}

// The table of routes is what the web binary does, and has every page and API that a
// service serves.
func TestTheTableOfRoutesHasEveryRoute(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(apart, "routes.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var table []web.Route
	for line := range strings.Lines(string(data)) {
		if path, service, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			table = append(table, web.Route{Path: path, Service: service})
		}
	}
	if len(table) != len(web.Routes) {
		t.Errorf("the table has %d routes, the web binary %d", len(table), len(web.Routes))
	}
	for i, r := range web.Routes {
		if i < len(table) && table[i] != r {
			t.Errorf("the table has %v, the web binary %v", table[i], r)
		}
	}
	pages := regexp.MustCompile(`\.Handle(?:Func)?\("(?:[A-Z]+ )?(/[^"]*)"`)
	for _, service := range []string{"sessions", "facilitation", "decisions", "notifications"} {
		files, _ := filepath.Glob("../services/" + service + "/internal/*/*.go") // errs on bad patterns only
		own, _ := filepath.Glob("../services/" + service + "/*.go")
		for _, file := range append(files, own...) {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			source, err := os.ReadFile(file) // #nosec G304 -- ours
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range pages.FindAllStringSubmatch(string(source), -1) {
				if to := routed(m[1]); to != service {
					t.Errorf("%s serves %s, which goes to %q", service, m[1], to)
				}
			}
		}
	}
}

// routed is the service of an address by the table.
func routed(path string) (service string) {
	longest := 0
	for _, r := range web.Routes {
		if (path == r.Path || strings.HasSuffix(r.Path, "/") && strings.HasPrefix(path, r.Path)) && len(r.Path) > longest {
			service, longest = r.Service, len(r.Path)
		}
	}
	return service
}

// Every folder that a container writes to belongs in the image to the account that it
// runs as: an empty volume takes its owner from there.
func TestContainersMayWriteToTheirVolumes(t *testing.T) {
	image, err := os.ReadFile("../deployments/compose/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	made := regexp.MustCompile(`(?s)for folder in (.*?);`).FindStringSubmatch(string(image))
	if made == nil || !strings.Contains(string(image), "install -d -o shanyraq") || !strings.Contains(string(image), "USER shanyraq") {
		t.Fatal("the image makes no folders for its account")
	}
	owned := append(strings.Fields(made[1]), "/var/lib/shanyraq") // its home
	n := 0
	for _, file := range []string{"compose/compose.yaml", "separate/compose.yaml"} {
		options, err := cli.NewProjectOptions([]string{filepath.Join("../deployments", file)}, cli.WithoutEnvironmentResolution)
		if err != nil {
			t.Fatal(err)
		}
		project, err := options.LoadProject(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for name, s := range project.Services {
			for _, v := range s.Volumes {
				if n++; v.Type != "volume" || !slices.Contains(owned, v.Target) {
					t.Errorf("%s: %s writes to %s (%s), which belongs to root", file, name, v.Target, v.Type)
				}
			}
		}
	}
	if n != 6 {
		t.Errorf("%d volumes", n)
	}
}
