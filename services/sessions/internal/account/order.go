package account

import (
	"context"
	"fmt"

	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// Order does to an account what an operator wants at the server itself: disable,
// enable, or reset-password, where hash is the new password's.
func (s *Store) Order(ctx context.Context, id, act, hash string, by token.Caller) (Account, error) {
	disabled := act == "disable"
	switch act {
	case "disable", "enable":
		return s.Change(ctx, id, accountChange{Disabled: &disabled}, "", by)
	case "reset-password":
		return s.Change(ctx, id, accountChange{}, hash, by)
	}
	return Account{}, fmt.Errorf("nothing is called %q", act)
}

// Everybody lists all accounts that the caller may see.
func (s *Store) Everybody(ctx context.Context, by token.Caller, q page.Query) (page.List[Account], error) {
	return s.List(ctx, by, Filter{}, q, web.Window{})
}
