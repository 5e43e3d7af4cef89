package account

import (
	"context"

	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/access"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// Filter is which accounts a list shows.
type Filter struct {
	Forum    string           `query:"forum" format:"uuid" doc:"with a role in this forum, in a session of it or in all forums"`
	Q        string           `query:"q" maxLength:"100" doc:"words of a name, login or e-mail address, in any order"`
	Role     events.StaffRole `query:"role" doc:"with this role; where, if the forum is given, it is of use there"`
	Disabled string           `query:"disabled" enum:"yes,no"`
}

// scopes are the pairs of a scope's forum and one role, for statements.
const scopes = `EXISTS (SELECT FROM jsonb_each(roles) AS held(scope, given) WHERE `

func (f Filter) fits(by token.Caller) (database.Conditions, error) {
	forum, err := given.Ref("query.forum", f.Forum)
	if err != nil {
		return database.Conditions{}, err
	}
	c := database.Where("search LIKE ALL (?)", text.Patterns(f.Q))
	if !by.Can(token.Everywhere, access.Organiser) {
		c = c.And(scopes+`split_part(scope, '/', 1) = ANY(?))`, pq.Array(access.Forums(by, access.Organiser)))
	}
	if forum != "" || f.Role != "" {
		c = c.And(scopes+`(? = '' OR split_part(scope, '/', 1) IN (?, '*')) AND (? = '' OR given @> to_jsonb(?::text)))`, forum, forum, f.Role, f.Role)
	}
	if f.Disabled != "" {
		c = c.And("disabled = ?", f.Disabled == "yes")
	}
	return c, nil
}

var listing = page.Listing[Account]{
	Noun: "accounts", Columns: columns, From: "accounts", Order: "name, id::text", Scan: scan,
	Key: func(a Account) []string { return []string{a.Name, a.ID} },
	After: func(c database.Conditions, key []string) (database.Conditions, error) {
		return c.And("(name, id::text) > (?, ?)", key[0], key[1]), nil
	},
}

// List returns the accounts that the caller may see, by name.
func (s *Store) List(ctx context.Context, by token.Caller, f Filter, q page.Query, w web.Window) (page.List[Account], error) {
	fits, err := f.fits(by)
	if err != nil {
		return page.List[Account]{}, err
	}
	if fits, err = w.Within(fits, "id"); err != nil {
		return page.List[Account]{}, err
	}
	return listing.Read(ctx, s.db, fits, q, w)
}
