package mark

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/pkg/bus"
)

// tell emits the totals of a round that is locked.
func tell(ctx context.Context, tx *sqlx.Tx, r *Round, at time.Time) (*Tally, error) {
	if err := tx.GetContext(ctx, &r.Version, `UPDATE marked_rounds SET version = version + 1 WHERE round_id = $1 RETURNING version`, r.ID); err != nil {
		return nil, fmt.Errorf("counting totals: %w", err)
	}
	t, err := tally(ctx, tx, *r, "")
	if err != nil {
		return nil, err
	}
	return t, bus.Emit(ctx, tx, t.public(at))
}

// Tally adds up a round; one in which nothing was marked is empty. Error:
// round_not_found.
func (s *Store) Tally(ctx context.Context, forum, round string) (*Tally, error) {
	r, err := loadRound(ctx, s.db, forum, round, "")
	if err != nil {
		return nil, err
	}
	if r == nil {
		r = &Round{ID: round, ForumID: forum}
	}
	return tally(ctx, s.db, *r, "")
}

// Sheet is everything that was marked in a round as its tablets work with it:
// every mark of theirs, and how the phones' ballots add up.
type Sheet struct {
	Marks  []Mark
	Phones *Tally
}

// Sheet returns the marks of a round, all as they stand after one and the same
// change. Errors: round_not_found; those of may.
func (s *Store) Sheet(ctx context.Context, forum, round string, may func(session string) error) (*Sheet, error) {
	sheet := &Sheet{Phones: &Tally{Round: Round{ID: round, ForumID: forum}}}
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		r, err := loadRound(ctx, tx, forum, round, `FOR SHARE`)
		if err != nil || r == nil {
			return err
		}
		if err := may(r.SessionID); err != nil {
			return err
		}
		err = tx.SelectContext(ctx, &sheet.Marks, `
			SELECT mark_id, suggestion_id, kind, voter, level, value, counter FROM marks WHERE round_id = $1 ORDER BY mark_id`, r.ID)
		if err != nil {
			return fmt.Errorf("loading marks: %w", err)
		}
		sheet.Phones, err = tally(ctx, tx, *r, "phones")
		return err
	})
	if err != nil {
		return nil, err
	}
	return sheet, nil
}

// tally adds up the marks of a round; only those from phones if from says so.
func tally(ctx context.Context, q sqlx.QueryerContext, r Round, from string) (*Tally, error) {
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
