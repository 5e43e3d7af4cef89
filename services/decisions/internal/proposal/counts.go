package proposal

import (
	"context"
	"fmt"
	"github.com/shanyraq/shanyraq/events"
)

// ProposalCounts is how many proposals each choice of a filter would leave.
type ProposalCounts struct {
	ByState []StateCount `json:"by_state" nullable:"false" doc:"With the other filters, but not that of the state."`
	ByTheme []ThemeCount `json:"by_theme" nullable:"false" doc:"With the other filters, but not that of the theme."`
}

// StateCount is how many proposals are in a state.
type StateCount struct {
	State events.ProposalState `json:"state" db:"state"`
	Count int64                `json:"count" db:"count"`
}

// ThemeCount is how many proposals a theme has; "" are those without one.
type ThemeCount struct {
	ThemeID string `json:"theme_id" db:"theme_id"`
	Count   int64  `json:"count" db:"count"`
}

// Counts counts a forum's proposals by state and by theme.
func (s *Store) Counts(ctx context.Context, forum string, f Filter) (ProposalCounts, error) {
	counts := ProposalCounts{ByState: []StateCount{}, ByTheme: []ThemeCount{}}
	ofStates, ofThemes := f, f
	ofStates.State, ofThemes.ThemeID = "", ""
	fits, err := ofStates.in(forum)
	if err != nil {
		return counts, err
	}
	err = s.db.SelectContext(ctx, &counts.ByState, `SELECT p.state, count(*) AS count FROM proposals p`+fits.String()+`GROUP BY p.state ORDER BY p.state`, fits.Args()...)
	if err != nil {
		return counts, fmt.Errorf("counting proposals by state: %w", err)
	}
	if fits, err = ofThemes.in(forum); err != nil {
		return counts, err
	}
	err = s.db.SelectContext(ctx, &counts.ByTheme, `SELECT p.theme_id, count(*) AS count FROM proposals p`+fits.String()+`GROUP BY p.theme_id ORDER BY p.theme_id`, fits.Args()...)
	if err != nil {
		return counts, fmt.Errorf("counting proposals by theme: %w", err)
	}
	return counts, nil
}
