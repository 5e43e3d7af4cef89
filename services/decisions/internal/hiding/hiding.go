// Package hiding hides personal data in all that was made of a suggestion's words.
package hiding

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/pkg/text"
	"github.com/shanyraq/shanyraq/services/decisions/internal/proposal"
	"github.com/shanyraq/shanyraq/services/decisions/internal/suggestion"
)

// hidden are the parts of suggestions' words that were hidden since they were
// last heard of, by suggestion. To be asked before the new words are stored.
func hidden(ctx context.Context, tx *sqlx.Tx, changed []suggestion.Heard) (map[string][]string, error) {
	of, ids := map[string]suggestion.Heard{}, make([]string, len(changed))
	for i, h := range changed {
		of[h.SuggestionID], ids[i] = h, h.SuggestionID
	}
	var known []struct {
		ID           string `db:"id"`
		Text         string `db:"text"`
		OriginalText string `db:"original_text"`
	}
	if err := tx.SelectContext(ctx, &known, `SELECT id, text, original_text FROM suggestions WHERE id = ANY($1::uuid[])`, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("looking for hidden words: %w", err)
	}
	parts := map[string][]string{}
	for _, k := range known {
		h := of[k.ID]
		found := text.HiddenSince(k.OriginalText, h.OriginalText)
		if h.Because.Name == (events.SuggestionHidden{}).Name() {
			found = append(found, text.HiddenSince(k.Text, h.Text)...)
		}
		if len(found) > 0 {
			parts[k.ID] = found
		}
	}
	return parts, nil
}

// copies are the texts that are made of proposals' words, by table and
// column.
var copies = []struct{ table, column string }{
	{"wordings", "text"},
	{"recommendation_editions", "text"},
	{"questions", "text"},
	{"decisions", "text"},
	{"decisions", "reason"},
	{"measures", "text"},
}

// Hide hides parts of a suggestion's words in all that was made of them: the
// proposals that carry it, or once did, with their wordings, questions, decisions
// and measures. The decision log is never changed but for this.
func Hide(ctx context.Context, tx *sqlx.Tx, changed []suggestion.Heard) error {
	parts, err := hidden(ctx, tx, changed)
	if err != nil || len(parts) == 0 {
		return err
	}
	if _, err := tx.ExecContext(ctx, `SET LOCAL decisions.hiding = 'on'`); err != nil {
		return fmt.Errorf("opening the decision log: %w", err)
	}
	for _, id := range slices.Sorted(maps.Keys(parts)) {
		of := changed[slices.IndexFunc(changed, func(h suggestion.Heard) bool { return h.SuggestionID == id })]
		if err := hideIn(ctx, tx, of, parts[id]); err != nil {
			return err
		}
	}
	return nil
}

func hideIn(ctx context.Context, tx *sqlx.Tx, of suggestion.Heard, parts []string) error {
	var ids []string
	err := tx.SelectContext(ctx, &ids, `
		SELECT $2::uuid AS id UNION SELECT proposal_id FROM strands WHERE suggestion_id = $1 AND proposal_id IS NOT NULL
		UNION SELECT to_id FROM moves WHERE suggestion_ids @> ARRAY[$1::uuid]
		UNION SELECT from_id FROM moves WHERE suggestion_ids @> ARRAY[$1::uuid]`, of.SuggestionID, proposal.HomeID(of.SuggestionID))
	if err != nil {
		return fmt.Errorf("looking for proposals with hidden words: %w", err)
	}
	found, err := proposal.LockKnown(ctx, tx, ids)
	if err != nil {
		return err
	}
	var all []bus.Outgoing
	for _, id := range slices.Sorted(maps.Keys(found)) {
		p := found[id]
		without := p.Text.Each(func(words string) string { return text.Hide(words, parts...) })
		if without == p.Text || p.Follows == of.SuggestionID { // that one follows anyway
			continue
		}
		p.Text = without
		p.Version++
		if err := proposal.Save(ctx, tx, p); err != nil {
			return err
		}
		all = append(all, of.Because.Causes(ctx, events.ProposalReworded{Proposal: p.Public()}))
	}
	for _, c := range copies {
		_, err := tx.ExecContext(ctx, `
			UPDATE `+c.table+` SET `+c.column+` = hide_words(`+c.column+`, $1, $3)
			WHERE proposal_id = ANY($2::uuid[]) AND hide_words(`+c.column+`, $1, $3) <> `+c.column, pq.Array(parts), pq.Array(ids), text.Hidden)
		if err != nil {
			return fmt.Errorf("hiding words in %s: %w", c.table, err)
		}
	}
	return bus.EmitEach(ctx, tx, all...)
}
