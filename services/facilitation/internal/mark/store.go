package mark

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
)

// Store keeps marks and ballots.
type Store struct {
	db      *sqlx.DB
	bus     *bus.Bus
	ballots *database.Batcher[Vote, verdict]
	turns   *web.Turns // of addresses in ballots
}

// maxBatch is how many phones share a transaction.
const maxBatch = 256

// NewStore makes the store.
func NewStore(db *sqlx.DB, b *bus.Bus) *Store {
	s := &Store{db: db, bus: b, turns: web.NewTurns(atOnce, oneNewEach)}
	s.ballots = database.NewBatcher(maxBatch, s.vote)
	return s
}

// The outcomes of a mark.
const (
	Stored        = "stored"
	AlreadyStored = "already_stored" // this one, or one with a higher counter
	Conflict      = "conflict"
	Refused       = "refused"
)

// Receipt is what became of a mark.
type Receipt struct {
	ID      string
	Outcome string
	Problem *problem.Error
}

// Cast stores marks of a round and answers each, in order. Errors:
// round_not_found; round_of_other_session; too_many_items_marked.
func (s *Store) Cast(ctx context.Context, round Round, marks []Mark) ([]Receipt, error) {
	var receipts []Receipt
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		at := given.Now()
		r, err := lockRound(ctx, tx, round)
		if err != nil {
			return err
		}
		c := &casting{round: r, marks: marks, receipts: make([]Receipt, len(marks)), fresh: map[key]int{}}
		if err := c.sort(ctx, tx); err != nil {
			return err
		}
		receipts = c.receipts
		if stored, err := c.store(ctx, tx, at); err != nil || !stored {
			return err
		}
		t, err := tell(ctx, tx, r, at)
		if err == nil && len(t.Totals) > MaxItems {
			return problem.Conflict("too_many_items_marked", "limit", MaxItems)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return receipts, nil
}

// lockRound lets one transaction at a time change the marks of a round, so that
// the totals it tells are whole.
func lockRound(ctx context.Context, tx *sqlx.Tx, want Round) (*Round, error) {
	_, err := tx.ExecContext(ctx, `INSERT INTO marked_rounds (round_id, forum_id, session_id) VALUES ($1, $2, $3) ON CONFLICT (round_id) DO NOTHING`,
		want.ID, want.ForumID, want.SessionID)
	if err != nil {
		return nil, fmt.Errorf("beginning round: %w", err)
	}
	r, err := loadRound(ctx, tx, want.ForumID, want.ID, `FOR UPDATE`)
	if err != nil {
		return nil, err
	}
	if r.SessionID != want.SessionID {
		return nil, problem.Invalid("round_of_other_session")
	}
	return r, nil
}

func loadRound(ctx context.Context, q sqlx.QueryerContext, forum, id, lock string) (*Round, error) {
	var r Round
	err := sqlx.GetContext(ctx, q, &r, `SELECT round_id, forum_id, session_id, version FROM marked_rounds WHERE round_id = $1 `+lock, id)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil // nobody has marked anything yet
	case err != nil:
		return nil, fmt.Errorf("loading round: %w", err)
	case r.ForumID != forum:
		return nil, problem.NotFound("round_not_found")
	}
	return &r, nil
}

// casting is the marks of one request on their way into the table.
type casting struct {
	round    *Round
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
		Kind, Voter  string
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
		ids, suggestions, kinds, voters = append(ids, m.ID), append(suggestions, m.SuggestionID), append(kinds, m.Kind), append(voters, m.Voter)
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
