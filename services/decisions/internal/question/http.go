package question

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/decisions/internal/once"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/wording"
)

// Routes registers the routes of questions.
//
// All staff of a forum may read its questions. Its secretaries and organisers
// put them, order the agenda and take them back; its secretaries, chairs and organisers count.
func Routes(api huma.API, s *Store) {
	huma.Get(api, "/forums/{forum}/questions", s.list, web.Roles(programme.Staff...))
	huma.Get(api, "/forums/{forum}/questions/{question}", s.get, web.Roles(programme.Staff...))
	huma.Post(api, "/forums/{forum}/questions", s.put, web.Created, web.Roles(writers...))
	huma.Post(api, "/forums/{forum}/questions/{question}/votes", s.count, web.Roles(counters...))
	huma.Post(api, "/forums/{forum}/questions/{question}/move", s.move, web.Roles(writers...))
	huma.Post(api, "/forums/{forum}/questions/{question}/withdraw", s.withdraw, web.Roles(writers...))
}

var (
	writers  = []string{"secretary", "organiser"}
	counters = []string{"secretary", "chair", "organiser"}
)

// InQuestion is the path of what is done with one question.
type InQuestion struct {
	programme.InForum
	Question string `path:"question" format:"uuid" pattern:"^[0-9a-f-]{36}$"`
}

// QuestionView is a question as the API shows it.
type QuestionView struct {
	ID                 string               `json:"id"`
	ForumID            string               `json:"forum_id"`
	Number             int64                `json:"number" doc:"Per forum, without gaps, from 1."`
	ProposalID         string               `json:"proposal_id"`
	Text               events.Text          `json:"text"`
	TranslationMissing bool                 `json:"translation_missing" doc:"The Kazakh or the Russian wording is still to be written."`
	Majority           events.Majority      `json:"majority"`
	State              events.QuestionState `json:"state"`
	Votes              *events.Votes        `json:"votes" doc:"The last count; null until counted."`
	Result             *Result              `json:"result" doc:"Of the last count; null until counted."`
	Counts             []PastCount          `json:"counts" nullable:"false" doc:"Every count, the last one first; only when one question is asked for."`
	Outcomes           []events.Outcome     `json:"outcomes" nullable:"false" doc:"What may be decided as the vote stands; empty once decided or withdrawn."`
	CountedAt          *time.Time           `json:"counted_at"`
	PutAt              time.Time            `json:"put_at"`
	SuggestionCount    int                  `json:"suggestion_count"`
	SessionID          string               `json:"session_id" doc:"The plenary session it belongs to; empty if none."`
	Place              int                  `json:"place" doc:"On the session's agenda, from 1."`
	Follows            string               `json:"follows" doc:"The question that was put before it on the same proposal, and withdrawn or decided so that it came again; empty if none."`
	FollowsNumber      int64                `json:"follows_number,omitempty"`
	FollowedBy         string               `json:"followed_by" doc:"The question that was put anew after it; empty if none."`
	FollowedByNumber   int64                `json:"followed_by_number,omitempty"`
	Version            int                  `json:"version"`
}

// Result is what a count comes to.
type Result struct {
	Passed    bool `json:"passed"`
	Quorum    bool `json:"quorum"`
	Unanimous bool `json:"unanimous"`
}

// PastCount is one count in a question's history.
type PastCount struct {
	events.Votes
	CountedAt time.Time `json:"counted_at"`
	CountedBy string    `json:"counted_by"`
}

// Answer is one question.
type Answer struct{ Body QuestionView }

func (r row) view() QuestionView {
	v := QuestionView{
		ID: r.ID, ForumID: r.ForumID, Number: r.Number, ProposalID: r.ProposalID, Text: r.Text.V,
		TranslationMissing: wording.Missing(r.Text.V), Majority: r.Majority, State: r.State, Votes: r.Votes.V,
		Counts: []PastCount{}, Outcomes: []events.Outcome{}, CountedAt: r.CountedAt, PutAt: r.PutAt, SuggestionCount: len(r.SuggestionIDs), Version: r.Version,
		SessionID: r.SessionID, Place: r.Place, Follows: r.Follows, FollowsNumber: r.FollowsNumber, FollowedBy: r.Followed, FollowedByNumber: r.FollowedBy,
	}
	if c := r.Votes.V; c != nil {
		v.Result = &Result{Passed: c.Passed, Quorum: c.Quorum, Unanimous: c.Unanimous}
	}
	if r.question().mustBeBeforePlenary() == nil {
		v.Outcomes = Outcomes(r.Votes.V)
	}
	return v
}

func (s *Store) get(ctx context.Context, in *InQuestion) (*Answer, error) {
	return s.answer(ctx, in.Forum, in.Question)
}

