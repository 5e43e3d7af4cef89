package rehearsal

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/sessions/internal/account"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/programme"
	"github.com/shanyraq/shanyraq/services/sessions/internal/theme"
)

// Store begins rehearsals.
type Store struct{ bus *bus.Bus }

// NewStore makes a store.
func NewStore(b *bus.Bus) *Store { return &Store{bus: b} }

// Begin begins the rehearsal of a forum, or returns the one that is on. It returns the
// problem forum_is_rehearsal for a rehearsal itself.
func (s *Store) Begin(ctx context.Context, forumID string) (r forum.Forum, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		f, err := forum.HoldAlone(ctx, tx, forumID)
		if err != nil {
			return err
		}
		if f.RehearsalOf != "" {
			return problem.Conflict("forum_is_rehearsal")
		}
		if on, err := forum.RehearsalOf(ctx, tx, forumID); err != nil || on.ID != "" {
			r = on
			return err
		}
		if r, _, err = forum.Make(ctx, tx, of(f, database.Now()), given.Print(forumID)); err != nil {
			return err
		}
		themes, err := theme.All(ctx, tx, forumID)
		if err != nil {
			return err
		}
		c := programme.Copy{Of: forumID, Themes: map[string]string{}, Sessions: true, Methods: true, Staff: true}
		for i := range themes {
			before := themes[i].ID
			themes[i].ID, themes[i].ForumID, themes[i].Version = given.ID(""), r.ID, 1
			c.Themes[before] = themes[i].ID
		}
		sessions, err := programme.Fill(ctx, tx, r, themes, c)
		if err != nil {
			return err
		}
		return account.AlsoIn(ctx, tx, forumID, r.ID, sessions)
	})
	return r, err
}
