package suggestion

import (
	"context"
	"fmt"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/web"
)

// Filter chooses suggestions of a forum; empty members choose all. A session's
// are also those that it has taken up.
type Filter struct {
	Forum, Session, Theme string
	State                 events.SuggestionState
	Tag                   string // however it is spelled
	Offered               string // of those kept for later: somebody, nobody
	After                 int64  // number
	Limit                 int
	web.Window
}

// List returns suggestions in the order of their numbers, and how many there are
// if that is asked.
func (s *Store) List(ctx context.Context, f Filter) ([]Suggestion, *int64, error) {
	fits, err := s.fits(ctx, f)
	if err != nil {
		return nil, nil, err
	}
	after := fits.And("s.number > ?", f.After)
	found, err := Find(ctx, s.db, after.String()+fmt.Sprintf("ORDER BY s.number LIMIT $%d OFFSET $%d", after.N(), after.N()+1),
		after.Args(f.Limit, f.Offset)...)
	if err != nil || !f.Total {
		return found, nil, err
	}
	var total int64
	err = s.db.GetContext(ctx, &total, `SELECT count(*)`+from+fits.String(), fits.Args()...)
	if err != nil {
		return nil, nil, fmt.Errorf("counting suggestions: %w", err)
	}
	return found, &total, nil
}

func (s *Store) fits(ctx context.Context, f Filter) (database.Conditions, error) {
	c, err := f.Within(database.Where("s.forum_id = ?", f.Forum), "s.id")
	if err != nil {
		return c, err
	}
	if f.Session != "" {
		c = c.And("s.session_id = ? OR s.taken_session_id = ?", f.Session, f.Session)
	}
	if f.Theme != "" {
		c = c.And("s.theme_id = ?", f.Theme)
	}
	if f.State != "" {
		c = c.And("s.state = ?", f.State)
	}
	if f.Tag != "" {
		spelled, err := s.tags.SpelledAs(ctx, f.Forum, f.Tag)
		if err != nil {
			return c, err
		}
		c = c.And("coalesce(w.tags, s.tags) && ?::text[]", spelled)
	}
	switch f.Offered {
	case "somebody":
		c = c.And("s.parked_theme_id IS NOT NULL OR s.parked_session_id IS NOT NULL")
	case "nobody":
		c = c.And("s.parked_theme_id IS NULL AND s.parked_session_id IS NULL")
	}
	return c, nil
}
