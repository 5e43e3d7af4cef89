package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"golang.org/x/term"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/simulation"
)

type simulateCommand struct {
	URL          string  `help:"The server to play against." default:"http://127.0.0.1:8080" env:"SHANYRAQ_URL"`
	Suggestions  string  `help:"What people say: a CSV file with the columns id, lang, theme, text, duplicate_of (default: a built-in set of 60)." placeholder:"FILE.csv" xor:"what"`
	Count        int     `help:"Generate this many suggestions in Kazakh and Russian instead; two in five repeat another one." placeholder:"N" xor:"what"`
	Yurts        int     `help:"How many yurts there are, each with a tablet." default:"6"`
	Participants int     `help:"How many people take part (default: a third of the suggestions, at least 20)." placeholder:"N"`
	Rate         float64 `help:"Suggestions a second over all tablets; 0 = as fast as it goes." default:"0" placeholder:"N"`
	Seed         uint64  `help:"The same seed plays the same forum." default:"1"`
	JSON         bool    `help:"Write one JSON object on standard output and nothing else."`
	Login        string  `help:"An account that may make forums (default: the organiser of a demonstration)." env:"SHANYRAQ_LOGIN"`
	Password     string  `help:"Its password." env:"SHANYRAQ_PASSWORD"`
}

// exitStatus ends the command with a status of its own: 1 when something was
// lost or duplicated, 2 when the play could not be played.
type exitStatus struct {
	status int
	error
}

func (e exitStatus) ExitCode() int { return e.status }
func (e exitStatus) Unwrap() error { return e.error }

// Run plays a forum and says whether anything was lost or duplicated.
func (c *simulateCommand) Run(ctx context.Context) error {
	ideas, err := c.ideas()
	if err != nil {
		return exitStatus{2, err}
	}
	organiser, err := c.signIn(ctx)
	if err != nil {
		return exitStatus{2, err}
	}
	report, err := simulation.Run(ctx, simulation.Options{
		Organiser: organiser, Ideas: ideas, Yurts: c.Yurts, Participants: c.Participants, Rate: c.Rate, Seed: c.Seed,
		Progress: simulation.NewProgress(os.Stderr, term.IsTerminal(int(os.Stderr.Fd()))), // #nosec G115 -- a descriptor fits
	})
	if err != nil {
		return exitStatus{2, err}
	}
	if c.JSON {
		out := json.NewEncoder(os.Stdout)
		out.SetEscapeHTML(false)
		err = out.Encode(report)
	} else {
		report.Print(os.Stdout)
	}
	if err == nil && !report.Whole() {
		err = fmt.Errorf("%d lost, %d duplicated", report.Lost, report.Duplicated)
	}
	if err != nil {
		return exitStatus{1, err}
	}
	return nil
}

func (c *simulateCommand) ideas() ([]simulation.Idea, error) {
	switch {
	case c.Yurts < 1 || c.Count < 0 || c.Participants < 0 || c.Rate < 0:
		return nil, errors.New("--yurts must be at least 1, and no number negative")
	case c.Suggestions != "":
		return simulation.ReadFile(c.Suggestions)
	case c.Count > 0:
		return simulation.Generate(c.Count, c.Seed), nil
	}
	return simulation.Sample(), nil
}

// signIn signs in as the account that was named or, when none was, as the organiser
// that a demonstration has.
func (c *simulateCommand) signIn(ctx context.Context) (*client.Client, error) {
	if err := client.New(c.URL, 0).Ready(ctx); err != nil {
		return nil, fmt.Errorf("there is no server that is ready at %s: %w", c.URL, err)
	}
	nobody := client.New(c.URL, client.Patience)
	if c.Login != "" {
		return nobody.SignIn(ctx, c.Login, c.Password)
	}
	organiser, err := nobody.SignIn(ctx, demoCredentials.Login, demoCredentials.Password)
	if err != nil {
		return nil, fmt.Errorf("give --login and --password: %w", err)
	}
	return organiser, nil
}
