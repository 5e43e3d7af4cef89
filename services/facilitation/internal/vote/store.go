package vote

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/ballot"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/tally"
)

// Store keeps votes.
type Store struct {
	db    *sqlx.DB
	bus   *bus.Bus
	votes *database.Batcher[Vote, verdict]
	turns *web.Turns // of addresses in ballots
}

// maxBatch is how many phones share a transaction.
const maxBatch = 256

// NewStore makes the store.
func NewStore(db *sqlx.DB, b *bus.Bus) *Store {
	s := &Store{db: db, bus: b, turns: web.NewTurns(atOnce, oneNewEach)}
	s.votes = database.NewBatcher(maxBatch, s.vote)
	return s
}

// Of returns what counts of a phone in the ballot, with counter 0 when it has
// not voted.
func (s *Store) Of(ctx context.Context, b *ballot.Ballot, voter string) (Vote, error) {
	p := &poll{cast: map[string]map[string]Vote{b.ID: {}}}
	if err := p.load(ctx, s.db, pq.StringArray{b.ID}, pq.StringArray{voter}); err != nil {
		return Vote{}, err
	}
	return p.cast[b.ID][voter], nil
}

type verdict struct {
	vote Vote
	err  error
}

// Vote stores a phone's ballot in place of its earlier one and returns the one
// that counts: a late ballot with a lower counter changes nothing. Phones at the
// same time share a transaction. Errors: those of Ballot.Admit;
// ballot_not_found; ballot_full; ballot_queue, with the time to wait, for a new
// phone when its address has brought very many; newer_version with the other
// ballot when a copy of the phone has used the counter.
func (s *Store) Vote(ctx context.Context, v Vote) (Vote, error) {
	v.Code = ballot.ReadCode(v.Code)
	out, err := s.votes.Do(ctx, v)
	if err != nil {
		return Vote{}, err
	}
	return out.vote, out.err
}

func (s *Store) vote(ctx context.Context, votes []Vote) ([]verdict, error) {
	verdicts := make([]verdict, len(votes))
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		at := database.Now()
		p, err := openPoll(ctx, tx, votes)
		if err != nil {
			return err
		}
		p.turns = s.turns
		for i, v := range votes {
			verdicts[i].vote, verdicts[i].err = p.take(v)
		}
		return p.save(ctx, tx, at)
	})
	if err != nil {
		return nil, err
	}
	return verdicts, nil
}

// openPoll locks the rounds, always in the same order, and loads what was cast
// before by these voters.
func openPoll(ctx context.Context, tx *sqlx.Tx, votes []Vote) (*poll, error) {
	p := &poll{ballots: map[string]*ballot.Ballot{}, cast: map[string]map[string]Vote{}, voters: map[string]int{}, changed: map[string]map[string]*Vote{}, places: map[place]int{}}
	codes, voters := make(pq.StringArray, len(votes)), make(pq.StringArray, len(votes))
	for i, v := range votes {
		codes[i], voters[i] = v.Code, v.Voter
	}
	err := tx.SelectContext(ctx, &p.rounds, `
		SELECT round_id, forum_id, session_id, version FROM marked_rounds
		WHERE round_id IN (SELECT round_id FROM ballots WHERE code = ANY($1)) ORDER BY round_id FOR UPDATE`, codes)
	if err != nil {
		return nil, fmt.Errorf("locking rounds: %w", err)
	}
	found, err := ballot.Load(ctx, tx, `WHERE code = ANY($1)`, codes)
	if err != nil {
		return nil, err
	}
	ids := make(pq.StringArray, len(found))
	for i, b := range found {
		ids[i] = b.ID
		p.ballots[b.Code], p.cast[b.ID], p.changed[b.ID] = b, map[string]Vote{}, map[string]*Vote{}
		p.voters[b.ID] = b.Voters
	}
	return p, p.load(ctx, tx, ids, voters)
}

func (p *poll) load(ctx context.Context, q sqlx.QueryerContext, ballots, voters pq.StringArray) error {
	var rows []struct {
		Ballot  string `db:"ballot_id"`
		Voter   string
		Counter int64
		Marks   database.JSON[[]ballot.Choice]
	}
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT ballot_id, voter, counter, marks FROM ballots_cast WHERE ballot_id = ANY($1::uuid[]) AND voter = ANY($2::uuid[])`, ballots, voters)
	if err != nil {
		return fmt.Errorf("loading ballots cast: %w", err)
	}
	for _, r := range rows {
		p.cast[r.Ballot][r.Voter] = Vote{Voter: r.Voter, Counter: r.Counter, Choices: r.Marks.V}
	}
	return nil
}

// save stores what counts now and tells the totals of each round once.
func (p *poll) save(ctx context.Context, tx *sqlx.Tx, at time.Time) error {
	dirty := map[string]bool{}
	for _, b := range p.ballots {
		for _, v := range p.changed[b.ID] {
			dirty[b.RoundID] = true
			_, err := tx.ExecContext(ctx, `
				INSERT INTO ballots_cast (ballot_id, voter, counter, marks, cast_at) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (ballot_id, voter) DO UPDATE SET counter = excluded.counter, marks = excluded.marks, cast_at = excluded.cast_at`,
				b.ID, v.Voter, v.Counter, database.AsJSON(v.Choices), at)
			if err != nil {
				return fmt.Errorf("storing ballot cast: %w", err)
			}
		}
	}
	if err := p.count(ctx, tx); err != nil {
		return err
	}
	for _, r := range p.rounds {
		if !dirty[r.ID] {
			continue
		}
		if _, err := tally.Tell(ctx, tx, r, at); err != nil {
			return err
		}
	}
	return nil
}

// count adds the new phones to those of their places.
func (p *poll) count(ctx context.Context, tx *sqlx.Tx) error {
	for from, voters := range p.places {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO ballot_places AS known (ballot_id, place, voters) VALUES ($1, $2, $3)
			ON CONFLICT (ballot_id, place) DO UPDATE SET voters = known.voters + excluded.voters`, from.ballot, from.hash[:], voters)
		if err != nil {
			return fmt.Errorf("counting places: %w", err)
		}
	}
	return nil
}
