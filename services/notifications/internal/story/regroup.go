package story

import (
	"slices"

	"github.com/google/uuid"

	"github.com/shanyraq/shanyraq/events"
)

// What became of a suggestion among the proposals.

func (c *composition) merged(e events.ProposalMerged) error {
	for _, s := range c.Own {
		if !slices.Contains(e.RejoinedSuggestionIDs, s.ID.String()) {
			return c.regrouped("merged", e.Number, e.SuggestionIDs)
		}
	}
	return c.regrouped("rejoined", e.Number, e.SuggestionIDs)
}

// regrouped tells that the author's suggestions belong to another proposal now,
// and with how many of the others.
func (c *composition) regrouped(how string, proposal int64, all []string) error {
	numbers, n := c.own()
	c.letter.Subject = c.Count(how+".subject", n, "Numbers", numbers)
	lead := c.Count(how+".lead", n, "Numbers", numbers, "Proposal", proposal)
	if others := c.others(all); others > 0 {
		lead += " " + c.Count("merged.others", others)
	}
	c.lead(lead, c.Count(how+".kept", n))
	return nil
}

func (c *composition) unmerged(e events.ProposalUnmerged) error {
	numbers, n := c.own()
	c.letter.Subject = c.Count("unmerged.subject", n, "Numbers", numbers)
	c.lead(c.Count("unmerged.lead", n, "Numbers", numbers), c.Count("unmerged.next", n, "Proposal", e.Number))
	return nil
}

func (c *composition) split(e events.ProposalSplit) error {
	return c.regrouped("split", e.Number, e.SuggestionIDs)
}

// divided tells that a suggestion goes two ways from now on.
func (c *composition) divided(e events.ProposalDivided) error {
	numbers, n := c.own()
	c.letter.Subject = c.Count("divided.subject", n, "Numbers", numbers)
	c.lead(c.Count("divided.lead", n, "Numbers", numbers, "Proposal", e.Number), c.Count("split.kept", n))
	c.letter.Closing = c.Say("divided.next")
	return nil
}

// recommended tells that the group of a session recommends what was suggested.
func (c *composition) recommended(e events.ProposalRecommended) error {
	numbers, n := c.own()
	c.letter.Subject = c.Count("recommended.subject", n, "Numbers", numbers)
	c.lead(c.Count("recommended.lead", n, "Numbers", numbers, "Proposal", e.Number), c.Count("split.kept", n))
	if session, err := uuid.Parse(e.SessionID); err == nil {
		c.row("session", c.session(session))
	}
	c.row("recommendation", e.Recommended.In(c.Language))
	c.row("who", e.Who)
	c.row("until", e.Until)
	return nil
}

// released tells that a corrected report does without a suggestion.
func (c *composition) released(e events.ProposalReleased) error {
	numbers, n := c.own()
	c.letter.Subject = c.Count("released.subject", n, "Numbers", numbers)
	c.lead(c.Count("released.lead", n, "Numbers", numbers, "Proposal", e.Number), c.Count("split.kept", n))
	return nil
}
