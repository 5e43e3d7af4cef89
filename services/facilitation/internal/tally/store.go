package tally

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/problem"
)

// Store reads how rounds add up.
type Store struct{ db *sqlx.DB }

// NewStore makes the store.
func NewStore(db *sqlx.DB) *Store { return &Store{db} }

// Tally adds up a round; one in which nothing was marked is empty. Error:
// round_not_found.
func (s *Store) Tally(ctx context.Context, forum, round string) (*Tally, error) {
	r, err := Load(ctx, s.db, forum, round, "")
	if err != nil {
		return nil, err
	}
	if r == nil {
		r = &Round{ID: round, ForumID: forum}
	}
	return Add(ctx, s.db, *r, "")
}

// Lock lets one transaction at a time change the marks of a round, so that
// the totals it tells are whole.
func Lock(ctx context.Context, tx *sqlx.Tx, want Round) (*Round, error) {
	_, err := tx.ExecContext(ctx, `INSERT INTO marked_rounds (round_id, forum_id, session_id) VALUES ($1, $2, $3) ON CONFLICT (round_id) DO NOTHING`,
		want.ID, want.ForumID, want.SessionID)
	if err != nil {
		return nil, fmt.Errorf("beginning round: %w", err)
	}
	r, err := Load(ctx, tx, want.ForumID, want.ID, `FOR UPDATE`)
	if err != nil {
		return nil, err
	}
	if r.SessionID != want.SessionID {
		return nil, problem.Invalid("round_of_other_session")
	}
	return r, nil
}

// Load reads a round, nil when nobody has marked anything in it yet; lock is how it is
// locked. Error: round_not_found for one of another forum.
func Load(ctx context.Context, q sqlx.QueryerContext, forum, id, lock string) (*Round, error) {
	var r Round
	err := sqlx.GetContext(ctx, q, &r, `SELECT round_id, forum_id, session_id, version FROM marked_rounds WHERE round_id = $1 `+lock, id)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("loading round: %w", err)
	case r.ForumID != forum:
		return nil, problem.NotFound("round_not_found")
	}
	return &r, nil
}

// Tell emits the totals of a round that is locked.
func Tell(ctx context.Context, tx *sqlx.Tx, r *Round, at time.Time) (*Tally, error) {
	if err := tx.GetContext(ctx, &r.Version, `UPDATE marked_rounds SET version = version + 1 WHERE round_id = $1 RETURNING version`, r.ID); err != nil {
		return nil, fmt.Errorf("counting totals: %w", err)
	}
	t, err := Add(ctx, tx, *r, "")
	if err != nil {
		return nil, err
	}
	return t, bus.Emit(ctx, tx, t.Public(at))
}

// Add adds up the marks of a round; only those from phones if from says so.
func Add(ctx context.Context, q sqlx.QueryerContext, r Round, from string) (*Tally, error) {
	var rows []Total
	err := sqlx.SelectContext(ctx, q, &rows, `
		WITH newest AS (
			SELECT DISTINCT ON (kind) id, kind FROM ballots WHERE round_id = $1 ORDER BY kind, place DESC
		), said AS (
			SELECT suggestion_id, kind, voter, level, value FROM marks WHERE round_id = $1 AND $2 <> 'phones'
			UNION ALL
			SELECT m.suggestion_id, b.kind, c.voter, -1, m.value
			FROM newest b JOIN ballots_cast c ON c.ballot_id = b.id, jsonb_to_recordset(c.marks) AS m(suggestion_id uuid, value int)
		), fingers AS (
			SELECT *, CASE WHEN kind <> 'agree' THEN NULL WHEN level >= 0 THEN level ELSE value END AS finger,
			       CASE WHEN level >= 0 THEN value ELSE 1 END AS hands
			FROM said WHERE value > 0 OR kind = 'agree' AND level < 0
		)
		SELECT coalesce(suggestion_id::text, '') AS suggestion_id,
		       coalesce(sum(value) FILTER (WHERE kind = 'dots'), 0) AS dots,
		       coalesce(sum(value) FILTER (WHERE kind = 'rank'), 0) AS points,
		       coalesce(sum(value) FILTER (WHERE kind = 'impact'), 0) AS impact_sum, count(*) FILTER (WHERE kind = 'impact') AS impact_votes,
		       coalesce(sum(value) FILTER (WHERE kind = 'effort'), 0) AS effort_sum, count(*) FILTER (WHERE kind = 'effort') AS effort_votes,
		       coalesce(sum(hands) FILTER (WHERE finger = 0), 0) AS level0, coalesce(sum(hands) FILTER (WHERE finger = 1), 0) AS level1,
		       coalesce(sum(hands) FILTER (WHERE finger = 2), 0) AS level2, coalesce(sum(hands) FILTER (WHERE finger = 3), 0) AS level3,
		       coalesce(sum(hands) FILTER (WHERE finger = 4), 0) AS level4, coalesce(sum(hands) FILTER (WHERE finger = 5), 0) AS level5,
		       count(DISTINCT voter) AS voters
		FROM fingers GROUP BY GROUPING SETS ((suggestion_id), ())`, r.ID, from)
	if err != nil {
		return nil, fmt.Errorf("adding up marks: %w", err)
	}
	t := &Tally{Round: r}
	for _, one := range rows {
		if one.SuggestionID == "" { // all together
			t.Voters = one.Voters
			continue
		}
		t.Totals = append(t.Totals, one)
	}
	slices.SortFunc(t.Totals, func(a, b Total) int { return cmp.Compare(a.SuggestionID, b.SuggestionID) })
	return t, nil
}
