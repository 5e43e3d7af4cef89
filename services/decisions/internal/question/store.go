package question

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/service/setting"
	"github.com/shanyraq/shanyraq/services/decisions/internal/numbering"
	"github.com/shanyraq/shanyraq/services/decisions/internal/once"
	"github.com/shanyraq/shanyraq/services/decisions/internal/page"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/proposal"
	"github.com/shanyraq/shanyraq/services/decisions/internal/wording"
)

// Store keeps questions and votes. Where a proposal changes with its question,
// the proposal is locked first.
type Store struct {
	db       *sqlx.DB
	bus      *bus.Bus
	settings *setting.Store
}

// majority is what a question needs that names none.
var majority = setting.Setting{
	Key: "question.majority", Kind: setting.Choice, Default: string(events.SimpleMajority), Choices: events.Majority("").Values(), Env: "SHANYRAQ_MAJORITY",
}

// Settings are what an organiser decides of questions.
var Settings = []setting.Setting{majority}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus, settings *setting.Store) *Store {
	return &Store{db, b, settings}
}

type row struct {
	page.Numbered

	ProposalID    string                       `db:"proposal_id"`
	Text          database.JSON[events.Text]   `db:"text"`
	Majority      events.Majority              `db:"majority"`
	State         State                        `db:"state"`
	SuggestionIDs pq.StringArray               `db:"suggestion_ids"`
	Version       int                          `db:"version"`
	PutAt         time.Time                    `db:"put_at"`
	Votes         database.JSON[*events.Votes] `db:"votes"`
	CountedAt     *time.Time                   `db:"counted_at"`
	Counts        int                          `db:"counts"`
	SessionID     string                       `db:"session_id"`
	Place         int                          `db:"place"`
	Follows       string                       `db:"follows"`
	FollowsNumber int64                        `db:"follows_number"`
	Followed      string                       `db:"followed_by"`
	FollowedBy    int64                        `db:"followed_by_number"`
}

// columns and tables are those of questions, with the last count of each.
const (
	columns = `q.id, q.forum_id, q.number, q.proposal_id, q.text, q.majority, q.state, q.suggestion_ids, q.version, q.put_at,
		v.votes, v.counted_at, COALESCE(v.turn, 0) AS counts, COALESCE(q.session_id::text, '') AS session_id, q.place,
		COALESCE(q.follows::text, '') AS follows, COALESCE(b.number, 0) AS follows_number,
		COALESCE(a.id::text, '') AS followed_by, COALESCE(a.number, 0) AS followed_by_number`
	tables = `questions q
		LEFT JOIN LATERAL (SELECT votes, counted_at, turn FROM votes WHERE question_id = q.id ORDER BY turn DESC LIMIT 1) v ON true
		LEFT JOIN questions b ON b.id = q.follows LEFT JOIN questions a ON a.follows = q.id`
	selectQuestions = `SELECT ` + columns + ` FROM ` + tables + ` `
)

func (r row) question() *Question {
	return &Question{
		ID: r.ID, ForumID: r.ForumID, Number: r.Number, ProposalID: r.ProposalID, Text: r.Text.V, Majority: r.Majority,
		State: r.State, Votes: r.Votes.V, SuggestionIDs: r.SuggestionIDs, Version: r.Version,
		SessionID: r.SessionID, Place: r.Place, Follows: r.Follows,
	}
}

// Put puts a proposal to the plenary, at the end of the session's agenda; "" is the
// forum's only plenary session, if there is one. Languages that text lacks are taken from
// the proposal.
func (s *Store) Put(ctx context.Context, forum, proposalID, session string, text events.Text, majority events.Majority, r once.Request, by string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if done, err := r.Done(ctx, tx, "questions"); err != nil || done {
			return err
		}
		found, err := proposal.Lock(ctx, tx, forum, proposalID)
		if err != nil {
			return err
		}
		p := found[proposalID]
		carried := p.SuggestionIDs()
		standing, err := standing(ctx, tx, carried)
		if err != nil {
			return err
		}
		if err := p.Put(len(standing)); err != nil {
			return err
		}
		q := &Question{
			ID: r.ID, ForumID: forum, ProposalID: p.ID, Text: wording.Fill(text, p.Text), Majority: majority,
			State: Put, SuggestionIDs: carried, SessionID: session, Version: 1,
		}
		if q.Text.Empty() {
			return problem.InvalidField("/text", "text_needed")
		}
		if err := proposal.Save(ctx, tx, p); err != nil {
			return err
		}
		if err := insert(ctx, tx, q, r, by); err != nil {
			return err
		}
		return bus.Emit(ctx, tx, events.QuestionPut{Question: q.Public()})
	})
}

// standing are those of the suggestions that have not been withdrawn.
func standing(ctx context.Context, tx *sqlx.Tx, suggestions []string) ([]string, error) {
	var ids []string
	err := tx.SelectContext(ctx, &ids, `SELECT id FROM suggestions WHERE id = ANY($1::uuid[]) AND state <> 'withdrawn'`, pq.Array(suggestions))
	if err != nil {
		return nil, fmt.Errorf("loading suggestions of a question: %w", err)
	}
	return ids, nil
}

