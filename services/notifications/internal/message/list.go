package message

import (
	"context"
	"fmt"

	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/web"
)

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
