package simulation

import (
	"context"
	"fmt"
	"slices"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/facilitation"
)

// audit compares what was done with what the server says it has, thing by
// thing, at every leg.
func (p *play) audit(ctx context.Context) error {
	p.Progress.begin("auditing", 0)
	p.report.Latency = map[string]Latency{
		"capture_acknowledged": p.report.acknowledged.latency(),
		"capture_to_live":      p.live.shown.latency(),
		"decision_to_notice":   p.live.told.latency(),
	}
	for _, name := range legs {
		p.report.leg(name)
	}
	p.auditLive()
	err := p.steps(ctx, p.auditCapture, p.auditProposals, p.auditRecommendations, p.auditQuestions, p.auditDecisions, p.auditMeasures, p.auditReports,
		p.auditNotices, p.auditWays)
	if err != nil {
		return fmt.Errorf("auditing: %w", err)
	}
	return nil
}

// auditCapture: every line typed is stored once, word for word, and the numbers
// have no gap.
func (p *play) auditCapture(ctx context.Context) error {
	stored, err := p.staff.secretary.Suggestions(ctx, p.forum)
	if err != nil {
		return err
	}
	p.report.Stored = len(stored)
	leg, byID := p.report.leg("capture"), map[string]facilitation.Suggestion{}
	var numbers []int
	for _, s := range stored {
		if _, twice := byID[s.ID]; twice || p.saying[s.ID] == nil {
			leg.repeat(1, "suggestion %s is stored twice, or nobody typed it", s.ID)
		}
		byID[s.ID] = s
		numbers = append(numbers, s.Number)
	}
	for _, said := range p.said {
		s, ok := byID[said.sent.ID]
		switch {
		case !ok:
			leg.miss(1, "suggestion %s (%s): %s %v", said.sent.ID, said.idea.ID, said.receipt.Outcome, said.receipt.Problem.Code)
		case s.OriginalText != said.sent.Text || s.Text != said.sent.Text || s.AuthorID != said.sent.AuthorID ||
			s.SessionID != said.sent.SessionID || s.Language != said.sent.Language:
			leg.miss(1, "suggestion %s (%s) is not as it was typed", s.ID, said.idea.ID)
		case s.Number != said.receipt.Number || s.Receipt != said.receipt.Receipt:
			leg.miss(1, "suggestion %s: its receipt says %d %s, the list %d %s", s.ID, said.receipt.Number, said.receipt.Receipt, s.Number, s.Receipt)
		}
	}
	p.auditNumbers(leg, "suggestion", numbers)
	return nil
}

// auditNumbers: 1, 2, 3 … without a gap and without a repeat.
func (p *play) auditNumbers(leg *Leg, what string, numbers []int) {
	slices.Sort(numbers)
	next := 1
	for _, n := range numbers {
		leg.miss(n-next, "%s numbers %d to %d are missing", what, next, n-1)
		if n < next {
			leg.repeat(1, "%s number %d is there twice", what, n)
		}
		next = n + 1
	}
}

// auditLive: the secretariat's screen showed every suggestion once.
func (p *play) auditLive() {
	p.live.mu.Lock()
	defer p.live.mu.Unlock()
	leg := p.report.leg("live")
	for _, s := range p.said {
		n := p.live.captured[s.sent.ID]
		leg.miss(1-n, "suggestion %s was not shown live", s.sent.ID)
		leg.repeat(n-1, "suggestion %s was shown live %d times", s.sent.ID, n)
	}
	leg.repeat(p.live.repeats, "%d live events came again", p.live.repeats)
}

// auditProposals: every suggestion stands in the proposals that it should, once in
// each: in one that is not merged into another, together with those that say the
// same, and in another one for each further matter it is about.
func (p *play) auditProposals(ctx context.Context) error {
	proposals, err := p.staff.secretary.Proposals(ctx, p.forum, "")
	if err != nil {
		return err
	}
	leg, carriers, due := p.report.leg("proposals"), map[string][]string{}, map[string]int{}
	for _, proposal := range proposals {
		if proposal.State == "merged" {
			p.report.Merged++
			leg.repeat(len(proposal.Suggestions), "merged proposal %s still carries suggestions", proposal.ID)
			continue
		}
		p.report.Proposals++
		for _, s := range proposal.Suggestions {
			carriers[s.ID] = append(carriers[s.ID], proposal.ID)
		}
	}
	for _, it := range p.agenda {
		for _, s := range it.carried() {
			n := 0
			for _, id := range carriers[s.sent.ID] {
				if id == it.proposal {
					n++
				}
			}
			leg.miss(1-n, "suggestion %s does not stand in proposal %s", s.sent.ID, it.proposal)
			leg.repeat(n-1, "suggestion %s stands in proposal %s %d times", s.sent.ID, it.proposal, n)
			due[s.sent.ID]++
		}
	}
	for _, s := range p.said {
		in := carriers[s.sent.ID]
		leg.repeat(len(in)-max(due[s.sent.ID], 1), "suggestion %s stands in the proposals %v", s.sent.ID, in)
	}
	return nil
}

// auditWays: whoever has a receipt sees what became of their words. A sample
// will do: the ways are derived from what is audited above.
func (p *play) auditWays(ctx context.Context) error {
	const sample = 50
	leg := p.report.leg("ways")
	for i := range min(sample, len(p.said)) {
		s := p.said[i*len(p.said)/min(sample, len(p.said))]
		if s.receipt.Receipt == "" {
			continue // counted as lost above
		}
		way, err := p.Organiser.WayOf(ctx, s.receipt.Receipt)
		if client.Refused(err, "way_not_found", "receipt_not_found", "not_found") {
			leg.miss(1, "the way of receipt %s", s.receipt.Receipt)
			continue
		}
		if err != nil {
			return err
		}
		steps := map[string]int{}
		for _, step := range way.Steps {
			steps[step.Kind]++
		}
		for kind, wanted := range s.steps() {
			leg.miss(wanted-steps[kind], "the way of receipt %s lacks a step %q", s.receipt.Receipt, kind)
		}
	}
	return nil
}

// steps are what must be on a suggestion's way.
func (s *saying) steps() map[string]int {
	steps := map[string]int{"captured": 1}
	for _, it := range append(s.also, s.of) {
		if it.gone(s) {
			continue
		}
		for kind, there := range map[string]bool{
			"merged": slices.Contains(it.merged, s), "split": it.split == s, "divided": it.divided == s,
			"recommended": it.recommended != nil && slices.Contains(it.recommended.said, s), "unmerged": it.given != nil && slices.Contains(it.given.said, s),
			"put": it.question.ID != "", "decided": it.decision.ID != "", "planned": it.measure.ID != "", "off_control": it.released,
		} {
			if there {
				steps[kind]++
			}
		}
		steps["reported"] += len(it.reports)
		if it.returned {
			steps["returned"]++
		}
	}
	return steps
}
