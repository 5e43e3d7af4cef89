package client

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/shanyraq/shanyraq/events"
)

const decisionsPath = "/api/decisions"

// Proposal is what the secretariat makes of suggestions.
type Proposal struct {
	ID          string      `json:"id"`
	ThemeID     string      `json:"theme_id"`
	Number      int64       `json:"number"`
	Text        events.Text `json:"text"`
	State       string      `json:"state"`
	MergedInto  string      `json:"merged_into"`
	Suggestions []struct {
		ID string `json:"id"`
	} `json:"suggestions"`
	SuggestionCount int `json:"suggestion_count"`
	Version         int `json:"version"`
	Recommendation  *struct {
		Edition int         `json:"edition"`
		Text    events.Text `json:"text"`
		Dropped bool        `json:"dropped"`
	} `json:"recommendation"`
}

// Question is a proposal put to the plenary.
type Question struct {
	ID         string        `json:"id"`
	Number     int64         `json:"number,omitempty"`
	ProposalID string        `json:"proposal_id"`
	Text       events.Text   `json:"text"`
	Majority   string        `json:"majority"`
	State      string        `json:"state,omitempty"`
	Votes      *events.Votes `json:"votes,omitempty"`
}

// Count is a count of hands.
type Count struct {
	ID        string `json:"id"`
	For       int    `json:"for"`
	Against   int    `json:"against"`
	Abstained int    `json:"abstained"`
	Present   int    `json:"present"`
	Eligible  int    `json:"eligible,omitempty"`
}

// Decision is a line of the decision log.
type Decision struct {
	ID            string       `json:"id"`
	Number        int64        `json:"number,omitempty"`
	QuestionID    string       `json:"question_id"`
	ProposalID    string       `json:"proposal_id,omitempty"`
	Outcome       string       `json:"outcome"`
	Text          *events.Text `json:"text,omitempty"`
	Reason        *events.Text `json:"reason,omitempty"`
	ForwardedTo   string       `json:"forwarded_to,omitempty"`
	DeferredUntil events.Day   `json:"deferred_until,omitempty"`
	SuggestionIDs []string     `json:"suggestion_ids,omitempty"` // whose words it decides; only in answers
}

// Measure is a line of the action plan.
type Measure struct {
	ID               string              `json:"id"`
	Number           int64               `json:"number,omitempty"`
	DecisionID       string              `json:"decision_id"`
	Text             events.Text         `json:"text"`
	LeadBodyID       string              `json:"lead_body_id"`
	CoExecutors      []events.CoExecutor `json:"co_executors,omitempty"`
	FormOfCompletion events.Text         `json:"form_of_completion"`
	Deadline         events.Deadline     `json:"deadline"`
	CostKZT          int64               `json:"cost_kzt"`
	FundingSource    string              `json:"funding_source"`
	State            string              `json:"state,omitempty"`
	Reports          []Report            `json:"reports,omitempty"` // only of one that is asked for
}

// Plan is the published action plan.
type Plan struct {
	Version     int       `json:"version"`
	PublishedAt time.Time `json:"published_at"`
}

// Report tells how a measure is carried out.
type Report struct {
	ID     string      `json:"id"`
	Status string      `json:"status"`
	Text   events.Text `json:"text"`
	State  string      `json:"state,omitempty"`

	Occurrence *events.Occurrence `json:"occurrence,omitempty"` // of a recurring deadline; only in answers
}

// Way is what became of a suggestion, as anyone with its receipt sees it.
type Way struct {
	Suggestion struct {
		Number int64  `json:"number"`
		Text   string `json:"text"`
	} `json:"suggestion"`
	Steps []struct {
		Kind string `json:"kind"`
	} `json:"steps"`
}

func decisionsOf(forum string) string { return decisionsPath + "/forums/" + forum }

// Proposals lists a forum's proposals in one state ("" = all).
func (c *Client) Proposals(ctx context.Context, forum, state string) ([]Proposal, error) {
	path := decisionsOf(forum) + "/proposals"
	if state != "" {
		path += "?state=" + url.QueryEscape(state)
	}
	return all[Proposal](ctx, c, path)
}

// Merge makes the proposals part of another one.
func (c *Client) Merge(ctx context.Context, forum, into string, proposals []string) error {
	return c.call(ctx, http.MethodPost, decisionsOf(forum)+"/proposals/merge",
		map[string]any{"into": into, "proposals": proposals}, nil)
}

