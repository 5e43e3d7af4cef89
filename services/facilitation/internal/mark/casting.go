package mark

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/tally"
)

// casting is the marks of one request on their way into the table.
type casting struct {
	round    *tally.Round
	marks    []Mark
	receipts []Receipt
	fresh    map[key]int // the mark to store, by what it is for
}

// sort finds out which marks are new.
func (c *casting) sort(ctx context.Context, tx *sqlx.Tx) error {
	known, err := c.known(ctx, tx)
	if err != nil {
		return err
	}
	foreign, err := c.foreign(ctx, tx)
	if err != nil {
		return err
	}
	for i := range c.marks {
		m := &c.marks[i]
		c.receipts[i] = Receipt{ID: m.ID, Outcome: AlreadyStored}
		if p := m.Refusal(); p != nil {
			c.receipts[i].Outcome, c.receipts[i].Problem = Refused, p
			continue
		}
		if foreign[m.SuggestionID] {
			c.receipts[i].Outcome, c.receipts[i].Problem = Refused, problem.Invalid("suggestion_of_other_forum")
			continue
		}
		if before, ok := known[m.ID]; ok {
			if before != *m {
				c.receipts[i].Outcome, c.receipts[i].Problem = Conflict, problem.Conflict("id_taken")
			}
			continue
		}
		known[m.ID] = *m
		if j, ok := c.fresh[m.key()]; !ok || m.beats(&c.marks[j]) {
			c.fresh[m.key()] = i
		}
	}
	return nil
}

// known are the marks that are stored under the ids of the request. One of
// another round is known as a mark that is like no other.
func (c *casting) known(ctx context.Context, tx *sqlx.Tx) (map[string]Mark, error) {
	ids := make(pq.StringArray, len(c.marks))
	for i := range c.marks {
		ids[i] = c.marks[i].ID
	}
	var rows []struct {
		Round        string `db:"round_id"`
		ID           string `db:"mark_id"`
		SuggestionID string `db:"suggestion_id"`
		Kind         events.MarkKind
		Voter        string
		Level, Value int
		Counter      int64
	}
	err := tx.SelectContext(ctx, &rows, `
		SELECT round_id, mark_id, suggestion_id, kind, voter, level, value, counter FROM marks WHERE mark_id = ANY($1::uuid[])`, ids)
	if err != nil {
		return nil, fmt.Errorf("looking up marks: %w", err)
	}
	known := make(map[string]Mark, len(ids))
	for _, r := range rows {
		known[r.ID] = Mark{r.ID, r.SuggestionID, r.Kind, r.Voter, r.Level, r.Value, r.Counter}
		if r.Round != c.round.ID {
			known[r.ID] = Mark{}
		}
	}
	return known, nil
}

// foreign are the suggestions that belong to another forum. Those that have not
// arrived yet are taken on trust.
func (c *casting) foreign(ctx context.Context, tx *sqlx.Tx) (map[string]bool, error) {
	ids := make(pq.StringArray, len(c.marks))
	for i := range c.marks {
		ids[i] = c.marks[i].SuggestionID
	}
	var found []string
	err := tx.SelectContext(ctx, &found, `SELECT id FROM suggestions WHERE id = ANY($1::uuid[]) AND forum_id <> $2`, ids, c.round.ForumID)
	if err != nil {
		return nil, fmt.Errorf("checking suggestions: %w", err)
	}
	foreign := make(map[string]bool, len(found))
	for _, id := range found {
		foreign[id] = true
	}
	return foreign, nil
}

// store stores what is new and beats what is there, and reports whether there
// was any.
func (c *casting) store(ctx context.Context, tx *sqlx.Tx, at time.Time) (bool, error) {
	var ids, suggestions, kinds, voters pq.StringArray
	var levels, values, counters pq.Int64Array
	place := make(map[string]int, len(c.fresh))
	for _, i := range c.fresh {
		m := &c.marks[i]
		place[m.ID] = i
		ids, suggestions, kinds, voters = append(ids, m.ID), append(suggestions, m.SuggestionID), append(kinds, string(m.Kind)), append(voters, m.Voter)
		levels, values, counters = append(levels, int64(m.Level)), append(values, int64(m.Value)), append(counters, m.Counter)
	}
	if len(ids) == 0 {
		return false, nil
	}
	var stored []string
	err := tx.SelectContext(ctx, &stored, `
		INSERT INTO marks (round_id, suggestion_id, kind, voter, level, value, counter, mark_id, cast_at)
		SELECT $1, suggestion, kind, voter, level, value, counter, id, $9
		FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::int[], $6::int[], $7::bigint[], $8::uuid[]) AS n(suggestion, kind, voter, level, value, counter, id)
		ON CONFLICT (round_id, suggestion_id, kind, voter, level) DO UPDATE
		SET value = excluded.value, counter = excluded.counter, mark_id = excluded.mark_id, cast_at = excluded.cast_at
		WHERE (marks.counter, marks.mark_id) < (excluded.counter, excluded.mark_id)
		RETURNING mark_id`,
		c.round.ID, suggestions, kinds, voters, levels, values, counters, ids, at)
	if err != nil {
		return false, fmt.Errorf("storing marks: %w", err)
	}
	for _, id := range stored {
		c.receipts[place[id]].Outcome = Stored
	}
	return len(stored) > 0, nil
}
