package client

import (
	"context"
	"net/http"
	"time"
)

func facilitation(forum, rest string) string { return "/api/facilitation/forums/" + forum + rest }

// Suggestion is a suggestion as a tablet sends it.
type Suggestion struct {
	ID            string    `json:"id"`
	SessionID     string    `json:"session_id"`
	RoundID       string    `json:"round_id,omitempty"`
	ThemeID       string    `json:"theme_id,omitempty"`
	Text          string    `json:"text"`
	Language      string    `json:"language"`
	Tags          []string  `json:"tags,omitempty"`
	AuthorID      string    `json:"author_id,omitempty"`
	DeviceID      string    `json:"device_id,omitempty"`
	DeviceCounter int64     `json:"device_counter"`
	TypedAt       time.Time `json:"typed_at"`
	Kind          string    `json:"kind"`
}

// Receipt is the answer to one captured suggestion. Outcome is stored,
// already_stored, conflict or refused.
type Receipt struct {
	ID      string   `json:"id"`
	Outcome string   `json:"outcome"`
	Number  int64    `json:"number"`
	Receipt string   `json:"receipt"`
	Problem *Problem `json:"problem"`
}

// StoredSuggestion is a suggestion as the server has it.
type StoredSuggestion struct {
	ID           string `json:"id"`
	SessionID    string `json:"session_id"`
	ThemeID      string `json:"theme_id"`
	Number       int64  `json:"number"`
	Receipt      string `json:"receipt"`
	Text         string `json:"text"`
	OriginalText string `json:"original_text"`
	Language     string `json:"language"`
	AuthorID     string `json:"author_id"`
	State        string `json:"state"`
}

// Capture sends suggestions as typed and returns the receipts in their order.
func (c *Client) Capture(ctx context.Context, forum string, suggestions ...Suggestion) ([]Receipt, error) {
	var out struct {
		Receipts []Receipt `json:"receipts"`
	}
	err := c.call(ctx, http.MethodPost, facilitation(forum, "/suggestions"),
		map[string]any{"suggestions": suggestions}, &out)
	return out.Receipts, err
}

// Suggestions lists all suggestions of a forum.
func (c *Client) Suggestions(ctx context.Context, forum string) ([]StoredSuggestion, error) {
	return all[StoredSuggestion](ctx, c, facilitation(forum, "/suggestions"))
}