// Recommended lists the proposals that stand for what sessions recommend.
func (c *Client) Recommended(ctx context.Context, forum string) ([]Proposal, error) {
	return all[Proposal](ctx, c, decisionsOf(forum)+"/proposals?source=recommended")
}

// Split makes a new proposal of suggestions of another, where they may stay as well.
func (c *Client) Split(ctx context.Context, forum, proposal, id string, suggestions []string, stay bool) (Proposal, error) {
	var p Proposal
	err := c.call(ctx, http.MethodPost, decisionsOf(forum)+"/proposals/"+proposal+"/split",
		map[string]any{"id": id, "suggestion_ids": suggestions, "stay": stay}, &p)
	return p, err
}

// Word gives a proposal its wording in both languages.
func (c *Client) Word(ctx context.Context, forum, proposal string, text events.Text, checked bool) error {
	return c.call(ctx, http.MethodPost, decisionsOf(forum)+"/proposals/"+proposal+"/reword",
		map[string]any{"text": text, "translation_checked": checked}, nil)
}

// Put puts a proposal to the plenary.
func (c *Client) Put(ctx context.Context, forum string, q Question) (Question, error) {
	return made(ctx, c, decisionsOf(forum)+"/questions", q)
}

// Questions lists the questions of a forum.
func (c *Client) Questions(ctx context.Context, forum string) ([]Question, error) {
	return all[Question](ctx, c, decisionsOf(forum)+"/questions")
}

// Vote records the count of hands on a question.
func (c *Client) Vote(ctx context.Context, forum, question string, count Count) (Question, error) {
	var q Question
	err := c.call(ctx, http.MethodPost, decisionsOf(forum)+"/questions/"+question+"/votes", count, &q)
	return q, err
}

// Decide adds a line to the decision log.
func (c *Client) Decide(ctx context.Context, forum string, d Decision) (Decision, error) {
	return made(ctx, c, decisionsOf(forum)+"/decisions", d)
}

// Decisions lists the decision log.
func (c *Client) Decisions(ctx context.Context, forum string) ([]Decision, error) {
	return all[Decision](ctx, c, decisionsOf(forum)+"/decisions")
}

// DraftMeasure prepares a measure.
func (c *Client) DraftMeasure(ctx context.Context, forum string, m Measure) (Measure, error) {
	return made(ctx, c, decisionsOf(forum)+"/measures", m)
}

// Measures lists the measures of a forum.
func (c *Client) Measures(ctx context.Context, forum string) ([]Measure, error) {
	return all[Measure](ctx, c, decisionsOf(forum)+"/measures")
}

// Measure returns one measure with the reports on it.
func (c *Client) Measure(ctx context.Context, forum, measure string) (Measure, error) {
	var m Measure
	err := c.call(ctx, http.MethodGet, decisionsOf(forum)+"/measures/"+measure, nil, &m)
	return m, err
}

// PublishPlan publishes all drafted measures that lack nothing.
func (c *Client) PublishPlan(ctx context.Context, forum string, title events.Text) (Plan, error) {
	var p Plan
	err := c.call(ctx, http.MethodPost, decisionsOf(forum)+"/plan/publish", map[string]any{"id": NewID(), "title": title}, &p)
	return p, err
}

// Report reports on a measure.
func (c *Client) Report(ctx context.Context, forum, measure string, r Report) error {
	return c.call(ctx, http.MethodPost, decisionsOf(forum)+"/measures/"+measure+"/reports", r, nil)
}

// AcceptReport accepts a report.
func (c *Client) AcceptReport(ctx context.Context, forum, report string) error {
	return c.call(ctx, http.MethodPost, decisionsOf(forum)+"/reports/"+report+"/accept", nil, nil)
}

// ReturnReport sends a report back.
func (c *Client) ReturnReport(ctx context.Context, forum, report string, reason events.Text) error {
	return c.call(ctx, http.MethodPost, decisionsOf(forum)+"/reports/"+report+"/return", map[string]any{"reason": reason}, nil)
}

// TakeOffControl ends the watching of a measure that is done.
func (c *Client) TakeOffControl(ctx context.Context, forum, measure string) error {
	return c.call(ctx, http.MethodPost, decisionsOf(forum)+"/measures/"+measure+"/off-control", nil, nil)
}

// WayOf follows a suggestion by its receipt, as anyone may.
func (c *Client) WayOf(ctx context.Context, receipt string) (Way, error) {
	var w Way
	err := c.call(ctx, http.MethodGet, decisionsPath+"/ways/"+url.PathEscape(receipt), nil, &w)
	return w, err
}