func insert(ctx context.Context, tx *sqlx.Tx, q *Question, r once.Request, by string) (err error) {
	if q.Number, err = numbering.Take(ctx, tx, q.ForumID, "question", 1); err != nil {
		return err
	}
	if err := enter(ctx, tx, q); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO questions (id, forum_id, number, proposal_id, text, majority, state, suggestion_ids, put_by, request, session_id, place, follows)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULLIF($11, '')::uuid, $12, NULLIF($13, '')::uuid)`,
		q.ID, q.ForumID, q.Number, q.ProposalID, database.AsJSON(q.Text), q.Majority, q.State, pq.Array(q.SuggestionIDs), by, r.Fingerprint,
		q.SessionID, q.Place, q.Follows)
	if err != nil {
		return fmt.Errorf("storing question: %w", err)
	}
	return nil
}

// Lock loads a question for change.
func Lock(ctx context.Context, tx *sqlx.Tx, forum, id string) (*Question, error) {
	var r row
	// The lock first, in a statement of its own: the count is then the last one.
	_, err := tx.ExecContext(ctx, `SELECT FROM questions WHERE forum_id = $1 AND id = $2 FOR NO KEY UPDATE`, forum, id)
	if err == nil {
		err = tx.GetContext(ctx, &r, selectQuestions+`WHERE q.forum_id = $1 AND q.id = $2`, forum, id)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return nil, problem.NotFound("question_not_found").With("question_id", id)
	}
	if err != nil {
		return nil, fmt.Errorf("loading question: %w", err)
	}
	return r.question(), nil
}

// ProposalOf is the proposal that a question is about, to be locked before it.
func ProposalOf(ctx context.Context, tx *sqlx.Tx, forum, id string) (string, error) {
	var p string
	err := tx.GetContext(ctx, &p, `SELECT proposal_id FROM questions WHERE forum_id = $1 AND id = $2`, forum, id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", problem.NotFound("question_not_found").With("question_id", id)
	}
	if err != nil {
		return "", fmt.Errorf("loading question: %w", err)
	}
	return p, nil
}

// Save stores what the verbs changed, except for votes.
func Save(ctx context.Context, tx *sqlx.Tx, q *Question) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE questions SET state = $2, version = $3, withdrawn_at = CASE WHEN $2 = 'withdrawn' THEN clock_timestamp() END
		WHERE id = $1`, q.ID, string(q.State), q.Version)
	if err != nil {
		return fmt.Errorf("saving question: %w", err)
	}
	return nil
}

// Count takes a count of hands. An earlier count stays in the history.
func (s *Store) Count(ctx context.Context, forum, id string, h Hands, r once.Request, by string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if done, err := r.Done(ctx, tx, "votes"); err != nil || done {
			return err
		}
		q, err := Lock(ctx, tx, forum, id)
		if err != nil {
			return err
		}
		f, err := programme.FindForum(ctx, tx, forum)
		if err != nil {
			return err
		}
		v, err := Judge(h, Rule{Eligible: f.EligibleVoters, Percent: f.QuorumPercent}, q.Majority)
		if err != nil {
			return err
		}
		if err := q.Count(v); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO votes (id, question_id, turn, votes, counted_by, request)
			SELECT $1, $2, count(*) + 1, $3, $4, $5 FROM votes WHERE question_id = $2`, // the question is locked
			r.ID, q.ID, database.AsJSON(v), by, r.Fingerprint)
		if err != nil {
			return fmt.Errorf("storing a count: %w", err)
		}
		if err := Save(ctx, tx, q); err != nil {
			return err
		}
		return bus.Emit(ctx, tx, events.VoteCounted{Question: q.Public()})
	})
}

// Withdraw takes a question back; its proposal may be worked on again.
func (s *Store) Withdraw(ctx context.Context, forum, id string) error {
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		proposalID, err := ProposalOf(ctx, tx, forum, id)
		if err != nil {
			return err
		}
		found, err := proposal.Lock(ctx, tx, forum, proposalID)
		if err != nil {
			return err
		}
		q, err := lockInTurn(ctx, tx, forum, id)
		if err != nil {
			return err
		}
		if q.State == Withdrawn { // asked again
			return nil
		}
		if err := q.Withdraw(); err != nil {
			return err
		}
		p := found[proposalID]
		p.TakeBack()
		if err := proposal.Save(ctx, tx, p); err != nil {
			return err
		}
		if err := Save(ctx, tx, q); err != nil {
			return err
		}
		if err := bus.Emit(ctx, tx, events.QuestionWithdrawn{Question: q.Public()}); err != nil {
			return err
		}
		return s.arrange(ctx, tx, forum, q.SessionID, nil, id, 0)
	})
}
