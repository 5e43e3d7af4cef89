package message

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/web"
)

// Store answers questions about messages.
type Store struct{ DB *sqlx.DB }

func (s *Store) get(ctx context.Context, forum, id string) (row, error) {
	var r row
	err := s.DB.GetContext(ctx, &r, `
		SELECT `+columns+`, coalesce(p.address, '') AS address
		FROM message m LEFT JOIN person p USING (participant_id)
		WHERE m.forum_id = $1 AND m.message_id = $2`, forum, id)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return r, problem.NotFound("message_not_found")
	case err != nil:
		return r, fmt.Errorf("loading message: %w", err)
	}
	return r, nil
}

// counts returns how many messages of a forum are in each state.
func (s *Store) counts(ctx context.Context, forum string) (map[State]int, error) {
	var rows []struct {
		State State `db:"state"`
		N     int   `db:"n"`
	}
	if err := s.DB.SelectContext(ctx, &rows, `SELECT state, count(*) AS n FROM message WHERE forum_id = $1 GROUP BY state`, forum); err != nil {
		return nil, fmt.Errorf("counting messages: %w", err)
	}
	counts := map[State]int{}
	for _, r := range rows {
		counts[r.State] = r.N
	}
	return counts, nil
}

// filter narrows a list; zero members do not.
type filter struct {
	forum       string
	participant string
	state       string
	kind        string
	after       string
	limit       int
	web.Window
}

func (f filter) fits() (database.Conditions, error) {
	c := database.Where("m.forum_id = ?", f.forum)
	for _, one := range []struct{ condition, value string }{
		{"m.participant_id = ?", f.participant}, {"m.state = ?", f.state}, {"m.kind = ?", f.kind},
	} {
		if one.value != "" {
			c = c.And(one.condition, one.value)
		}
	}
	return f.Within(c, "m.message_id")
}

// list returns messages, the newest first, and how many there are if that is
// asked.
func (s *Store) list(ctx context.Context, f filter) ([]row, *int64, error) {
	fits, err := f.fits()
	if err != nil {
		return nil, nil, err
	}
	page := fits
	if f.after != "" {
		page = page.And("m.message_id < ?", f.after)
	}
	var rows []row
	err = s.DB.SelectContext(ctx, &rows, `
		SELECT `+columns+`, coalesce(p.address, '') AS address
		FROM message m LEFT JOIN person p USING (participant_id)`+page.String()+
		fmt.Sprintf(`ORDER BY m.message_id DESC LIMIT $%d OFFSET $%d`, page.N(), page.N()+1), page.Args(f.limit, f.Offset)...)
	if err != nil {
		return nil, nil, fmt.Errorf("listing messages: %w", err)
	}
	if !f.Total {
		return rows, nil, nil
	}
	var total int64
	if err := s.DB.GetContext(ctx, &total, `SELECT count(*) FROM message m`+fits.String(), fits.Args()...); err != nil {
		return nil, nil, fmt.Errorf("counting messages: %w", err)
	}
	return rows, &total, nil
}
