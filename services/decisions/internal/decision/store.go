package decision

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
	"github.com/shanyraq/shanyraq/services/decisions/internal/numbering"
	"github.com/shanyraq/shanyraq/services/decisions/internal/once"
	"github.com/shanyraq/shanyraq/services/decisions/internal/page"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/proposal"
	"github.com/shanyraq/shanyraq/services/decisions/internal/question"
	"github.com/shanyraq/shanyraq/services/decisions/internal/wording"
)

// Store keeps the log.
type Store struct {
	db  *sqlx.DB
	bus *bus.Bus
}

// NewStore makes a store.
func NewStore(db *sqlx.DB, b *bus.Bus) *Store { return &Store{db, b} }

type row struct {
	page.Numbered

	QuestionID        string                      `db:"question_id"`
	ProposalID        string                      `db:"proposal_id"`
	Outcome           Outcome                     `db:"outcome"`
	Text              database.JSON[events.Text]  `db:"text"`
	Reason            database.JSON[events.Text]  `db:"reason"`
	ForwardedTo       string                      `db:"forwarded_to"`
	DeferredUntil     string                      `db:"deferred_until"`
	Votes             database.JSON[events.Votes] `db:"votes"`
	Corrects          string                      `db:"corrects"`
	CorrectedBy       string                      `db:"corrected_by"`
	SuggestionIDs     pq.StringArray              `db:"suggestion_ids"`
	CorrectsNumber    int64                       `db:"corrects_number"`
	CorrectedByNumber int64                       `db:"corrected_by_number"`
	QuestionText      database.JSON[events.Text]  `db:"question_text"`
	DecidedAt         time.Time                   `db:"decided_at"`
	RecordedAt        time.Time                   `db:"recorded_at"`
	RecordedBy        string                      `db:"recorded_by"`
}

// columns and tables are those of the log. Each line comes with the one that it
// corrects, the one that corrects it, and its question's text.
const (
	columns = `d.id, d.forum_id, d.number, d.question_id, d.proposal_id, d.outcome, d.text, d.reason,
		COALESCE(d.forwarded_to::text, '') AS forwarded_to, COALESCE(d.deferred_until::text, '') AS deferred_until,
		d.votes, COALESCE(d.corrects::text, '') AS corrects, COALESCE(c.id::text, '') AS corrected_by,
		COALESCE(b.number, 0) AS corrects_number, COALESCE(c.number, 0) AS corrected_by_number,
		d.suggestion_ids, COALESCE(d.decided_at, d.recorded_at) AS decided_at, d.recorded_at, d.recorded_by, q.text AS question_text`
	tables = `decisions d JOIN questions q ON q.id = d.question_id
		LEFT JOIN decisions c ON c.corrects = d.id LEFT JOIN decisions b ON b.id = d.corrects`
	selectDecisions = `SELECT ` + columns + ` FROM ` + tables + ` `
)

// Record adds a line to the log. d.QuestionID or, for a correction, d.Corrects
// names what is decided.
func (s *Store) Record(ctx context.Context, d *Decision, r once.Request, by string) error {
	if err := d.Check(); err != nil {
		return err
	}
	return s.bus.InTx(ctx, func(ctx context.Context, tx *sqlx.Tx) error {
		if done, err := r.Done(ctx, tx, "decisions"); err != nil || done {
			return err
		}
		f, err := programme.FindForum(ctx, tx, d.ForumID)
		if err != nil {
			return err
		}
		if err := MayHaveBeen(d.DecidedAt, f.StartsOn, f.Zone(), time.Now()); err != nil {
			return err
		}
		if err := knownAddressee(ctx, tx, d.ForwardedTo); err != nil {
			return err
		}
		p, q, err := lock(ctx, tx, d)
		if err != nil {
			return err
		}
		if d.Corrects == "" {
			err = q.Decide(d.Outcome)
		} else {
			err = mayCorrect(ctx, tx, d, q)
		}
		if err != nil {
			return err
		}
		if err := p.Decide(d.Outcome); err != nil {
			return err
		}
		if err := proposal.Save(ctx, tx, p); err != nil {
			return err
		}
		if err := question.Save(ctx, tx, q); err != nil {
			return err
		}
		d.ID, d.ProposalID, d.SuggestionIDs = r.ID, p.ID, q.SuggestionIDs
		if q.Votes != nil {
			d.Votes = *q.Votes
		}
		if d.Outcome.IsAdopted() {
			d.Text = wording.Fill(d.Text, q.Text)
		}
		return record(ctx, tx, d, r, by)
	})
}

// lock locks the proposal and the question that a line is about.
func lock(ctx context.Context, tx *sqlx.Tx, d *Decision) (*proposal.Proposal, *question.Question, error) {
	if d.Corrects != "" {
		before, err := find(ctx, tx, d.ForumID, d.Corrects)
		if err != nil {
			return nil, nil, err
		}
		if d.QuestionID != "" && d.QuestionID != before.QuestionID {
			return nil, nil, problem.InvalidField("/question_id", "not_the_question_corrected")
		}
		d.QuestionID = before.QuestionID
		if d.DecidedAt == nil { // the same vote, told right
			d.DecidedAt = &before.DecidedAt
		}
	}
	id, err := question.ProposalOf(ctx, tx, d.ForumID, d.QuestionID)
	if err != nil {
		return nil, nil, err
	}
	found, err := proposal.Lock(ctx, tx, d.ForumID, id)
	if err != nil {
		return nil, nil, err
	}
	q, err := question.Lock(ctx, tx, d.ForumID, d.QuestionID)
	return found[id], q, err
}

