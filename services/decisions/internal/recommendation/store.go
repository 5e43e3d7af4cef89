package recommendation

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
)

type row struct {
	ProposalID    string                     `db:"proposal_id"`
	ForumID       string                     `db:"forum_id"`
	SessionID     string                     `db:"session_id"`
	ID            string                     `db:"recommendation_id"`
	Edition       int                        `db:"edition"`
	Dropped       bool                       `db:"dropped"`
	Text          database.JSON[events.Text] `db:"text"`
	Who           string                     `db:"who"`
	Until         string                     `db:"until"`
	SuggestionIDs pq.StringArray             `db:"suggestion_ids"`
	Position      int                        `db:"position"`
	ConfirmedAt   time.Time                  `db:"confirmed_at"`
	HeardAt       time.Time                  `db:"heard_at"`
}

func (r row) recommendation() Recommendation {
	return Recommendation{
		ProposalID: r.ProposalID, ForumID: r.ForumID, SessionID: r.SessionID, ID: r.ID, Edition: r.Edition, Dropped: r.Dropped,
		Text: r.Text.V, Who: r.Who, Until: r.Until, SuggestionIDs: r.SuggestionIDs, Position: r.Position, ConfirmedAt: r.ConfirmedAt.UTC(),
	}
}

const selectEditions = `
	SELECT r.proposal_id, r.forum_id, r.session_id, r.recommendation_id, e.edition, e.dropped, e.text, e.who, e.until, e.suggestion_ids,
		e.position, e.confirmed_at, e.heard_at
	FROM recommendations r JOIN recommendation_editions e ON e.proposal_id = r.proposal_id `

// newest is the edition that counts.
const newest = `AND e.edition = r.edition `

// Hear keeps an edition of a session's report, and tells what changes by it: an
// edition that is older than one heard before changes nothing.
func Hear(ctx context.Context, tx *sqlx.Tx, e events.ReportConfirmed) ([]Change, error) {
	now := of(e)
	var edition int
	err := tx.GetContext(ctx, &edition, `
		INSERT INTO session_reports AS old (session_id, forum_id, edition) VALUES ($1, $2, $3)
		ON CONFLICT (session_id) DO UPDATE SET edition = excluded.edition WHERE old.edition < excluded.edition RETURNING edition`,
		e.SessionID, e.ForumID, e.Edition)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, keep(ctx, tx, now)
	}
	if err != nil {
		return nil, fmt.Errorf("hearing a session's report: %w", err)
	}
	known, err := read(ctx, tx, newest+`WHERE r.session_id = $1 ORDER BY e.position`, e.SessionID)
	if err != nil {
		return nil, err
	}
	confirmed := time.Time{}
	if e.ConfirmedAt != nil {
		confirmed = *e.ConfirmedAt
	}
	changes := compare(known, e.Edition, now, confirmed)
	all := make([]Recommendation, len(changes))
	for i, c := range changes {
		all[i] = c.Recommendation
		_, err := tx.ExecContext(ctx, `
			INSERT INTO recommendations (proposal_id, forum_id, session_id, recommendation_id, edition, dropped, suggestion_ids)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (proposal_id) DO UPDATE SET edition = excluded.edition, dropped = excluded.dropped, suggestion_ids = excluded.suggestion_ids`,
			c.ProposalID, c.ForumID, c.SessionID, c.ID, c.Edition, c.Dropped, pq.Array(c.SuggestionIDs))
		if err != nil {
			return nil, fmt.Errorf("keeping a recommendation: %w", err)
		}
	}
	return changes, keep(ctx, tx, all)
}

// keep adds to the history what is not there yet.
func keep(ctx context.Context, tx *sqlx.Tx, all []Recommendation) error {
	for _, r := range all {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO recommendation_editions (proposal_id, edition, dropped, text, who, until, suggestion_ids, position, confirmed_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
			r.ProposalID, r.Edition, r.Dropped, database.AsJSON(r.Text), r.Who, r.Until, pq.Array(r.SuggestionIDs), r.Position, r.ConfirmedAt)
		if err != nil {
			return fmt.Errorf("keeping an edition of a recommendation: %w", err)
		}
	}
	return nil
}

// Date gives the changes of a transaction the time of what is done because of
// them, which is known only once all is locked.
func Date(ctx context.Context, tx *sqlx.Tx, changes []Change, at time.Time) error {
	proposals, editions := make([]string, len(changes)), make([]int64, len(changes))
	for i, c := range changes {
		proposals[i], editions[i] = c.ProposalID, int64(c.Edition)
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE recommendation_editions e SET heard_at = $3 FROM unnest($1::uuid[], $2::int[]) AS c(proposal_id, edition)
		WHERE e.proposal_id = c.proposal_id AND e.edition = c.edition`, pq.Array(proposals), pq.Array(editions), at)
	if err != nil {
		return fmt.Errorf("dating recommendations: %w", err)
	}
	return nil
}

// RestingOn are the recommendations that stand and rest on any of the suggestions.
func RestingOn(ctx context.Context, tx *sqlx.Tx, suggestions []string) ([]Recommendation, error) {
	if len(suggestions) == 0 {
		return nil, nil
	}
	return read(ctx, tx, newest+`WHERE NOT r.dropped AND r.suggestion_ids && $1::uuid[] ORDER BY r.session_id, e.position`, pq.Array(suggestions))
}

func read(ctx context.Context, tx sqlx.QueryerContext, where string, args ...any) ([]Recommendation, error) {
	var rows []row
	if err := sqlx.SelectContext(ctx, tx, &rows, selectEditions+where, args...); err != nil {
		return nil, fmt.Errorf("loading recommendations: %w", err)
	}
	all := make([]Recommendation, len(rows))
	for i, r := range rows {
		all[i] = r.recommendation()
	}
	return all, nil
}
