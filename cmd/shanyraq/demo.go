package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/simulation"
	"github.com/shanyraq/shanyraq/pkg/service"
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
// organiser begins, "" once there is one.
func printAddresses(w io.Writer, url string, demo bool, setUpURL string) {
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
	if setUpURL != "" {
		line("  Nobody can sign in yet. The first organiser begins here, once:")
		line("  Әзірге ешкім кіре алмайды. Бірінші ұйымдастырушы осы мекенжайдан бастайды, бір рет:")
		line("  Войти пока не может никто. Первый организатор начинает здесь, один раз:")
		line("")
		line("    %s", setUpURL)
		line("")
		printQR(w, setUpURL)
	}
	if !demo {
		return
	}
	line("  sign in as   organiser, secretary, chair, moderator, facilitator or controller")
	line("  password     %s", demoCredentials.Password)
	if shown.Pairing != "" {
		line("  pair a tablet to yurt 1 with the code %s (for a few minutes)", shown.Pairing)
	}
	line("")
}
