package chain

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/text"
)

// hideWords hides what was hidden in suggestions since they were last heard of, in
// all that quotes them: facts and decisions to be told, letters that wait and
// letters that were sent. To be done before the new words are stored.
func hideWords(ctx context.Context, tx sqlx.ExtContext, all []events.Suggestion) error {
	of, ids := make(map[uuid.UUID]events.Suggestion, len(all)), make([]uuid.UUID, 0, len(all))
	for _, s := range all {
		if strings.Contains(s.OriginalText, text.Hidden) {
			id := parse(s.SuggestionID)
			of[id], ids = s, append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	known, err := Suggestions(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		parts := text.HiddenSince(known[id].Words, of[id].OriginalText)
		if len(parts) == 0 {
			continue
		}
		for _, part := range parts { // a letter quotes on one line
			if line := strings.Join(strings.Fields(part), " "); line != part {
				parts = append(parts, line)
			}
		}
		for _, statement := range []string{
			`UPDATE fact SET data = hide_words(data, $2, $3) WHERE suggestion_ids @> ARRAY[$1::uuid]`,
			`UPDATE thing SET data = hide_words(data, $2, $3) WHERE kind = 'decision' AND data -> 'suggestion_ids' ? $1::text`,
			`UPDATE message SET letter = hide_words(letter, $2, $3) WHERE suggestion_ids @> ARRAY[$1::uuid] AND letter IS NOT NULL`,
		} {
			if _, err := tx.ExecContext(ctx, statement, id.String(), pq.Array(parts), text.Hidden); err != nil {
				return fmt.Errorf("hiding words of a suggestion: %w", err)
			}
		}
	}
	return nil
}
