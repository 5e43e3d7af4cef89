package client

import (
	"context"
	"net/http"

	"github.com/shanyraq/shanyraq/events"
)

// Group is suggestions of a session that belong together.
type Group struct {
	Title         events.Text `json:"title"`
	SuggestionIDs []string    `json:"suggestion_ids"`
	Position      int         `json:"position"`
	BaseVersion   int         `json:"base_version"` // 0 = a new one
}

// Mark is one mark that a session's group gave to a suggestion.
type Mark struct {
	ID           string `json:"id"`
	SessionID    string `json:"session_id"`
	SuggestionID string `json:"suggestion_id"`
	Kind         string `json:"kind"`
	Voter        string `json:"voter"`
	Value        int    `json:"value"`
	Counter      int64  `json:"counter"`
}

// Recommendation is one line of a session's report.
type Recommendation struct {
	ID            string      `json:"id"`
	Text          events.Text `json:"text"`
	Who           string      `json:"who"`
	Until         string      `json:"until"`
	SuggestionIDs []string    `json:"suggestion_ids"`
}

// Words are a text and its language.
type Words struct {
	ID       string `json:"id,omitempty"`
	AnswerID string `json:"answer_id,omitempty"`
	Text     string `json:"text"`
	Language string `json:"language"`
}

// Arrange makes a group of suggestions.
func (c *Client) Arrange(ctx context.Context, forum, session, group string, g Group) error {
	return c.call(ctx, http.MethodPut, facilitation(forum, "/sessions/"+session+"/groups/"+group), g, nil)
}

// Cast gives marks in a round. One that is refused is a *Problem.
func (c *Client) Cast(ctx context.Context, forum, round string, marks ...Mark) error {
	var out struct {
		Receipts []struct{ Problem *Problem }
	}
	if err := c.call(ctx, http.MethodPost, facilitation(forum, "/rounds/"+round+"/marks"), map[string]any{"marks": marks}, &out); err != nil {
		return err
	}
	for _, r := range out.Receipts {
		if r.Problem != nil {
			return r.Problem
		}
	}
	return nil
}

// ConfirmReport words a session's report, as nobody has before, and confirms it.
func (c *Client) ConfirmReport(ctx context.Context, forum, session string, lines []Recommendation, present, agreed int) error {
	return c.editReport(ctx, forum, session, 0, lines, present, agreed)
}

// CorrectReport opens a confirmed report again and confirms its next edition.
func (c *Client) CorrectReport(ctx context.Context, forum, session, reason string, lines []Recommendation, present, agreed int) error {
	var draft struct{ Version int }
	if err := c.call(ctx, http.MethodPost, facilitation(forum, "/sessions/"+session+"/report/reopen"), map[string]any{"reason": reason}, &draft); err != nil {
		return err
	}
	return c.editReport(ctx, forum, session, draft.Version, lines, present, agreed)
}

func (c *Client) editReport(ctx context.Context, forum, session string, base int, lines []Recommendation, present, agreed int) error {
	path := facilitation(forum, "/sessions/"+session+"/report")
	var draft struct{ Version int }
	if err := c.call(ctx, http.MethodPut, path, map[string]any{"recommendations": lines, "base_version": base}, &draft); err != nil {
		return err
	}
	return c.call(ctx, http.MethodPost, path+"/confirm", map[string]int{"version": draft.Version, "present": present, "agreed": agreed}, nil)
}

// Park keeps a suggestion for later and offers it to another session.
func (c *Client) Park(ctx context.Context, forum, suggestion, session string) error {
	return c.call(ctx, http.MethodPost, facilitation(forum, "/suggestions/"+suggestion+"/park"), map[string]string{"session_id": session}, nil)
}

// Ask asks the session in which a suggestion was said what was meant; question.ID
// names the clarification.
func (c *Client) Ask(ctx context.Context, forum, suggestion string, question Words) error {
	return c.call(ctx, http.MethodPost, facilitation(forum, "/suggestions/"+suggestion+"/clarifications"), question, nil)
}

// Answer answers a clarification.
func (c *Client) Answer(ctx context.Context, forum, clarification string, answer Words) error {
	return c.call(ctx, http.MethodPost, facilitation(forum, "/clarifications/"+clarification+"/answer"), answer, nil)
}
