package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"go.uber.org/zap"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/embedded"
	"github.com/shanyraq/shanyraq/services/sessions"
)

type accountCommand struct {
	List  accountList  `cmd:"" help:"Say who has an account, with which roles, last seen when."`
	Add   accountAdd   `cmd:"" help:"Make an account."`
	Reset accountReset `cmd:"" name:"reset-password" help:"Give an account another password; it is signed out everywhere."`
	Step  accountStep  `cmd:"" name:"reset-second-step" help:"Take an account's second step of signing in away, for a lost phone; it is signed out everywhere."`
	Off   accountOff   `cmd:"" name:"disable" help:"Switch an account off: it is signed out everywhere at once."`
	On    accountOn    `cmd:"" name:"enable" help:"Switch an account on again."`
}

// where is the installation that an account belongs to.
type where struct {
	DataDir     string `help:"Where the server keeps everything (default: /var/lib/shanyraq as root, ~/.local/share/shanyraq else)." env:"SHANYRAQ_DATA_DIR" placeholder:"DIR"`
	DatabaseURL string `help:"The PostgreSQL that is used instead of our own, as for serve." env:"SHANYRAQ_DATABASE_URL" placeholder:"URL"`
}

// secretly is how a password is given: never on the command line, where everybody on
// the machine reads it.
type secretly struct {
	Stdin bool `name:"password-stdin" help:"Read the password from the standard input instead of making one up."`
}

type (
	accountList struct{ where }
	accountAdd  struct {
		Login string   `arg:"" help:"By which the person signs in."`
		Name  string   `help:"The person's name (default: the login)."`
		Role  []string `help:"ROLE in all forums, ROLE@FORUM in one, ROLE@FORUM/SESSION in one session of it; may be given several times (default: organiser)." placeholder:"ROLE"`
		secretly
		where
	}
	accountReset struct {
		Login string `arg:"" help:"Whose password it is."`
		secretly
		where
	}
	accountStep struct {
		Login string `arg:"" help:"Whose phone was lost."`
		where
	}
	accountOff struct {
		Login string `arg:"" help:"Whose account it is."`
		where
	}
	accountOn struct {
		Login string `arg:"" help:"Whose account it is."`
		where
	}
)

func (c *accountList) Run(ctx context.Context) error {
	answer, err := c.order(ctx, sessions.AccountOrder{Act: "list"})
	if err != nil {
		return err
	}
	return printAccounts(os.Stdout, answer)
}

func (c *accountAdd) Run(ctx context.Context) error {
	return c.change(ctx, c.secretly, sessions.AccountOrder{Act: "add", Login: c.Login, Name: c.Name, Roles: c.Role})
}

func (c *accountReset) Run(ctx context.Context) error {
	return c.change(ctx, c.secretly, sessions.AccountOrder{Act: "reset-password", Login: c.Login})
}

func (c *accountStep) Run(ctx context.Context) error {
	return c.change(ctx, secretly{}, sessions.AccountOrder{Act: "reset-second-step", Login: c.Login})
}

func (c *accountOff) Run(ctx context.Context) error {
	return c.change(ctx, secretly{}, sessions.AccountOrder{Act: "disable", Login: c.Login})
}

func (c *accountOn) Run(ctx context.Context) error {
	return c.change(ctx, secretly{}, sessions.AccountOrder{Act: "enable", Login: c.Login})
}

func (w where) change(ctx context.Context, s secretly, o sessions.AccountOrder) error {
	if s.Stdin {
		typed, err := io.ReadAll(io.LimitReader(os.Stdin, 1<<10))
		if err != nil {
			return fmt.Errorf("reading the password: %w", err)
		}
		if o.Password = strings.TrimRight(string(typed), "\r\n"); o.Password == "" {
			return errors.New("no password came in by the standard input")
		}
	}
	answer, err := w.order(ctx, o)
	if err != nil {
		return err
	}
	if answer.Password != "" {
		if _, err := fmt.Fprintln(os.Stdout, answer.Password); err != nil {
			return err
		}
	}
	return printAccounts(os.Stderr, answer)
}

func printAccounts(w io.Writer, answer sessions.AccountAnswer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "LOGIN\tNAME\tSTATE\tLAST SEEN\tROLES")
	for _, a := range answer.Accounts {
		state, seen := "on", "never"
		if a.Disabled {
			state = "off"
		}
		if a.SeenAt != nil {
			seen = a.SeenAt.Format("2006-01-02 15:04 UTC")
		}
		var roles []string
		for scope, held := range a.Roles {
			for _, role := range held {
				roles = append(roles, strings.TrimSuffix(role+"@"+scope, "@*"))
			}
		}
		slices.Sort(roles)
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", a.Login, a.Name, state, seen, strings.Join(roles, " "))
	}
	return table.Flush()
}

// order has the order carried out: by the server that runs on the folder, or in its
// database, which is started for it; one of its own is reached directly.
func (w where) order(ctx context.Context, o sessions.AccountOrder) (answer sessions.AccountAnswer, err error) {
	if w.DatabaseURL != "" {
		return sessions.OrderAccount(ctx, w.DatabaseURL, o)
	}
	path, err := existingDataDir(w.DataDir)
	if err != nil {
		return answer, err
	}
	answer, err = askForAccount(ctx, path, o)
	if !errors.Is(err, errNoServer) {
		return answer, err
	}
	dir, err := openDataDir(path, isDemonstration(path))
	if err != nil {
		return answer, err
	}
	defer dir.Close()
	parts, err := embedded.Start(ctx, embedded.Options{DataDir: dir.Path, Log: zap.NewNop()})
	if err != nil {
		return answer, advice(err, dir.Path)
	}
	defer parts.Stop()
	return sessions.OrderAccount(ctx, parts.DatabaseURL, o)
}

// answerAccounts carries out the orders of commands beside a running server.
func answerAccounts(databaseURL string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var o sessions.AccountOrder
		if err := json.NewDecoder(io.LimitReader(r.Body, 1<<16)).Decode(&o); err != nil {
			http.Error(w, "this order cannot be read: the command may be of another version", http.StatusBadRequest)
			return
		}
		answer, err := sessions.OrderAccount(r.Context(), databaseURL, o)
		if err != nil {
			http.Error(w, redacted{err}.Error(), http.StatusUnprocessableEntity)
			return
		}
		_ = json.NewEncoder(w).Encode(answer) // #nosec G117 -- through a socket that only the folder's owner opens
	}
}

func askForAccount(ctx context.Context, dir string, o sessions.AccountOrder) (answer sessions.AccountAnswer, err error) {
	body, err := json.Marshal(o) // #nosec G117 -- the same
	if err != nil {
		return answer, err
	}
	resp, err := askServer(ctx, dir, "/account", bytes.NewReader(body))
	if err != nil {
		return answer, err
	}
	defer func() { _ = resp.Body.Close() }()
	said, err := io.ReadAll(resp.Body)
	if err != nil {
		return answer, fmt.Errorf("asking the running server: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return answer, errors.New(strings.TrimSpace(string(said)))
	}
	return answer, json.Unmarshal(said, &answer)
}
