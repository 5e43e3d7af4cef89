package client

import (
	"context"

	"github.com/shanyraq/shanyraq/cmd/shanyraq/internal/client/contract/notifications"
)

// SetContact keeps a participant's address.
func (c *Client) SetContact(ctx context.Context, forum, participant string, contact notifications.PutContactBody) error {
	return tell(ctx, c, notifications.PutForumsByForumContactsByParticipant(forum, participant), contact)
}

// Messages lists the messages of a forum.
func (c *Client) Messages(ctx context.Context, forum string) ([]notifications.NoticeSummary, error) {
	return all(ctx, c, notifications.GetForumsByForumMessages(forum))
}