// NewQuestion is a request to put a proposal to the plenary.
type NewQuestion struct {
	ID         string          `json:"id,omitempty" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"Made by the client so that it may ask again."`
	ProposalID string          `json:"proposal_id" format:"uuid" pattern:"^[0-9a-f-]{36}$"`
	Text       wording.Words   `json:"text,omitempty" doc:"What is voted on; a language left out is taken from the proposal."`
	Majority   events.Majority `json:"majority,omitempty" doc:"Without it the one that the settings name."`
	SessionID  string          `json:"session_id,omitempty" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"A plenary session; left out: the forum's only one, if there is one."`
}

func (s *Store) put(ctx context.Context, in *struct {
	programme.InForum
	Body NewQuestion
}) (*Answer, error) {
	c := token.Of(ctx)
	b := in.Body
	r, err := request(b.ID, in.Forum, b.ProposalID, b.SessionID, b.Text, b.Majority)
	if err != nil {
		return nil, err
	}
	if b.Majority == "" {
		b.Majority = events.Majority(s.settings.Line(ctx, majority))
	}
	if err := s.Put(ctx, in.Forum, b.ProposalID, b.SessionID, b.Text.Text(), b.Majority, r, c.Subject); err != nil {
		return nil, err
	}
	return s.answer(ctx, in.Forum, r.ID)
}

// CountRequest is a count by show of hands.
type CountRequest struct {
	ID        string `json:"id,omitempty" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"Made by the client so that it may ask again."`
	For       int    `json:"for" minimum:"0" maximum:"1000000"`
	Against   int    `json:"against" minimum:"0" maximum:"1000000"`
	Abstained int    `json:"abstained" minimum:"0" maximum:"1000000"`
	Present   int    `json:"present" minimum:"0" maximum:"1000000"`
	Eligible  int    `json:"eligible,omitempty" minimum:"0" maximum:"1000000" doc:"How many may vote; left out or 0: as the forum's rule says."`
	Quorum    *bool  `json:"quorum,omitempty" doc:"The secretary's statement; counts only where nobody knows how many are eligible, and is true unless denied."`
}

func (s *Store) count(ctx context.Context, in *struct {
	InQuestion
	Body CountRequest
}) (*Answer, error) {
	c := token.Of(ctx)
	b := in.Body
	r, err := once.New(b.ID, in.Forum, in.Question, b.For, b.Against, b.Abstained, b.Present, b.Eligible, b.Quorum)
	if err != nil {
		return nil, err
	}
	h := Hands{For: b.For, Against: b.Against, Abstained: b.Abstained, Present: b.Present, Eligible: b.Eligible,
		Quorum: b.Quorum == nil || *b.Quorum}
	if err := s.Count(ctx, in.Forum, in.Question, h, r, c.Subject); err != nil {
		return nil, err
	}
	return s.answer(ctx, in.Forum, in.Question)
}

// request is the fingerprint of a request to put a question; one without a session
// has the fingerprint of before there were any.
func request(id, forum, proposal, session string, text wording.Words, majority events.Majority) (once.Request, error) {
	if session == "" {
		return once.New(id, forum, proposal, text, majority)
	}
	return once.New(id, forum, proposal, text, majority, session)
}

// MoveRequest says where on the agenda a question stands.
type MoveRequest struct {
	SessionID string `json:"session_id,omitempty" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"A plenary session; left out: where it is."`
	Place     int    `json:"place" minimum:"1" maximum:"100000" doc:"On the agenda, from 1; a place behind the last one is the last."`
}

func (s *Store) move(ctx context.Context, in *struct {
	InQuestion
	Body MoveRequest
}) (*Answer, error) {
	if err := s.Move(ctx, in.Forum, in.Question, in.Body.SessionID, in.Body.Place); err != nil {
		return nil, err
	}
	return s.answer(ctx, in.Forum, in.Question)
}

func (s *Store) withdraw(ctx context.Context, in *InQuestion) (*Answer, error) {
	if err := s.Withdraw(ctx, in.Forum, in.Question); err != nil {
		return nil, err
	}
	return s.answer(ctx, in.Forum, in.Question)
}

func (s *Store) answer(ctx context.Context, forum, id string) (*Answer, error) {
	var r row
	err := s.db.GetContext(ctx, &r, selectQuestions+`WHERE q.forum_id = $1 AND q.id = $2`, forum, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, problem.NotFound("question_not_found").With("question_id", id)
	}
	if err != nil {
		return nil, fmt.Errorf("loading question: %w", err)
	}
	v := r.view()
	var counts []struct {
		Votes     database.JSON[events.Votes] `db:"votes"`
		CountedAt time.Time                   `db:"counted_at"`
		CountedBy string                      `db:"counted_by"`
	}
	err = s.db.SelectContext(ctx, &counts, `SELECT votes, counted_at, counted_by FROM votes WHERE question_id = $1 ORDER BY turn DESC`, id)
	if err != nil {
		return nil, fmt.Errorf("loading counts: %w", err)
	}
	for _, c := range counts {
		v.Counts = append(v.Counts, PastCount{c.Votes.V, c.CountedAt, c.CountedBy})
	}
	return &Answer{v}, nil
}
