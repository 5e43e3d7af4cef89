package way

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/decisions/internal/decision"
	"github.com/shanyraq/shanyraq/services/decisions/internal/measure"
	"github.com/shanyraq/shanyraq/services/decisions/internal/page"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/proposal"
	"github.com/shanyraq/shanyraq/services/decisions/internal/recommendation"
)

// Store reads what the other slices keep.
type Store struct{ db *sqlx.DB }

// NewStore makes a store.
func NewStore(db *sqlx.DB) *Store { return &Store{db} }

// Way returns the way of the suggestion under a receipt, or the problem
// way_not_found.
func (s *Store) Way(ctx context.Context, receipt string) (Way, error) {
	f, err := s.load(ctx, Receipt(receipt))
	if err != nil {
		return Way{}, err
	}
	return derive(f), nil
}

// load reads the facts in one snapshot, so that they fit together.
func (s *Store) load(ctx context.Context, receipt string) (*facts, error) {
	tx, err := s.db.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("beginning to read: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	f := &facts{}
	forum, err := f.loadSuggestion(ctx, tx, receipt)
	if err != nil {
		return nil, err
	}
	if f.forum, err = programme.FindForum(ctx, tx, forum); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context, *sqlx.Tx) error{f.loadMoves, f.loadProposals, f.loadRecommendations, f.loadQuestions} {
		if err := step(ctx, tx); err != nil {
			return nil, err
		}
	}
	return f, f.loadDecisions(ctx, tx, f.forum.Today(time.Now()))
}

var suggestionColumns = database.ColumnsOf[WaySuggestion]()

func (f *facts) loadSuggestion(ctx context.Context, tx *sqlx.Tx, receipt string) (forum string, err error) {
	var s struct {
		WaySuggestion
		ForumID   string                     `db:"forum_id"`
		SessionID string                     `db:"session_id"`
		About     database.JSON[events.Text] `db:"about"`
	}
	err = tx.GetContext(ctx, &s, `
		SELECT `+suggestionColumns.Select("s")+`, s.forum_id, s.session_id, t.title AS about
		FROM suggestions s LEFT JOIN themes t ON t.id::text = s.theme_id WHERE s.receipt = $1`, receipt)
	if errors.Is(err, sql.ErrNoRows) {
		return "", problem.NotFound("way_not_found")
	}
	if err != nil {
		return "", fmt.Errorf("loading suggestion: %w", err)
	}
	session, err := programme.FindSession(ctx, tx, s.SessionID)
	if err != nil {
		return "", err
	}
	f.suggestion = s.WaySuggestion
	f.suggestion.Theme, f.suggestion.Session = s.About.V, session
	return s.ForumID, nil
}

// loadMoves reads how the suggestion stood, its own moves and those of others to
// and from where it was.
func (f *facts) loadMoves(ctx context.Context, tx *sqlx.Tx) error {
	err := tx.SelectContext(ctx, &f.states, `SELECT kind, offered_to, at FROM suggestion_states WHERE suggestion_id = $1 ORDER BY version`, f.suggestion.ID)
	if err != nil {
		return fmt.Errorf("loading the history of a suggestion: %w", err)
	}
	err = tx.SelectContext(ctx, &f.strands, `SELECT id, COALESCE(parent, 0) AS parent FROM strands WHERE suggestion_id = $1 ORDER BY id`, f.suggestion.ID)
	if err != nil {
		return fmt.Errorf("loading strands: %w", err)
	}
	err = tx.SelectContext(ctx, &f.moves, `
		WITH mine AS (SELECT id, to_id FROM moves WHERE strands && ARRAY(SELECT id FROM strands WHERE suggestion_id = $1)),
			been AS (SELECT $2::uuid AS id UNION SELECT to_id FROM mine)
		SELECT m.kind, m.from_id, m.to_id, m.strands, m.gained, m.lost, m.carries, m.recommended, m.at
		FROM moves m WHERE m.id IN (SELECT id FROM mine) OR m.to_id IN (SELECT id FROM been) OR m.from_id IN (SELECT id FROM been) ORDER BY m.id`,
		f.suggestion.ID, proposal.HomeID(f.suggestion.ID))
	if err != nil {
		return fmt.Errorf("loading moves: %w", err)
	}
	return nil
}

// loadRecommendations reads what the proposals stand for.
func (f *facts) loadRecommendations(ctx context.Context, tx *sqlx.Tx) (err error) {
	if f.editions, err = recommendation.Editions(ctx, tx, slices.Collect(maps.Keys(f.proposals))); err != nil {
		return err
	}
	var of []string
	for _, editions := range f.editions {
		of = append(of, editions[0].SessionID)
	}
	f.sessions, err = programme.Sessions(ctx, tx, of...)
	return err
}

