// Package account is the staff: who may sign in, and with which roles in which
// forum or session.
package account

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
)

// Roles says which roles somebody has: forum id, "<forum id>/<session id>" or "*" for
// all forums, → roles.
type Roles map[string][]string

// Account is a member of staff.
type Account struct {
	ID       string `json:"id" format:"uuid"`
	Login    string `json:"login"`
	Name     string `json:"name"`
	Email    string `json:"email" doc:"by which an identity provider's account is recognised; empty = none"`
	Language string `json:"language" format:"language"`
	Roles    Roles  `json:"roles" doc:"forum id, forum id/session id, or * for all forums, → organiser, moderator, facilitator, secretary, chair, controller; in one session the second to the fourth"`
	Disabled bool   `json:"disabled"`
	Version  int    `json:"version"`

	SecondStep bool `json:"second_step" doc:"signing in with the password asks for a second step: an app's code or a passkey"`

	SeenAt *time.Time `json:"last_seen_at" doc:"when it last asked for a token; null = never"`

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

// OwnChange is what everybody changes of their own account.
type OwnChange struct {
	Name     *string `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Language *string `json:"language,omitempty" format:"language"`
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
	if person != (accountChange{}) && !before.Rules(by) {
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

// Rules tells whether the caller is organiser wherever there are roles.
func (r Roles) Rules(by token.Caller) bool {
	for scope := range r {
		if !organises(by, scope) {
			return false
		}
	}
	return len(r) > 0 || by.Can(token.Everywhere, access.Organiser)
}

// organises tells whether the caller may give roles in the scope.
func organises(by token.Caller, scope string) bool {
	forum, _ := token.SplitScope(scope)
	return by.Can(forum, access.Organiser)
}

// beyond returns a scope in which the roles differ and the caller is no
// organiser, "" if there is none.
func beyond(by token.Caller, before, after Roles) string {
	for _, roles := range []Roles{before, after} {
		for scope := range roles {
			if !organises(by, scope) && !slices.Equal(before[scope], after[scope]) {
				return scope
			}
		}
	}
	return ""
}

// Seen tells whether the caller may read of somebody with these roles: an organiser
// of a forum in which they have one.
func (r Roles) Seen(by token.Caller) bool {
	if by.Can(token.Everywhere, access.Organiser) {
		return true
	}
	for scope := range r {
		if scope != token.Everywhere && organises(by, scope) {
			return true
		}
	}
	return false
}

// RuledBy returns nil for whoever may change the person behind the account, not only
// its roles, else the problems account_not_found, account_of_other_forums.
func (a Account) RuledBy(by token.Caller) error {
	switch {
	case !a.Roles.Seen(by):
		return problem.NotFound("account_not_found")
	case !a.Roles.Rules(by):
		return problem.Forbidden("account_of_other_forums")
	}
	return nil
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
	return a.Roles.Check("/roles")
}

// Check brings roles into their canonical form and returns what is wrong with them.
func (r *Roles) Check(pointer string) error {
	canonical := Roles{}
	for scope, roles := range *r {
		forum, session := token.SplitScope(scope)
		known := access.Staff
		if forum != token.Everywhere || session != "" {
			id, err := uuid.Parse(forum)
			if err != nil {
				return problem.InvalidField(pointer, "roles_scope")
			}
			scope = id.String()
		}
		if session != "" {
			id, err := uuid.Parse(session)
			if err != nil {
				return problem.InvalidField(pointer, "roles_scope")
			}
			scope, known = token.SessionScope(scope, id.String()), access.OfSession
		}
		for _, role := range roles {
			if !slices.Contains(known, role) {
				return problem.InvalidField(pointer, "want_one_of", "values", problem.Named("role_", known...))
			}
		}
		if len(roles) > 0 { // none is the same as not named
			roles = append(slices.Clone(canonical[scope]), roles...)
			slices.Sort(roles)
			canonical[scope] = slices.Compact(roles)
		}
	}
	*r = canonical
	return nil
}

// places are the forums and the sessions in which there are roles; of a forum as a
// whole the session is "".
func (r Roles) places() (forums, sessions []string) {
	forums, sessions = []string{}, []string{}
	for scope := range r {
		if forum, session := token.SplitScope(scope); forum != token.Everywhere {
			forums, sessions = append(forums, forum), append(sessions, session)
		}
	}
	return forums, sessions
}

func (a *Account) organisesAll() bool {
	return !a.Disabled && slices.Contains(a.Roles[token.Everywhere], access.Organiser)
}
