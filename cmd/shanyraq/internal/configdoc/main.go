// Command configdoc writes docs/configuration.md: every flag, environment variable
// and setting of the page that the code reads, with the words that stand beside it in
// the code.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

// commands are those of cmd/shanyraq, by the type of their flags.
var commands = []struct{ title, of string }{
	{"shanyraq serve", "serveCommand"},
	{"shanyraq simulate", "simulateCommand"},
	{"shanyraq account list", "accountList"},
	{"shanyraq account add", "accountAdd"},
	{"shanyraq account reset-password", "accountReset"},
	{"shanyraq account reset-second-step", "accountStep"},
	{"shanyraq account disable", "accountOff"},
	{"shanyraq account enable", "accountOn"},
	{"shanyraq backup", "takeCommand"},
	{"shanyraq backup check", "checkCommand"},
	{"shanyraq restore", "restoreCommand"},
	{"shanyraq keys", "keysCommand"},
	{"shanyraq version", "versionCommand"},
}

// programs that run apart, and where the settings that each reads are declared.
var programs = []struct{ title, path string }{
	{"Every service on its own", "pkg/service"},
	{"sessions", "services/sessions"},
	{"facilitation", "services/facilitation"},
	{"decisions", "services/decisions"},
	{"notifications", "services/notifications"},
}

// others are read by name, by us or by a library.
var others = map[string][]setting{
	"Every service on its own": {{flag: "-listen", fallback: "`127.0.0.1:8080`", meaning: "Address to serve on."}},
	"web": {
		{flag: "-listen", fallback: "`127.0.0.1:8080`", meaning: "Address to serve on."},
		{name: "SHANYRAQ_SESSIONS_URL", meaning: "Where the service sessions is reached, to pass on what is its own; all four are named, or none where another proxy does that."},
		{name: "SHANYRAQ_FACILITATION_URL", meaning: "The same of facilitation."},
		{name: "SHANYRAQ_DECISIONS_URL", meaning: "The same of decisions, which has the public pages."},
		{name: "SHANYRAQ_NOTIFICATIONS_URL", meaning: "The same of notifications."},
	},
	"Every program": {
		{name: "SHANYRAQ_PG_BIN", meaning: "Folder of the programs initdb and postgres to use where PostgreSQL is ours (15 or newer). Without it: one that was fetched before, one that is installed, or one that is fetched now."},
		{name: "OTEL_EXPORTER_OTLP_ENDPOINT", meaning: "Collector to which traces are sent by OTLP over HTTP; without it, and without the next one, none are recorded."},
		{name: "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", meaning: "The same for traces alone."},
		{name: "OTEL_EXPORTER_OTLP_HEADERS", meaning: "Headers for the collector, as key=value with commas between. The OpenTelemetry library reads this and the further OTEL_EXPORTER_OTLP_ variables."},
		{name: "GOGC", fallback: "`200`", meaning: "How much memory is given for speed, as Go has it."},
	},
}

func main() {
	root := filepath.Join("..", "..")
	doc, err := document(root)
	if err == nil {
		err = os.WriteFile(filepath.Join(root, "docs", "configuration.md"), doc, 0o644)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "configdoc: %v\n", err)
		os.Exit(1)
	}
}

// section is what one program can be told.
type section struct {
	title    string
	settings []setting
}

// sections reads all of them from the code.
func sections(root string) ([]section, error) {
	var all []section
	flags, err := readFlags(filepath.Join(root, "cmd/shanyraq"))
	if err != nil {
		return nil, err
	}
	for _, c := range commands {
		all = append(all, section{c.title, flags.of(c.of)})
	}
	for _, p := range programs {
		read, err := readVariables(filepath.Join(root, p.path))
		if err != nil {
			return nil, err
		}
		all = append(all, section{p.title, append(read, others[p.title]...)})
	}
	onPage, err := readPageSettings(root)
	if err != nil {
		return nil, err
	}
	return append(all, section{"web", others["web"]}, section{"Every program", others["Every program"]}, section{"Decided on the desk's page of settings", onPage}), nil
}

func document(root string) ([]byte, error) {
	all, err := sections(root)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.WriteString("# Configuration\n\nGenerated from the code by `make generate`; do not edit. What a service can be told holds in `shanyraq serve` too; a flag wins over its variable.\n")
	for _, s := range all {
		if len(s.settings) == 0 {
			continue
		}
		fmt.Fprintf(&out, "\n## %s\n\n| Flag or key | Variable | Default | Meaning |\n|---|---|---|---|\n", s.title)
		for _, one := range s.settings {
			fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", code(one.flag), code(one.name), one.fallback, one.meaning)
		}
	}
	return out.Bytes(), nil
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}
