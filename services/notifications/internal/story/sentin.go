package story

import (
	"fmt"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
)

// refused tells that what was written on the public form becomes no suggestion.
func (c *composition) refused(e events.SubmissionRefused) error {
	reason := e.Reason.In(c.Language)
	if reason == "" {
		return fmt.Errorf("submission %s: %w", e.SubmissionID, ErrNoReason)
	}
	c.letter.Subject = c.Say("refused.subject")
	c.lead(c.Say("refused.lead"))
	c.row("receipt", e.Receipt)
	c.row("reason", reason)
	return nil
}

// onAgenda tells that a question stands on the agenda.
func (c *composition) onAgenda(e events.AgendaQuestionAccepted) error {
	c.letter.Subject = c.Say("onAgenda.subject")
	c.lead(c.Say("onAgenda.lead"))
	c.row("question", e.Text)
	if id, err := uuid.Parse(e.SessionID); err == nil {
		c.row("session", c.session(id))
	}
	return nil
}

// answered tells the answer to a question.
func (c *composition) answered(e events.AgendaQuestionAnswered) error {
	c.letter.Subject = c.Say("answered.subject")
	c.lead(c.Say("answered.lead"))
	c.row("question", e.Text)
	c.row("answer", e.Answer.In(c.Language))
	return nil
}
