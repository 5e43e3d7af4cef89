package story

import (
	"errors"
	"fmt"

	"github.com/shanyraq/shanyraq/events"
)

// ErrNoReason keeps a refusal without a reason from being told at all.
var ErrNoReason = errors.New("a rejection without a reason is not told")

func (c *composition) decided(e events.DecisionRecorded) error {
	if e.Outcome == events.Rejected && e.Reason.In(c.Language) == "" {
		return fmt.Errorf("decision %s: %w", e.DecisionID, ErrNoReason)
	}
	numbers, n := c.own()
	outcome := c.Say("outcome." + string(e.Outcome))
	c.letter.Subject = c.Count("decided.subject", n, "Numbers", numbers, "Decision", e.Number, "Outcome", outcome)
	lead := c.Count("decided.lead", n, "Numbers", numbers)
	if others := c.others(e.SuggestionIDs); others > 0 {
		lead += " " + c.Count("decided.others", others)
	}
	c.lead(lead)
	if e.Corrects != "" {
		if corrected, ok := c.decision(e.Corrects); ok {
			c.lead(c.Say("decided.corrects", "Corrected", corrected.Number))
		}
	}
	c.row("decision", c.Numbers([]int64{e.Number}))
	c.row("outcome", outcome)
	c.row("decisionText", e.Text.In(c.Language))
	c.row("reason", e.Reason.In(c.Language))
	c.row("votes", c.votes(e.Votes))
	if e.ForwardedTo != "" {
		c.row("forwardedTo", c.organisation(e.ForwardedTo, e.RecordedAt))
	}
	if e.DeferredUntil != "" {
		c.row("deferredUntil", c.Day(e.DeferredUntil))
	}
	decided := e.RecordedAt
	if e.DecidedAt != nil {
		decided = *e.DecidedAt
	}
	c.row("date", c.Date(c.Local(decided)))
	if e.Outcome.IsAdopted() {
		c.letter.Closing = c.Say("decided.next")
	}
	return nil
}

// votes is empty where nobody was counted.
func (c *composition) votes(v events.Votes) string {
	if v.For+v.Against+v.Abstained == 0 {
		return ""
	}
	s := c.Say("votes", "For", v.For, "Against", v.Against, "Abstained", v.Abstained)
	if v.Unanimous {
		s += c.Say("unanimous")
	}
	return s
}
