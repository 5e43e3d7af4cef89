package agenda

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/database"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
)

// Store keeps agenda questions.
type Store struct {
	db     *sqlx.DB
	bus    *bus.Bus
	forums *forum.Store
	// Anybody may send questions in: one address a few at a time, all together
	// no more than people could read.
	perAddress, perForum *web.Limit
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus, forums *forum.Store) *Store {
	return &Store{
		db: db, bus: b, forums: forums,
		perAddress: web.NewLimit(20, 30*time.Second), perForum: web.NewLimit(300, 2*time.Second),
	}
}

const columns = `id, forum_id, number, organisation, text, language, contact, state, answer, submitted_at, version`

func scan(r page.Row) (Question, error) {
	var q Question
	err := r.Scan(&q.ID, &q.ForumID, &q.Number, &q.Organisation, &q.Text, &q.Language, &q.Contact, &q.State,
		database.IntoJSON(&q.Answer), &q.SubmittedAt, &q.Version)
	q.SubmittedAt = q.SubmittedAt.UTC()
	return q, err
}

// Submit takes a question in and numbers it; see forum.Store.Create for
// repeated requests. A forum that is closed, or not announced, takes none.
func (s *Store) Submit(ctx context.Context, q Question, print []byte) (Question, error) {
	q.SubmittedAt, q.Version, q.State = database.Now(), 1, Submitted
	err := s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		f, err := forum.Hold(ctx, tx, q.ForumID)
		if err != nil {
			return err
		}
		if !f.Public() {
			return problem.NotFound("forum_not_found")
		}
		if made, err := given.Made(ctx, tx, "agenda_questions", q.ID, print); err != nil {
			return err
		} else if made {
			q, err = load(ctx, tx, q.ForumID, q.ID, "")
			return err
		}
		if err := f.Open(); err != nil {
			return err
		}
		return insert(ctx, tx, &q, print)
	})
	if err != nil {
		return Question{}, err
	}
	return q, nil
}

func insert(ctx context.Context, tx *sqlx.Tx, q *Question, print []byte) (err error) {
	if q.Number, err = forum.Next(ctx, tx, q.ForumID, "agenda_question"); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO agenda_questions (id, forum_id, number, organisation, text, language, contact, state, answer, submitted_at, version, print)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		q.ID, q.ForumID, q.Number, q.Organisation, q.Text, q.Language, q.Contact, q.State, database.AsJSON(q.Answer), q.SubmittedAt, q.Version, print)
	if err != nil {
		return fmt.Errorf("storing agenda question: %w", err)
	}
	return bus.Emit(ctx, tx, events.AgendaQuestionSubmitted{AgendaQuestion: q.told()})
}

// Accept puts a question on the agenda.
func (s *Store) Accept(ctx context.Context, forumID, id string) (Question, error) {
	return s.do(ctx, forumID, id, func(q *Question) (bus.Event, error) {
		changed, err := q.Accept()
		if !changed {
			return nil, err
		}
		return events.AgendaQuestionAccepted{AgendaQuestion: q.told()}, nil
	})
}

// Reply answers a question.
func (s *Store) Reply(ctx context.Context, forumID, id string, answer events.Text) (Question, error) {
	return s.do(ctx, forumID, id, func(q *Question) (bus.Event, error) {
		changed, err := q.Reply(answer)
		if !changed {
			return nil, err
		}
		return events.AgendaQuestionAnswered{AgendaQuestion: q.told()}, nil
	})
}

// do loads the question, lets verb change it, saves it and emits the event; no
// event means that nothing changed.
func (s *Store) do(ctx context.Context, forumID, id string, verb func(*Question) (bus.Event, error)) (q Question, err error) {
	err = s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if q, err = load(ctx, tx, forumID, id, "FOR UPDATE"); err != nil {
			return err
		}
		e, err := verb(&q)
		if err != nil || e == nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE agenda_questions SET state = $2, answer = $3, version = $4 WHERE id = $1`,
			q.ID, q.State, database.AsJSON(q.Answer), q.Version)
		if err != nil {
			return fmt.Errorf("saving agenda question: %w", err)
		}
		return bus.Emit(ctx, tx, e)
	})
	return q, err
}

func load(ctx context.Context, x sqlx.QueryerContext, forumID, id, lock string) (Question, error) {
	q, err := scan(x.QueryRowxContext(ctx, `SELECT `+columns+` FROM agenda_questions WHERE forum_id = $1 AND id = $2 `+lock, forumID, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Question{}, problem.NotFound("agenda_question_not_found")
	}
	if err != nil {
		return Question{}, fmt.Errorf("loading agenda question: %w", err)
	}
	return q, nil
}

// List returns the forum's questions by number: of one state, if given, and,
// unless all are wanted, only those that were accepted or answered.
func (s *Store) List(ctx context.Context, forumID string, state events.AgendaState, all bool, q page.Query) (page.List[Question], error) {
	at, err := q.Place(1)
	if err != nil {
		return page.List[Question]{}, err
	}
	number, _ := strconv.ParseInt(at[0], 10, 32) // 0 stands before all
	rows, err := s.db.QueryContext(ctx, `SELECT `+columns+` FROM agenda_questions
		WHERE forum_id = $1 AND number > $2 AND ($3 = '' OR state = $3) AND ($4 OR state <> 'submitted')
		ORDER BY number LIMIT $5`, forumID, number, state, all, q.Limit+1)
	if err != nil {
		return page.List[Question]{}, fmt.Errorf("listing agenda questions: %w", err)
	}
	questions, err := page.Collect(rows, scan)
	return page.Of(questions, q, func(q Question) []string { return []string{strconv.Itoa(q.Number)} }), err
}
