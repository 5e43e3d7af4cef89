package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/shanyraq/shanyraq/pkg/pgchild"
)

type versionCommand struct {
	JSON bool `help:"Write one JSON object."`
}

// build is what the binary knows of itself.
type build struct {
	Version  string `json:"version"`
	Commit   string `json:"commit"`
	Time     string `json:"time"` // of the commit
	Modified bool   `json:"modified"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func (b build) String() string {
	s := b.Version
	if b.Commit != "" {
		s += " (" + b.Commit[:min(12, len(b.Commit))]
		if b.Modified {
			s += ", changed since"
		}
		s += ")"
	}
	return s
}

// stamp is what git calls the commit; the Makefile writes it into the binary, as
// the Go command does not where it was told not to look (-buildvcs=false).
var stamp string

// programVersion reads what the Go command and the Makefile wrote into the binary.
func programVersion() build {
	b := build{Version: "unknown", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	b.Version = cmp.Or(info.Main.Version, b.Version)
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Time = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	if b.Commit == "" {
		b.Commit = strings.TrimSuffix(stamp, "-dirty")
		b.Modified = b.Commit != stamp
	}
	return b
}

// Run says what this is and which PostgreSQL a start would use, fetching nothing.
func (c *versionCommand) Run(ctx context.Context) error {
	b := programVersion()
	dir, postgres, err := pgchild.Installed(ctx, "")
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(struct {
			build
			PostgreSQL    string `json:"postgresql"`
			PostgreSQLDir string `json:"postgresql_dir"`
		}{b, postgres, dir})
	}
	found := fmt.Sprintf("%s in %s", postgres, dir)
	switch {
	case err != nil:
		found = err.Error()
	case dir == "":
		found = "none is here: the first start fetches one"
	}
	_, err = fmt.Fprintf(os.Stdout, "shanyraq   %s\nGo         %s, %s\nPostgreSQL %s\n", b, b.Go, b.Platform, found)
	return err
}
