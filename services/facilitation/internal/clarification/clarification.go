// Package clarification is what the secretariat asks a yurt back when the words
// of a suggestion can be understood in two ways.
package clarification

import (
	"time"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/problem"
	"github.com/shanyraq/shanyraq/services/facilitation/internal/given"
)

// The states of a clarification.
const (
	Open     = events.ClarificationOpen
	Answered = events.ClarificationIsAnswered
)

// Clarification is a question about a suggestion and the yurt's answer.
type Clarification struct {
	ID               string                    `db:"id" json:"id"`
	ForumID          string                    `db:"forum_id" json:"forum_id"`
	SuggestionID     string                    `db:"suggestion_id" json:"suggestion_id"`
	SuggestionNumber int64                     `db:"suggestion_number" json:"suggestion_number"`
	SuggestionText   string                    `db:"suggestion_text" json:"suggestion_text" doc:"The wording that stands now"`
	SessionID        string                    `db:"session_id" json:"session_id"`
	Version          int                       `db:"version" json:"version"`
	State            events.ClarificationState `db:"state" json:"state"`
	Text             string                    `db:"text" json:"text" doc:"The question"`
	Language         string                    `db:"language" json:"language" format:"language"`
	AskedAt          time.Time                 `db:"asked_at" json:"asked_at"`
	AskedBy          string                    `db:"asked_by" json:"asked_by" doc:"Account id"`
	AnswerID         string                    `db:"answer_id" json:"answer_id" doc:"Empty while open"`
	Answer           string                    `db:"answer" json:"answer"`
	AnswerLanguage   string                    `db:"answer_language" json:"answer_language" doc:"kk, ru, en or mixed; empty while open"`
	AnsweredAt       *time.Time                `db:"answered_at" json:"answered_at,omitempty"`
	AnsweredBy       string                    `db:"answered_by" json:"answered_by" doc:"Account or device id"`
	Place            int64                     `db:"place" json:"-"`
}

// Reply is an answer as a client sends it.
type Reply struct {
	ID, Text, Language string
	By                 string
	At                 time.Time
}

// Reply answers the question once, and reports whether that changed anything:
// the same answer again does not. Errors: text_empty; id_taken; newer_version
// with the clarification when somebody else has answered.
func (c *Clarification) Reply(r Reply) (bool, error) {
	same := c.Answer == r.Text && c.AnswerLanguage == r.Language
	switch {
	case given.Blank(r.Text):
		return false, problem.InvalidField("/text", "text_empty")
	case c.State == Answered && same:
		return false, nil
	case c.State == Answered && c.AnswerID == r.ID:
		return false, problem.Conflict("id_taken")
	case c.State == Answered:
		return false, problem.Conflict("newer_version").With("newer", *c)
	}
	c.State, c.AnswerID, c.Answer, c.AnswerLanguage, c.AnsweredAt, c.AnsweredBy = Answered, r.ID, r.Text, r.Language, &r.At, r.By
	c.Version++
	return true, nil
}

// asks reports that c is the question that other is.
func (c *Clarification) asks(other *Clarification) bool {
	return c.ForumID == other.ForumID && c.SuggestionID == other.SuggestionID && c.Text == other.Text && c.Language == other.Language
}

// public is the clarification as it is told to others.
func (c *Clarification) public() events.Clarification {
	return events.Clarification{
		ForumID: c.ForumID, ClarificationID: c.ID, Version: c.Version, SuggestionID: c.SuggestionID, SessionID: c.SessionID,
		Text: c.Text, Language: c.Language, State: c.State, Answer: c.Answer, AnswerLanguage: c.AnswerLanguage,
		AskedAt: c.AskedAt, AnsweredAt: c.AnsweredAt,
	}
}
