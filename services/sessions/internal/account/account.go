// Package account is the staff: who may sign in, and with which roles in which
// forum.
package account

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
)

// Roles says which roles somebody has: forum id, or "*" for all forums, → roles.
type Roles map[string][]string

// Account is a member of staff.
type Account struct {
	ID       string `json:"id" format:"uuid"`
	Login    string `json:"login"`
	Name     string `json:"name"`
	Email    string `json:"email" doc:"by which an identity provider's account is recognised; empty = none"`
	Language string `json:"language" format:"language"`
	Roles    Roles  `json:"roles" doc:"forum id, or * for all forums, → organiser, moderator, facilitator, secretary, chair, controller"`
	Disabled bool   `json:"disabled"`
	Version  int    `json:"version"`

	Stored string `json:"-"` // of its password; "" = signs in through the identity provider only
}

type accountChange struct {
	Login    *string `json:"login,omitempty" minLength:"2" maxLength:"100"`
	Name     *string `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Email    *string `json:"email,omitempty" maxLength:"200"`
	Language *string `json:"language,omitempty" format:"language"`
	Roles    *Roles  `json:"roles,omitempty"`
	Disabled *bool   `json:"disabled,omitempty"`
	Password *string `json:"password,omitempty" maxLength:"200" doc:"at least 12 characters, and none of the commonest"`
	Version  *int    `json:"version,omitempty" doc:"if given, the change is refused when the account has another version"`
}

// Apply changes the account, except for its password, as the caller may.
//
// An organiser of all forums changes everything. An organiser of some forums
// gives and takes roles there only, and changes the rest (login, password,
// e-mail, name, whether it is disabled) only of accounts that have roles in no
// other forum: otherwise resetting a password would be a way to more rights.
func (a *Account) Apply(c accountChange, by token.Caller) error {
	if err := given.SameVersion(c.Version, a.Version); err != nil {
		return err
	}
	before := a.Roles
	person := c
	person.Roles, person.Version = nil, nil
	if person != (accountChange{}) && !rules(by, before) {
		return problem.Forbidden("account_of_other_forums")
	}
	set(&a.Login, c.Login)
	set(&a.Name, c.Name)
	set(&a.Email, c.Email)
	set(&a.Language, c.Language)
	set(&a.Disabled, c.Disabled)
	if c.Roles != nil {
		a.Roles = *c.Roles
	}
	a.Version++
	if err := a.Check(); err != nil {
		return err
	}
	if scope := beyond(by, before, a.Roles); scope != "" {
		return problem.Forbidden("roles_of_other_forums")
	}
	return nil
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// rules tells whether the caller is organiser wherever the account has a role.
func rules(by token.Caller, roles Roles) bool {
	if by.Can(token.Everywhere, access.Organiser) {
		return true
	}
	for scope := range roles {
		if scope == token.Everywhere || !by.Can(scope, access.Organiser) {
			return false
		}
	}
	return len(roles) > 0
}

// beyond returns a scope in which the roles differ and the caller is no
// organiser, "" if there is none.
func beyond(by token.Caller, before, after Roles) string {
	for _, roles := range []Roles{before, after} {
		for scope := range roles {
			may := by.Can(token.Everywhere, access.Organiser) || scope != token.Everywhere && by.Can(scope, access.Organiser)
			if !may && !slices.Equal(before[scope], after[scope]) {
				return scope
			}
		}
	}
	return ""
}

// Seen tells whether the caller may read the account: an organiser of a forum in
// which it has a role.
func (a *Account) Seen(by token.Caller) bool {
	if by.Can(token.Everywhere, access.Organiser) {
		return true
	}
	for scope := range a.Roles {
		if scope != token.Everywhere && by.Can(scope, access.Organiser) {
			return true
		}
	}
	return false
}

// Check brings roles and e-mail into their canonical form and returns what is
// wrong with the account.
func (a *Account) Check() error {
	if line, ok := text.Line(a.Login); !ok || line != a.Login || !text.Shows(line) {
		return problem.InvalidField("/login", "login_spaces")
	}
	if err := given.Line("/name", &a.Name, false); err != nil {
		return err
	}
	if a.Email != "" {
		address, flaw := text.Address(strings.ToLower(a.Email))
		if flaw != nil {
			return flaw.At("/email")
		}
		a.Email = address
	}
	canonical := Roles{}
	for scope, roles := range a.Roles {
		if scope != token.Everywhere {
			id, err := uuid.Parse(scope)
			if err != nil {
				return problem.InvalidField("/roles", "roles_scope")
			}
			scope = id.String()
		}
		for _, r := range roles {
			if !slices.Contains(access.Staff, r) {
				return problem.InvalidField("/roles", "want_one_of", "values", problem.Named("role_", access.Staff...))
			}
		}
		if len(roles) > 0 { // none is the same as not named
			roles = slices.Clone(roles)
			slices.Sort(roles)
			canonical[scope] = slices.Compact(roles)
		}
	}
	a.Roles = canonical
	return nil
}

// forums are the forums in which the account has roles.
func (a *Account) forums() []string {
	ids := []string{}
	for scope := range a.Roles {
		if scope != token.Everywhere {
			ids = append(ids, scope)
		}
	}
	return ids
}

func (a *Account) organisesAll() bool {
	return !a.Disabled && slices.Contains(a.Roles[token.Everywhere], access.Organiser)
}
