package client

import (
	"context"
	"net/http"
)

const notificationsPath = "/api/notifications"

// Contact is how a participant is reached.
type Contact struct {
	Channel  string `json:"channel"`
	Address  string `json:"address"`
	Language string `json:"language"`
}

// Message is a message to a participant about one fact.
type Message struct {
	ID            string   `json:"id"`
	ParticipantID string   `json:"participant_id"`
	Kind          string   `json:"kind"`
	FactID        string   `json:"fact_id"`
	SuggestionIDs []string `json:"suggestion_ids"`
	State         string   `json:"state"`
}

// SetContact keeps a participant's address.
func (c *Client) SetContact(ctx context.Context, forum, participant string, contact Contact) error {
	return c.call(ctx, http.MethodPut, notificationsPath+"/forums/"+forum+"/contacts/"+participant, contact, nil)
}

// Messages lists the messages of a forum.
func (c *Client) Messages(ctx context.Context, forum string) ([]Message, error) {
	return all[Message](ctx, c, notificationsPath+"/forums/"+forum+"/messages")
}

// MessageCounts counts the messages of a forum by state.
func (c *Client) MessageCounts(ctx context.Context, forum string) (map[string]int, error) {
	var counts map[string]int
	err := c.call(ctx, http.MethodGet, notificationsPath+"/forums/"+forum+"/message-counts", nil, &counts)
	return counts, err
}
