package client

import (
	"context"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract"
	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/decisions"
	"github.com/shanyraq/shanyraq/events"
)

// Proposals lists a forum's proposals in one state ("" = all).
func (c *Client) Proposals(ctx context.Context, forum, state string) ([]decisions.ProposalView, error) {
	return all(ctx, c, decisions.GetForumsByForumProposals(forum, decisions.GetForumsByForumProposalsQuery{State: state}))
}

// Merge makes the proposals part of another one.
func (c *Client) Merge(ctx context.Context, forum, into string, proposals []string) error {
	return tell(ctx, c, decisions.PostForumsByForumProposalsMerge(forum), decisions.MergeManyRequest{Into: into, Proposals: proposals})
}

// Recommended lists the proposals that stand for what sessions recommend.
func (c *Client) Recommended(ctx context.Context, forum string) ([]decisions.ProposalView, error) {
	return all(ctx, c, decisions.GetForumsByForumProposals(forum, decisions.GetForumsByForumProposalsQuery{Source: "recommended"}))
}

// Split makes a new proposal of suggestions of another, where they may stay as well.
func (c *Client) Split(ctx context.Context, forum, proposal string, split decisions.SplitRequest) (decisions.ProposalView, error) {
	return ask(ctx, c, decisions.PostForumsByForumProposalsByProposalSplit(forum, proposal), split)
}

// Word gives a proposal its wording in both languages.
func (c *Client) Word(ctx context.Context, forum, proposal string, text events.Text, checked bool) error {
	return tell(ctx, c, decisions.PostForumsByForumProposalsByProposalReword(forum, proposal),
		decisions.RewordRequest{Text: text, TranslationChecked: checked})
}

// Put puts a proposal to the plenary.
func (c *Client) Put(ctx context.Context, forum string, q decisions.NewQuestion) (decisions.QuestionView, error) {
	return ask(ctx, c, decisions.PostForumsByForumQuestions(forum), q)
}

// Questions lists the questions of a forum.
func (c *Client) Questions(ctx context.Context, forum string) ([]decisions.QuestionView, error) {
	return all(ctx, c, decisions.GetForumsByForumQuestions(forum))
}

// Vote records the count of hands on a question.
func (c *Client) Vote(ctx context.Context, forum, question string, count decisions.CountRequest) (decisions.QuestionView, error) {
	return ask(ctx, c, decisions.PostForumsByForumQuestionsByQuestionVotes(forum, question), count)
}

// Decide adds a line to the decision log.
func (c *Client) Decide(ctx context.Context, forum string, d decisions.NewDecision) (decisions.DecisionView, error) {
	return ask(ctx, c, decisions.PostForumsByForumDecisions(forum), d)
}

// Decisions lists the decision log.
func (c *Client) Decisions(ctx context.Context, forum string) ([]decisions.DecisionView, error) {
	return all(ctx, c, decisions.GetForumsByForumDecisions(forum))
}

// DraftMeasure prepares a measure.
func (c *Client) DraftMeasure(ctx context.Context, forum string, m decisions.NewMeasure) (decisions.MeasureView, error) {
	return ask(ctx, c, decisions.PostForumsByForumMeasures(forum), m)
}

// Measures lists the measures of a forum.
func (c *Client) Measures(ctx context.Context, forum string) ([]decisions.MeasureView, error) {
	return all(ctx, c, decisions.GetForumsByForumMeasures(forum))
}

// Measure returns one measure with the reports on it.
func (c *Client) Measure(ctx context.Context, forum, measure string) (decisions.MeasureView, error) {
	return ask(ctx, c, decisions.GetForumsByForumMeasuresByMeasure(forum, measure), contract.None{})
}

// PublishPlan publishes all drafted measures that lack nothing.
func (c *Client) PublishPlan(ctx context.Context, forum string, title events.Text) (decisions.PlanView, error) {
	return ask(ctx, c, decisions.PostForumsByForumPlanPublish(forum), decisions.NewPlan{ID: NewID(), Title: title})
}

// Report reports on a measure.
func (c *Client) Report(ctx context.Context, forum, measure string, r decisions.NewReport) error {
	return tell(ctx, c, decisions.PostForumsByForumMeasuresByMeasureReports(forum, measure), r)
}

// AcceptReport accepts a report.
func (c *Client) AcceptReport(ctx context.Context, forum, report string) error {
	return tell(ctx, c, decisions.PostForumsByForumReportsByReportAccept(forum, report), contract.None{})
}

// ReturnReport sends a report back.
func (c *Client) ReturnReport(ctx context.Context, forum, report string, reason events.Text) error {
	return tell(ctx, c, decisions.PostForumsByForumReportsByReportReturn(forum, report), decisions.ReturnRequest{Reason: reason})
}

// TakeOffControl ends the watching of a measure that is done.
func (c *Client) TakeOffControl(ctx context.Context, forum, measure string) error {
	return tell(ctx, c, decisions.PostForumsByForumMeasuresByMeasureOffControl(forum, measure), contract.None{})
}

// WayOf follows a suggestion by its receipt, as anyone may.
func (c *Client) WayOf(ctx context.Context, receipt string) (decisions.Way, error) {
	return ask(ctx, c, decisions.GetWaysByReceipt(receipt), contract.None{})
}