// mayCorrect refuses a correction of a line that has been corrected already, or
// whose proposal has been put again since, or on which measures of the plan rest
// that the correction would leave without a decision. The question is locked,
// so all this stands still.
func mayCorrect(ctx context.Context, tx *sqlx.Tx, d *Decision, q *question.Question) error {
	var stands struct {
		CorrectedBy string `db:"corrected_by"`
		PutAgain    bool   `db:"put_again"`
		Planned     bool   `db:"planned"`
	}
	err := tx.GetContext(ctx, &stands, `
		SELECT COALESCE((SELECT id::text FROM decisions WHERE corrects = $1), '') AS corrected_by,
			EXISTS (SELECT FROM questions WHERE proposal_id = $2 AND number > $3 AND state <> 'withdrawn') AS put_again,
			EXISTS (SELECT FROM measures m JOIN decisions d ON d.id = m.decision_id
				WHERE d.question_id = $4 AND m.state <> 'draft') AS planned`, d.Corrects, q.ProposalID, q.Number, q.ID)
	if err != nil {
		return fmt.Errorf("looking at the decision to correct: %w", err)
	}
	switch {
	case stands.CorrectedBy != "":
		return problem.Conflict("decision_corrected").With("corrected_by", stands.CorrectedBy)
	case stands.PutAgain:
		return problem.Conflict("question_superseded", "number", q.Number)
	case stands.Planned && !d.Outcome.IsAdopted():
		return problem.Conflict("decision_in_plan")
	}
	return q.Allows(d.Outcome)
}

// record numbers a line, stores it and tells it: the only place that does.
func record(ctx context.Context, tx *sqlx.Tx, d *Decision, r once.Request, by string) (err error) {
	if d.Number, err = numbering.Take(ctx, tx, d.ForumID, "decision", 1); err != nil {
		return err
	}
	err = tx.GetContext(ctx, &d.RecordedAt, `
		INSERT INTO decisions (id, forum_id, number, question_id, proposal_id, outcome, text, reason, forwarded_to,
			deferred_until, votes, corrects, suggestion_ids, recorded_by, request, decided_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULLIF($9, '')::uuid, NULLIF($10, '')::date, $11, NULLIF($12, '')::uuid, $13, $14, $15, $16)
		RETURNING recorded_at`,
		d.ID, d.ForumID, d.Number, d.QuestionID, d.ProposalID, d.Outcome, database.AsJSON(d.Text), database.AsJSON(d.Reason), d.ForwardedTo,
		d.DeferredUntil, database.AsJSON(d.Votes), d.Corrects, pq.Array(d.SuggestionIDs), by, r.Fingerprint, d.DecidedAt)
	if err != nil {
		return fmt.Errorf("recording decision: %w", err)
	}
	return bus.Emit(ctx, tx, events.DecisionRecorded{
		ForumID: d.ForumID, DecisionID: d.ID, Version: 1, Number: d.Number, QuestionID: d.QuestionID, ProposalID: d.ProposalID,
		Outcome: d.Outcome, Text: d.Text, Reason: d.Reason, ForwardedTo: d.ForwardedTo, DeferredUntil: d.DeferredUntil,
		Votes: d.Votes, Corrects: d.Corrects, SuggestionIDs: d.SuggestionIDs, RecordedAt: d.RecordedAt.UTC(),
		DecidedAt: utc(d.DecidedAt),
	})
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}

func knownAddressee(ctx context.Context, tx *sqlx.Tx, organisation string) error {
	if organisation == "" {
		return nil
	}
	known, err := programme.Organisations(ctx, tx, organisation)
	if err != nil {
		return err
	}
	if _, ok := known[organisation]; !ok {
		return problem.InvalidField("/forwarded_to", "organisation_not_known")
	}
	return nil
}

func find(ctx context.Context, q sqlx.QueryerContext, forum, id string) (row, error) {
	var r row
	err := sqlx.GetContext(ctx, q, &r, selectDecisions+`WHERE d.forum_id = $1 AND d.id = $2`, forum, id)
	if errors.Is(err, sql.ErrNoRows) {
		return row{}, problem.NotFound("decision_not_found").With("decision_id", id)
	}
	if err != nil {
		return row{}, fmt.Errorf("loading decision: %w", err)
	}
	return r, nil
}

// Standing returns a decision from which measures may follow: adopted, and not
// corrected since.
func Standing(ctx context.Context, tx *sqlx.Tx, forum, id string) (DecisionView, error) {
	r, err := find(ctx, tx, forum, id)
	if err != nil {
		return DecisionView{}, err
	}
	if r.CorrectedBy != "" {
		return DecisionView{}, problem.Conflict("decision_corrected").With("corrected_by", r.CorrectedBy)
	}
	if !r.Outcome.IsAdopted() {
		return DecisionView{}, problem.Conflict("decision_not_adopted", "number", r.Number)
	}
	return r.view(), nil
}
