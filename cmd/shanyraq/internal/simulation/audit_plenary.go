package simulation

import (
	"context"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/decisions"
)

// auditQuestions: every proposal that was put is a question once.
func (p *play) auditQuestions(ctx context.Context) error {
	questions, err := p.staff.secretary.Questions(ctx, p.forum)
	if err != nil {
		return err
	}
	p.report.Questions = len(questions)
	var numbers []int
	found := map[string]decisions.QuestionView{}
	of := map[string]int{} // by proposal
	for _, q := range questions {
		numbers = append(numbers, q.Number)
		found[q.ID] = q
		of[q.ProposalID]++
	}
	leg := p.report.leg("questions")
	for _, it := range p.agenda {
		if it.skipped {
			continue
		}
		q, ok := found[it.question.ID]
		switch {
		case !ok:
			leg.miss(1, "the question about %s", it.idea.ID)
		case q.ProposalID != it.proposal || q.Number != it.question.Number:
			leg.miss(1, "question %s is not as it was put", q.ID)
		case it.outcome != "" && (q.State != "decided" || q.Votes.Present == 0):
			leg.miss(1, "the vote or the decision on question %s", q.ID)
		}
		leg.repeat(of[it.proposal]-1, "proposal %s was put %d times", it.proposal, of[it.proposal])
		delete(found, it.question.ID)
	}
	leg.repeat(len(found), "%d questions that nobody put", len(found))
	p.auditNumbers(leg, "question", numbers)
	return nil
}

// auditDecisions: every question that was voted on is decided once, as was
// recorded, and the log has no gap.
func (p *play) auditDecisions(ctx context.Context) error {
	log, err := p.staff.secretary.Decisions(ctx, p.forum)
	if err != nil {
		return err
	}
	p.report.Decisions = len(log)
	var numbers []int
	found := map[string]decisions.DecisionView{}
	for _, d := range log {
		numbers = append(numbers, d.Number)
		found[d.ID] = d
	}
	leg := p.report.leg("decisions")
	for _, it := range p.agenda {
		if it.skipped || it.outcome == "" {
			continue
		}
		d, ok := found[it.decision.ID]
		switch {
		case !ok:
			leg.miss(1, "the decision on %s", it.idea.ID)
		case d.Outcome != it.outcome || d.QuestionID != it.question.ID || d.Number != it.decision.Number:
			leg.miss(1, "decision %s is not as it was recorded", d.ID)
		}
		delete(found, it.decision.ID)
	}
	leg.repeat(len(found), "%d decisions that nobody recorded", len(found))
	p.auditNumbers(leg, "decision", numbers)
	return nil
}

// auditMeasures: every adopted decision stands in the plan once.
func (p *play) auditMeasures(ctx context.Context) error {
	measures, err := p.staff.secretary.Measures(ctx, p.forum)
	if err != nil {
		return err
	}
	p.report.Measures = len(measures)
	var numbers []int
	found := map[string]decisions.MeasureView{}
	for _, m := range measures {
		numbers = append(numbers, m.Number)
		found[m.ID] = m
	}
	leg := p.report.leg("measures")
	for _, it := range p.planned() {
		m, ok := found[it.measure.ID]
		switch {
		case !ok:
			leg.miss(1, "the measure of %s", it.idea.ID)
		case m.DecisionID != it.decision.ID || m.Number == 0 || m.State == "draft":
			leg.miss(1, "measure %s is not in the plan", m.ID)
		}
		delete(found, it.measure.ID)
	}
	leg.repeat(len(found), "%d measures that nobody drafted", len(found))
	p.auditNumbers(leg, "measure", numbers)
	return nil
}

// auditReports: every report on a measure is known once, accepted or returned as
// it was, and what was taken off control is.
func (p *play) auditReports(ctx context.Context) error {
	items := p.planned()
	measures := make([]decisions.MeasureView, len(items))
	err := p.each(ctx, "auditing reports", len(items), func(ctx context.Context, i int) (err error) {
		measures[i], err = p.staff.controller.Measure(ctx, p.forum, items[i].measure.ID)
		return err
	})
	if err != nil {
		return err
	}
	leg := p.report.leg("reports")
	for i, it := range items {
		settled := map[string]string{}
		results := map[string]int{} // accepted, by occurrence
		for _, r := range measures[i].Reports {
			settled[r.ID] = r.State
			if r.Occurrence.DueDate != "" && r.State == "accepted" && r.Status == "done" {
				results[r.Occurrence.DueDate]++
			}
			if (r.Occurrence.DueDate == "") == (it.measure.Deadline.Kind == "recurring") {
				leg.miss(1, "what report %s is about", r.ID)
			}
		}
		for n, r := range it.reports {
			want := "accepted"
			if n == 0 && it.returned {
				want = "returned"
			}
			if settled[r.ID] != want {
				leg.miss(1, "report %s, or that it was %s", r.ID, want)
			}
		}
		for due, n := range results {
			leg.repeat(n-1, "measure %s has %d results by %s", it.measure.ID, n, due)
		}
		if it.released && measures[i].State != "off_control" {
			leg.miss(1, "measure %s taken off control", it.measure.ID)
		}
		n := len(measures[i].Reports)
		p.report.Reports += n
		leg.repeat(n-len(it.reports), "measure %s has %d reports, not %d", it.measure.ID, n, len(it.reports))
	}
	return nil
}
