// Command shanyraq is the whole of Shanyraq in one binary: every service with
// NATS and PostgreSQL in one process tree, and the operator's commands.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/shanyraq/shanyraq/pkg/service"
)

var cli struct {
	Serve    serveCommand    `cmd:"" help:"Start everything: services, web application, NATS, PostgreSQL."`
	Simulate simulateCommand `cmd:"" help:"Play a whole forum against a running server and audit what came of it."`
	Account  accountCommand  `cmd:"" help:"List, make, reset and switch off accounts, beside a running server or without one."`
	Backup   backupCommand   `cmd:"" help:"Keep the installation in one file, or check such a file."`
	Restore  restoreCommand  `cmd:"" help:"Make an installation from a backup."`
	Keys     keysCommand     `cmd:"" help:"Make the keys of services that run apart."`
	Version  versionCommand  `cmd:"" help:"Say what this is, and which PostgreSQL it would use."`
	Contract contractCommand `cmd:"" help:"Write the services' OpenAPI documents and the AsyncAPI document of their events."`
}

//go:generate go run ./internal/configdoc

func main() {
	// The first signal asks to stop; a second one kills, should stopping hang.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	command := kong.Parse(&cli,
		kong.Name("shanyraq"),
		kong.Description("Carries what people say at a civic forum to a decision, a measure and a message back."),
		kong.Vars{"data_dir": defaultDataDir()},
		kong.Exit(exit),
		kong.BindTo(ctx, (*context.Context)(nil)))
	err := noPasswords(os.Args[1:])
	if err == nil {
		err = command.Run()
	}
	if err != nil {
		command.FatalIfErrorf(redacted{err})
	}
}

// redacted is an error that prints no secret; its status stays.
type redacted struct{ error }

func (e redacted) Error() string { return service.Explain(e.error) }
func (e redacted) Unwrap() error { return e.error }

// exit ends with status 2 when the command line cannot be understood, as other
// commands do; kong has a number of its own for that.
func exit(status int) {
	if status == 80 {
		status = 2
	}
	os.Exit(status)
}
