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
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/sessions/internal/forum"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
	"github.com/shanyraq/shanyraq/services/sessions/internal/page"
	"github.com/shanyraq/shanyraq/services/sessions/internal/participant"
	"github.com/shanyraq/shanyraq/services/sessions/internal/session"
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

const columns = `id, forum_id, number, organisation, text, language, contact, state, answer, submitted_at, version, code, COALESCE(author_id::text, ''), COALESCE(session_id::text, '')`

func scan(r page.Row) (Question, error) {
	var q Question
	err := r.Scan(&q.ID, &q.ForumID, &q.Number, &q.Organisation, &q.Text, &q.Language, &q.Contact, &q.State,
		database.IntoJSON(&q.Answer), &q.SubmittedAt, &q.Version, &q.Code, &q.AuthorID, &q.SessionID)
	q.SubmittedAt = q.SubmittedAt.UTC()
	return q, err
}

// Submit takes a question in and numbers it; see forum.Store.Create for
// repeated requests. A forum that is closed, or not announced, takes none.
func (s *Store) Submit(ctx context.Context, q Question, author *participant.Author, print []byte) (Question, error) {
	q.SubmittedAt, q.Version, q.State, q.Code = database.Now(), 1, Submitted, text.NewCode(4, 4, 2)
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
		var told []bus.Event
		if author != nil {
			p, evs, err := participant.Admit(ctx, tx, q.ForumID, *author, q.Code)
			if err != nil {
				return err
			}
			q.AuthorID, told = p.ID, evs
		}
		return insert(ctx, tx, &q, told, print)
	})
	if err != nil {
		return Question{}, err
	}
	return q, nil
}

func insert(ctx context.Context, tx *sqlx.Tx, q *Question, told []bus.Event, print []byte) (err error) {
	if q.Number, err = forum.Next(ctx, tx, q.ForumID, "agenda_question"); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO agenda_questions (id, forum_id, number, organisation, text, language, contact, state, answer, submitted_at, version, print, code, author_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, NULLIF($14, '')::uuid)`,
		q.ID, q.ForumID, q.Number, q.Organisation, q.Text, q.Language, q.Contact, q.State, database.AsJSON(q.Answer), q.SubmittedAt, q.Version, print, q.Code, q.AuthorID)
	if err != nil {
		return fmt.Errorf("storing agenda question: %w", err)
	}
	return bus.Emit(ctx, tx, append(told, events.AgendaQuestionSubmitted{AgendaQuestion: q.told()})...)
}

// Accept puts a question on the agenda of a session of the forum, "" for none in
// particular. Again with another session moves it.
func (s *Store) Accept(ctx context.Context, forumID, id, sessionID string) (Question, error) {
	if sessionID != "" {
		if err := session.Of(ctx, s.db, forumID, sessionID); err != nil {
			return Question{}, err
		}
	}
	return s.do(ctx, forumID, id, func(q *Question) (bus.Event, error) {
		changed, err := q.Accept(sessionID)
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
		_, err = tx.ExecContext(ctx, `UPDATE agenda_questions SET state = $2, answer = $3, version = $4, session_id = NULLIF($5, '')::uuid WHERE id = $1`,
			q.ID, q.State, database.AsJSON(q.Answer), q.Version, q.SessionID)
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

// Find returns the question of a claim code, or the problem submission_not_found.
func (s *Store) Find(ctx context.Context, code string) (Question, error) {
	q, err := scan(s.db.QueryRowxContext(ctx, `SELECT `+columns+` FROM agenda_questions WHERE code = $1 AND code <> ''`, code))
	if errors.Is(err, sql.ErrNoRows) {
		return Question{}, problem.NotFound("submission_not_found")
	}
	if err != nil {
		return Question{}, fmt.Errorf("finding agenda question: %w", err)
	}
	return q, nil
}

var listing = page.Listing[Question]{
	Noun: "agenda questions", Columns: columns, From: "agenda_questions", Order: "number", Scan: scan,
	Key: func(q Question) []string { return []string{strconv.Itoa(q.Number)} },
	After: func(c database.Conditions, key []string) (database.Conditions, error) {
		number, _ := strconv.ParseInt(key[0], 10, 32) // 0 stands before all
		return c.And("number > ?", number), nil
	},
}

// List returns the forum's questions by number: of one state, if given, and,
// unless all are wanted, only those that were accepted or answered.
func (s *Store) List(ctx context.Context, forumID string, state events.AgendaState, all bool, q page.Query, w web.Window) (page.List[Question], error) {
	fits := database.Where("forum_id = ?", forumID)
	if state != "" {
		fits = fits.And("state = ?", state)
	}
	if !all {
		fits = fits.And("state <> 'submitted'")
	}
	fits, err := w.Within(fits, "id")
	if err != nil {
		return page.List[Question]{}, err
	}
	return listing.Read(ctx, s.db, fits, q, w)
}
