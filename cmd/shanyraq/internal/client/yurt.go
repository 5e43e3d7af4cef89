package client

import (
	"context"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/facilitation"
)

// Arrange makes a group of suggestions.
func (c *Client) Arrange(ctx context.Context, forum, session, group string, g facilitation.ArrangeRequest) error {
	return tell(ctx, c, facilitation.PutForumsByForumSessionsBySessionGroupsByGroup(forum, session, group), g)
}

// Cast gives marks in a round. One that is refused is a *Problem.
func (c *Client) Cast(ctx context.Context, forum, round string, marks ...facilitation.CastMark) error {
	answer, err := ask(ctx, c, facilitation.PostForumsByForumRoundsByRoundMarks(forum, round), facilitation.MarksRequest{Marks: marks})
	if err != nil {
		return err
	}
	for _, r := range answer.Receipts {
		if r.Problem.Code != "" {
			return &Problem{Document: facilitation.Document{Code: r.Problem.Code, Detail: r.Problem.Detail}}
		}
	}
	return nil
}

// ConfirmReport words a session's report, as nobody has before, and confirms it.
func (c *Client) ConfirmReport(ctx context.Context, forum, session string, lines []facilitation.DraftLine, present, agreed int) error {
	return c.editReport(ctx, forum, session, 0, lines, present, agreed)
}

// CorrectReport opens a confirmed report again and confirms its next edition.
func (c *Client) CorrectReport(ctx context.Context, forum, session, reason string, lines []facilitation.DraftLine, present, agreed int) error {
	open, err := ask(ctx, c, facilitation.PostForumsByForumSessionsBySessionReportReopen(forum, session), facilitation.ReopenRequest{Reason: reason})
	if err != nil {
		return err
	}
	return c.editReport(ctx, forum, session, open.Version, lines, present, agreed)
}

func (c *Client) editReport(ctx context.Context, forum, session string, base int, lines []facilitation.DraftLine, present, agreed int) error {
	draft, err := ask(ctx, c, facilitation.PutForumsByForumSessionsBySessionReport(forum, session),
		facilitation.DraftRequest{Recommendations: lines, BaseVersion: base})
	if err != nil {
		return err
	}
	return tell(ctx, c, facilitation.PostForumsByForumSessionsBySessionReportConfirm(forum, session),
		facilitation.ConfirmRequest{Version: draft.Version, Present: present, Agreed: agreed})
}

// Park keeps a suggestion for later and offers it to another session.
func (c *Client) Park(ctx context.Context, forum, suggestion, session string) error {
	return tell(ctx, c, facilitation.PostForumsByForumSuggestionsByIDPark(forum, suggestion), facilitation.ParkRequest{SessionID: session})
}

// Ask asks the session in which a suggestion was said what was meant; question.ID
// names the clarification.
func (c *Client) Ask(ctx context.Context, forum, suggestion string, question facilitation.AskRequest) error {
	return tell(ctx, c, facilitation.PostForumsByForumSuggestionsByIDClarifications(forum, suggestion), question)
}

// Answer answers a clarification.
func (c *Client) Answer(ctx context.Context, forum, clarification string, answer facilitation.AnswerRequest) error {
	return tell(ctx, c, facilitation.PostForumsByForumClarificationsByClarificationAnswer(forum, clarification), answer)
}
