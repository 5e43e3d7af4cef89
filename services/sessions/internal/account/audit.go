package account

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/service/audit"
)

// Audit writes into the audit, with the transaction of the change, what became
// another of an account: which roles where, and otherwise only that it did.
func Audit(ctx context.Context, tx *sqlx.Tx, before, after Account, more ...audit.Altered) error {
	return audit.In(ctx, tx, map[string]string{"account": after.ID}, forumsOf(before.Roles, after.Roles), append(differing(before, after), more...)...)
}

// differing says what differs between two states of an account.
func differing(before, after Account) []audit.Altered {
	var all []audit.Altered
	for what, pair := range map[string][2]string{
		"login": {before.Login, after.Login}, "name": {before.Name, after.Name}, "email": {before.Email, after.Email},
		"language": {before.Language, after.Language}, "password": {before.Stored, after.Stored},
	} {
		if pair[0] != pair[1] {
			all = append(all, audit.Altered{What: what})
		}
	}
	slices.SortFunc(all, func(a, b audit.Altered) int { return strings.Compare(a.What, b.What) })
	if before.Disabled != after.Disabled {
		all = append(all, audit.Altered{What: "disabled", Before: strconv.FormatBool(before.Disabled), After: strconv.FormatBool(after.Disabled)})
	}
	return append(all, rolesDiffering(before.Roles, after.Roles)...)
}

func rolesDiffering(before, after Roles) []audit.Altered {
	scopes := map[string]bool{}
	for _, roles := range []Roles{before, after} {
		for scope := range roles {
			scopes[scope] = true
		}
	}
	var all []audit.Altered
	for _, scope := range slices.Sorted(maps.Keys(scopes)) {
		if !slices.Equal(before[scope], after[scope]) {
			all = append(all, audit.Altered{What: "role", Where: scope, Before: strings.Join(before[scope], " "), After: strings.Join(after[scope], " ")})
		}
	}
	return all
}

// RolesGiven are roles as the audit writes that they are given.
func RolesGiven(r Roles) []audit.Altered { return rolesDiffering(nil, r) }

// ForumsOf are the forums that roles are about.
func ForumsOf(r Roles) []string { return forumsOf(r) }

func forumsOf(all ...Roles) []string {
	var forums []string
	for _, roles := range all {
		of, _ := roles.places()
		forums = append(forums, of...)
	}
	slices.Sort(forums)
	return slices.Compact(forums)
}
