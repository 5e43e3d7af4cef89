package sessions

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/audit"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/enrol"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// AccountOrder is what an operator wants done with an account at the server itself:
// list, add, reset-password, reset-second-step, disable or enable.
type AccountOrder struct {
	Act      string   `json:"act"`
	Login    string   `json:"login"`
	Name     string   `json:"name"`
	Roles    []string `json:"roles"`    // ROLE, ROLE@FORUM, ROLE@FORUM/SESSION
	Password string   `json:"password"` // "" = one is made up
}

// AccountAnswer is what came of it.
type AccountAnswer struct {
	Accounts []account.Account `json:"accounts"`
	Password string            `json:"password"` // the one that was made up
}

// operator is whoever may open the data folder: an organiser of everything.
var operator = token.Caller{Kind: "shell", Roles: map[string][]string{token.Everywhere: {access.Organiser}}}

// OrderAccount carries an order out in the database of an installation, whether its
// server runs or not: what it tells is published by the server that runs next. It
// is in the audit as an act at the shell.
func OrderAccount(ctx context.Context, databaseURL string, o AccountOrder) (AccountAnswer, error) {
	db, err := database.Open(ctx, databaseURL, name)
	if err != nil {
		return AccountAnswer{}, err
	}
	defer func() { _ = db.Close() }()
	answer, err := carryOut(audit.FromShell(ctx, "accounts", o.Act), db, o)
	if err != nil {
		return AccountAnswer{}, inWords(err)
	}
	return answer, nil
}

func carryOut(ctx context.Context, db *sqlx.DB, o AccountOrder) (answer AccountAnswer, err error) {
	b := &bus.Bus{Options: bus.Options{DB: db, Service: name}}
	accounts := account.NewStore(db, b, false)
	if o.Act == "list" {
		answer.Accounts, err = everybody(ctx, accounts)
		return answer, err
	}
	hash := ""
	if o.Act == "add" || o.Act == "reset-password" {
		if o.Password == "" {
			o.Password = rand.Text()
			answer.Password = o.Password
		}
		if hash, err = accounts.Hash(ctx, o.Password, o.Login, o.Name); err != nil {
			return answer, err
		}
	}
	var done account.Account
	switch o.Act {
	case "add":
		a := account.Account{ID: given.ID(""), Login: o.Login, Name: o.Name, Language: "kk", Stored: hash, Roles: rolesOf(o.Roles)}
		if a.Name == "" {
			a.Name = a.Login
		}
		if err = a.Check(); err == nil {
			done, err = accounts.Create(ctx, a, given.Print(a))
		}
	case "reset-second-step":
		if done, err = accounts.ByLogin(ctx, o.Login); err == nil {
			done, err = enrol.Reset(ctx, b, done.ID, operator)
		}
	default:
		if done, err = accounts.ByLogin(ctx, o.Login); err == nil {
			done, err = accounts.Order(ctx, done.ID, o.Act, hash, operator)
		}
	}
	answer.Accounts = []account.Account{done}
	return answer, err
}

func everybody(ctx context.Context, s *account.Store) (all []account.Account, err error) {
	q := page.Query{Limit: 500}
	for {
		piece, err := s.Everybody(ctx, operator, q)
		if err != nil {
			return nil, err
		}
		all = append(all, piece.Items...)
		if q.After = piece.Next; q.After == "" {
			return all, nil
		}
	}
}

// rolesOf reads roles as they are typed; none are an organiser's of all forums.
func rolesOf(typed []string) account.Roles {
	if len(typed) == 0 {
		typed = []string{access.Organiser}
	}
	roles := account.Roles{}
	for _, one := range typed {
		role, scope, in := strings.Cut(one, "@")
		if !in {
			scope = token.Everywhere
		}
		roles[scope] = append(roles[scope], role)
	}
	return roles
}

// inWords is a refusal as an operator reads it.
func inWords(err error) error {
	if words := refusalWords(err); words != "" {
		return errors.New(words)
	}
	return fmt.Errorf("changing accounts: %w", err)
}

// refusalWords are the sentences of a refusal; "" of what is none.
func refusalWords(err error) string {
	var p *problem.Error
	if !errors.As(err, &p) {
		return ""
	}
	said := []string{problem.Say("en", p.Code, p.Args)}
	for _, f := range p.Fields {
		said = append(said, strings.TrimPrefix(f.Pointer, "/")+": "+problem.Say("en", f.Code, f.Args))
	}
	return strings.Join(said, " ")
}
