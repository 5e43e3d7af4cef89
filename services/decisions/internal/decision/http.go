package decision

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/token"
	"github.com/shanyraq/shanyraq/pkg/web"
	"github.com/shanyraq/shanyraq/services/decisions/internal/once"
	"github.com/shanyraq/shanyraq/services/decisions/internal/programme"
	"github.com/shanyraq/shanyraq/services/decisions/internal/question"
	"github.com/shanyraq/shanyraq/services/decisions/internal/wording"
)

// Routes registers the routes of the decision log.
//
// All staff of a forum may read the log here; everybody may read it on the
// public register. Secretaries, chairs and organisers record.
func Routes(api huma.API, s *Store) {
	huma.Get(api, "/forums/{forum}/decisions", s.list, web.Roles(programme.Staff...))
	huma.Get(api, "/forums/{forum}/decisions/{decision}", s.get, web.Roles(programme.Staff...))
	huma.Post(api, "/forums/{forum}/decisions", s.record, web.Created, web.Roles(recorders...))
}

var recorders = []string{"secretary", "chair", "organiser"}

// DecisionView is a decision as the API shows it.
type DecisionView struct {
	ID                 string           `json:"id"`
	ForumID            string           `json:"forum_id"`
	Number             int64            `json:"number" doc:"Per forum, without gaps, from 1."`
	ProposalID         string           `json:"proposal_id"`
	QuestionID         string           `json:"question_id"`
	Outcome            events.Outcome   `json:"outcome"`
	Text               events.Text      `json:"text"`
	Reason             events.Text      `json:"reason"`
	TranslationMissing bool             `json:"translation_missing" doc:"Text or reason lacks its Kazakh or its Russian wording."`
	ForwardedTo        string           `json:"forwarded_to" doc:"Organisation id; empty unless forwarded."`
	DeferredUntil      string           `json:"deferred_until" doc:"A day; empty unless deferred."`
	Votes              events.Votes     `json:"votes"`
	Corrects           string           `json:"corrects" doc:"The decision that this one corrects; empty if none."`
	CorrectedBy        string           `json:"corrected_by" doc:"The decision that corrects this one; empty while this one stands."`
	Outcomes           []events.Outcome `json:"outcomes" nullable:"false" doc:"What a correction may say as the vote stands; empty once corrected."`
	CorrectsNumber     int64            `json:"corrects_number,omitempty"`
	CorrectedByNumber  int64            `json:"corrected_by_number,omitempty"`
	QuestionText       events.Text      `json:"question_text" doc:"What was voted on."`
	SuggestionIDs      []string         `json:"suggestion_ids" nullable:"false" doc:"None in a brief list."`
	SuggestionCount    int              `json:"suggestion_count"`
	DecidedAt          time.Time        `json:"decided_at" doc:"When the plenary decided."`
	RecordedAt         time.Time        `json:"recorded_at" doc:"When it was entered in the log."`
	RecordedBy         string           `json:"recorded_by" doc:"Staff account id."`
}

func (r row) view() DecisionView {
	missing := func(t events.Text) bool { return !t.Empty() && wording.Missing(t) }
	v := DecisionView{
		ID: r.ID, ForumID: r.ForumID, Number: r.Number, ProposalID: r.ProposalID, QuestionID: r.QuestionID, Outcome: r.Outcome,
		Text: r.Text.V, Reason: r.Reason.V, TranslationMissing: missing(r.Text.V) || missing(r.Reason.V), ForwardedTo: r.ForwardedTo,
		DeferredUntil: r.DeferredUntil, Votes: r.Votes.V, Corrects: r.Corrects, CorrectedBy: r.CorrectedBy,
		CorrectsNumber: r.CorrectsNumber, CorrectedByNumber: r.CorrectedByNumber, QuestionText: r.QuestionText.V,
		Outcomes: []events.Outcome{}, SuggestionIDs: r.SuggestionIDs, SuggestionCount: len(r.SuggestionIDs), DecidedAt: r.DecidedAt, RecordedAt: r.RecordedAt, RecordedBy: r.RecordedBy,
	}
	if r.CorrectedBy == "" {
		v.Outcomes = question.Outcomes(r.counted())
	}
	return v
}

// counted is the vote behind the line; nil where nobody counted.
func (r row) counted() *events.Votes {
	if r.Votes.V.Present == 0 {
		return nil
	}
	return &r.Votes.V
}

// Answer is one decision.
type Answer struct{ Body DecisionView }

func (s *Store) get(ctx context.Context, in *struct {
	programme.InForum
	Decision string `path:"decision" format:"uuid" pattern:"^[0-9a-f-]{36}$"`
}) (*Answer, error) {
	return s.answer(ctx, in.Forum, in.Decision)
}

// NewDecision is a line for the decision log.
type NewDecision struct {
	ID            string         `json:"id,omitempty" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"Made by the client so that it may ask again."`
	QuestionID    string         `json:"question_id,omitempty" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"May be left out of a correction."`
	Outcome       events.Outcome `json:"outcome"`
	Text          wording.Words  `json:"text,omitempty" doc:"What was decided; for an adopted question, a language left out is taken from it."`
	Reason        wording.Words  `json:"reason,omitempty" doc:"Needed to reject."`
	ForwardedTo   string         `json:"forwarded_to,omitempty" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"Organisation; needed to forward."`
	DeferredUntil string         `json:"deferred_until,omitempty" format:"date" doc:"Needed to defer."`
	Corrects      string         `json:"corrects,omitempty" format:"uuid" pattern:"^[0-9a-f-]{36}$" doc:"The decision that this one corrects."`
	DecidedAt     *time.Time     `json:"decided_at,omitempty" doc:"When the plenary decided, if that is entered afterwards; never in the future, nor before the forum's first day. Left out: now or, of a correction, as before."`
}

func (s *Store) record(ctx context.Context, in *struct {
	programme.InForum
	Body NewDecision
}) (*Answer, error) {
	c := token.Of(ctx)
	b := in.Body
	if b.QuestionID == "" && b.Corrects == "" {
		return nil, problem.InvalidField("/question_id", "required")
	}
	said := []any{in.Forum, b.QuestionID, b.Outcome, b.Text, b.Reason, b.ForwardedTo, b.DeferredUntil, b.Corrects}
	if b.DecidedAt != nil {
		said = append(said, b.DecidedAt.UTC())
	}
	r, err := once.New(b.ID, said...)
	if err != nil {
		return nil, err
	}
	err = s.Record(ctx, &Decision{
		ForumID: in.Forum, QuestionID: b.QuestionID, Outcome: b.Outcome, Text: b.Text.Text(), Reason: b.Reason.Text(),
		ForwardedTo: b.ForwardedTo, DeferredUntil: events.Day(b.DeferredUntil), Corrects: b.Corrects,
		DecidedAt: b.DecidedAt,
	}, r, c.Subject)
	if err != nil {
		return nil, err
	}
	return s.answer(ctx, in.Forum, r.ID)
}

func (s *Store) answer(ctx context.Context, forum, id string) (*Answer, error) {
	r, err := find(ctx, s.db, forum, id)
	if err != nil {
		return nil, err
	}
	return &Answer{r.view()}, nil
}
