package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/simulation"
	"github.com/shanyraq/shanyraq/pkg/service"
	"github.com/shanyraq/shanyraq/pkg/words"
)

// shown is what the demonstration has for its visitor; printAddresses tells it.
var shown simulation.Demo

// waitReady returns when this process is ready to serve; an error means that the
// context has ended.
func waitReady(ctx context.Context, inside *service.Inside) error {
	probe := client.Over(inside.Transport(), 0)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for probe.Ready(ctx) != nil {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// setUpDemo makes the demonstration forum through the public API, as people
// would, unless it is there already.
func setUpDemo(ctx context.Context, inside *service.Inside) error {
	organiser, err := client.Over(inside.Transport(), 30*time.Second).SignIn(ctx, demoCredentials.Login, demoCredentials.Password)
	if err != nil {
		return err
	}
	shown, err = simulation.SetUpDemo(ctx, organiser, demoCredentials.Password)
	return err
}

// printAddresses says where to look, and as whom. setUpURL is where the first
// organiser begins, "" once there is one: that is said in every language, as it is
// read out or photographed.
func printAddresses(w io.Writer, url string, demo bool, setUpURL string) {
	language := words.OfShell(os.Getenv)
	say := func(key string, args ...any) string { return words.Refuse("ready."+key, args...).In(language) }
	line := func(text string) { _, _ = fmt.Fprintln(w, text) }
	line("\n  " + say("title"))
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	row := func(name, value string) { _, _ = fmt.Fprintf(table, "    %s\t%s\n", name, value) }
	row(say("start"), url+"/")
	row(say("tablet"), url+"/t/")
	row(say("desk"), url+"/desk/")
	if demo {
		row(say("register"), url+"/register/"+shown.ForumID)
		row(say("way"), url+"/way/"+shown.Receipt)
	}
	row("API", url+"/api/docs")
	if demo {
		row(say("as"), strings.Join([]string{"organiser", "secretary", "chair", "moderator", "facilitator", "controller"}, ", "))
		row(say("password"), demoCredentials.Password)
	}
	_ = table.Flush()
	line("")
	if setUpURL != "" {
		everywhere(line, "ready.first")
		line("\n    " + setUpURL + "\n")
		printQR(w, setUpURL)
	}
	if demo && shown.Pairing != "" {
		line("  " + say("pair", "code", shown.Pairing) + "\n")
	}
}

// everywhere says a sentence in every language.
func everywhere(line func(string), key string) {
	for _, language := range words.Codes() {
		line("  " + words.Shell.Say(language, key, nil))
	}
}
