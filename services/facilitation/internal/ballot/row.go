package ballot

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
)

// row is a ballot in its table.
type row struct {
	ID            string                             `db:"id"`
	Code          string                             `db:"code"`
	ForumID       string                             `db:"forum_id"`
	SessionID     string                             `db:"session_id"`
	RoundID       string                             `db:"round_id"`
	Version       int                                `db:"version"`
	State         events.BallotState                 `db:"state"`
	Kind          events.MarkKind                    `db:"kind"`
	Dots          int                                `db:"dots"`
	Stacking      bool                               `db:"stacking"`
	Scale         int                                `db:"scale"`
	Title         database.JSON[events.Text]         `db:"title"`
	SuggestionIDs database.JSON[events.List[string]] `db:"suggestion_ids"`
	OpenedAt      time.Time                          `db:"opened_at"`
	Voters        int                                `db:"voters"`
	OneAddress    int                                `db:"most"`
}

// Load reads ballots, in the order in which they were opened; where says which.
func Load(ctx context.Context, q sqlx.QueryerContext, where string, args ...any) ([]*Ballot, error) {
	var rows []row
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT id, code, forum_id, session_id, round_id, version, state, kind, dots, stacking, scale, title, suggestion_ids, opened_at,
		       (SELECT count(*) FROM ballots_cast c WHERE c.ballot_id = ballots.id) AS voters,
		       greatest(one_address, (SELECT max(p.voters) FROM ballot_places p WHERE p.ballot_id = ballots.id)) AS most
		FROM ballots `+where+` ORDER BY place`, args...)
	if err != nil {
		return nil, fmt.Errorf("loading ballots: %w", err)
	}
	all := make([]*Ballot, len(rows))
	for i, r := range rows {
		all[i] = &Ballot{
			ID: r.ID, Code: r.Code, ForumID: r.ForumID, SessionID: r.SessionID, RoundID: r.RoundID, Version: r.Version, State: r.State,
			Rules: Rules{Kind: r.Kind, Dots: r.Dots, Stacking: r.Stacking, Scale: r.Scale},
			Title: r.Title.V, SuggestionIDs: r.SuggestionIDs.V, OpenedAt: r.OpenedAt.UTC(), Voters: r.Voters, OneAddress: r.OneAddress,
		}
	}
	return all, nil
}
