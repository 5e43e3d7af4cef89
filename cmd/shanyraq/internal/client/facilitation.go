package client

import (
	"context"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/facilitation"
)

// Capture sends suggestions as typed and returns the receipts in their order.
func (c *Client) Capture(ctx context.Context, forum string, suggestions ...facilitation.CaptureItem) ([]facilitation.CaptureReceipt, error) {
	answer, err := ask(ctx, c, facilitation.PostForumsByForumSuggestions(forum), facilitation.CaptureRequest{Suggestions: suggestions})
	return answer.Receipts, err
}

// Suggestions lists all suggestions of a forum.
func (c *Client) Suggestions(ctx context.Context, forum string) ([]facilitation.Suggestion, error) {
	return all(ctx, c, facilitation.GetForumsByForumSuggestions(forum))
}
