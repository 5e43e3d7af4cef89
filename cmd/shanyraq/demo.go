package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/simulation"
)

// shown is what the demonstration has for its visitor; printAddresses tells it.
var shown simulation.Demo

// waitReady returns when the server at the address is ready; an error means
// that the context has ended.
func waitReady(ctx context.Context, address string) error {
	probe := client.New(address, 0)
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
func setUpDemo(ctx context.Context, address string, first credentials) error {
	organiser, err := client.New(address, 30*time.Second).SignIn(ctx, first.Login, first.Password)
	if err != nil {
		return err
	}
	shown, err = simulation.SetUpDemo(ctx, organiser, first.Password)
	return err
}

// printAddresses says where to look, and as whom.
func printAddresses(w io.Writer, url string, demo bool, first credentials) {
	line := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) }
	line("")
	line("  Шаңырақ is ready")
	line("    start        %s/", url)
	line("    tablet       %s/t/        планшет", url)
	line("    desk         %s/desk/     хатшылық · секретариат", url)
	if demo {
		line("    register     %s/register/%s", url, shown.ForumID)
		line("    one way      %s/way/%s", url, shown.Receipt)
	}
	line("    API          %s/api/docs", url)
	line("")
	if !demo {
		line("  sign in as %s; the password is in organiser.json in the data folder", first.Login)
		line("")
		return
	}
	line("  sign in as   organiser, secretary, chair, moderator, facilitator or controller")
	line("  password     %s", first.Password)
	if shown.Pairing != "" {
		line("  pair a tablet to yurt 1 with the code %s (for a few minutes)", shown.Pairing)
	}
	line("")
}
