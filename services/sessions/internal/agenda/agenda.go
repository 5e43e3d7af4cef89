// Package agenda is what NGOs send in before the forum: part of the questions
// is put on the agenda, the others are answered.
package agenda

import (
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/services/sessions/internal/given"
)

// The states of a question.
const (
	Submitted = events.AgendaSubmitted
	Accepted  = events.AgendaAccepted
	Answered  = events.AgendaAnswered
)

const maxAnswer = 4000

// Question is an issue for the agenda.
type Question struct {
	ID           string             `json:"id" format:"uuid"`
	ForumID      string             `json:"forum_id" format:"uuid"`
	Number       int                `json:"number" doc:"1, 2, … without gaps within the forum"`
	Organisation string             `json:"organisation" doc:"who sent it; shown to the forum's staff"`
	Text         string             `json:"text"`
	Language     string             `json:"language" format:"language"`
	Contact      string             `json:"contact" doc:"shown to organiser and secretary"`
	State        events.AgendaState `json:"state"`
	Answer       events.Text        `json:"answer"`
	SubmittedAt  time.Time          `json:"submitted_at"`
	Code         string             `json:"code,omitempty" doc:"by which the sender looks what became of it; shown to organiser and secretary"`
	AuthorID     string             `json:"author_id,omitempty" doc:"participant who wants to be told; shown to organiser and secretary"`
	SessionID    string             `json:"session_id" doc:"on the agenda of which session; empty = of none in particular"`
	Version      int                `json:"version"`
}

// Check returns what is wrong with the question.
func (q *Question) Check() error {
	if err := given.Line("/organisation", &q.Organisation, false); err != nil {
		return err
	}
	q.Contact = text.Shown(q.Contact)
	return given.Words("/text", q.Text)
}

// Accept puts the question on the agenda of a session, "" for none in particular. It
// reports whether anything changed.
func (q *Question) Accept(session string) (bool, error) {
	switch {
	case q.State == Accepted && q.SessionID == session:
		return false, nil
	case q.State == Answered:
		return false, problem.Conflict("agenda_question_answered")
	default:
		q.State, q.SessionID = Accepted, session
		q.Version++
		return true, nil
	}
}

// Reply answers the question instead of putting it on the agenda.
func (q *Question) Reply(answer events.Text) (bool, error) {
	if err := given.Text("/text", &answer, maxAnswer, false); err != nil {
		return false, err
	}
	switch {
	case q.State == Accepted:
		return false, problem.Conflict("agenda_question_accepted")
	case q.State == Answered && q.Answer == answer:
		return false, nil
	case q.State == Answered:
		return false, problem.Conflict("agenda_question_answered")
	}
	q.State, q.Answer = Answered, answer
	q.Version++
	return true, nil
}

// told is what others hear of it; the sender's code only once it has been looked at.
func (q *Question) told() events.AgendaQuestion {
	e := events.AgendaQuestion{
		ForumID: q.ForumID, AgendaQuestionID: q.ID, Version: q.Version, Number: q.Number, Text: q.Text,
		Language: q.Language, State: q.State, Answer: q.Answer,
		AuthorID: q.AuthorID, SessionID: q.SessionID,
	}
	if q.State != Submitted {
		e.Receipt = q.Code
	}
	return e
}