// loadProposals reads the proposals where the suggestion was, with their wordings.
func (f *facts) loadProposals(ctx context.Context, tx *sqlx.Tx) error {
	var been []string
	for _, s := range f.walk().stays {
		been = append(been, s.proposal)
	}
	var ps []struct {
		ID     string                     `db:"id"`
		Number int64                      `db:"number"`
		Text   database.JSON[events.Text] `db:"text"`
		State  string                     `db:"state"`
		Others int                        `db:"others"`

		ByGroup bool `db:"by_group"`
	}
	err := tx.SelectContext(ctx, &ps, `
		SELECT id, number, text, state, COALESCE(follows = id, false) AS by_group, (SELECT count(*) FROM carried WHERE proposal_id = p.id AND suggestion_id <> $2) AS others
		FROM proposals p WHERE id = ANY($1::uuid[])`, pq.Array(been), f.suggestion.ID)
	if err != nil {
		return fmt.Errorf("loading proposals: %w", err)
	}
	f.proposals = make(map[string]WayProposal, len(ps))
	for _, p := range ps {
		f.proposals[p.ID] = WayProposal{ID: p.ID, Number: p.Number, Text: p.Text.V, State: p.State, Others: p.Others, ByGroup: p.ByGroup}
	}
	var ws []struct {
		ProposalID string                     `db:"proposal_id"`
		Text       database.JSON[events.Text] `db:"text"`
		At         time.Time                  `db:"at"`
	}
	err = tx.SelectContext(ctx, &ws, `SELECT proposal_id, text, at FROM wordings WHERE proposal_id = ANY($1::uuid[]) ORDER BY at`, pq.Array(been))
	if err != nil {
		return fmt.Errorf("loading wordings: %w", err)
	}
	for _, w := range ws {
		f.wordings = append(f.wordings, wordingFact{w.ProposalID, w.Text.V, w.At})
	}
	return nil
}

func (f *facts) loadQuestions(ctx context.Context, tx *sqlx.Tx) error {
	var qs []struct {
		ID          string                       `db:"id"`
		ProposalID  string                       `db:"proposal_id"`
		Number      int64                        `db:"number"`
		State       string                       `db:"state"`
		Text        database.JSON[events.Text]   `db:"text"`
		PutAt       time.Time                    `db:"put_at"`
		WithdrawnAt *time.Time                   `db:"withdrawn_at"`
		Votes       database.JSON[*events.Votes] `db:"votes"`
		CountedAt   *time.Time                   `db:"counted_at"`
	}
	err := tx.SelectContext(ctx, &qs, `
		SELECT q.id, q.proposal_id, q.number, q.state, q.text, q.put_at, q.withdrawn_at, v.votes, v.counted_at FROM questions q
		LEFT JOIN LATERAL (SELECT votes, counted_at FROM votes WHERE question_id = q.id ORDER BY turn DESC LIMIT 1) v ON true
		WHERE q.suggestion_ids @> ARRAY[$1::uuid] ORDER BY q.number`, f.suggestion.ID)
	if err != nil {
		return fmt.Errorf("loading questions: %w", err)
	}
	for _, q := range qs {
		f.questions = append(f.questions, questionFact{q.ID, q.State, q.ProposalID, q.Number, q.Text.V, q.PutAt, q.Votes.V, q.CountedAt, q.WithdrawnAt})
	}
	return nil
}

func (f *facts) loadDecisions(ctx context.Context, tx *sqlx.Tx, today events.Day) error {
	var decided, bodies []string
	for _, q := range f.questions {
		lines, err := decision.List(ctx, tx, f.forum.ForumID, decision.Filter{QuestionID: q.id}, page.Query{Limit: 500})
		if err != nil {
			return err
		}
		f.decisions = append(f.decisions, lines.Items...)
	}
	slices.SortFunc(f.decisions, func(a, b decision.DecisionView) int { return a.RecordedAt.Compare(b.RecordedAt) })
	for _, d := range f.decisions {
		decided = append(decided, d.ID)
		if d.ForwardedTo != "" {
			bodies = append(bodies, d.ForwardedTo)
		}
	}
	var err error
	if f.bodies, err = programme.BodyNames(ctx, tx, today, bodies...); err != nil {
		return err
	}
	f.measures, err = measure.Following(ctx, tx, decided, today)
	return err
}
