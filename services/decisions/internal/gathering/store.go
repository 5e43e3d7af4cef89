package gathering

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/pkg/bus"
	"github.com/shanyraq/shanyraq/services/decisions/internal/numbering"
	"github.com/shanyraq/shanyraq/services/decisions/internal/proposal"
	"github.com/shanyraq/shanyraq/services/decisions/internal/strand"
	"github.com/shanyraq/shanyraq/services/decisions/internal/suggestion"
)

// welcome stores suggestions that are new here, each in its home proposal.
// fresh is sorted by forum.
func welcome(ctx context.Context, tx *sqlx.Tx, fresh []suggestion.Heard) error {
	if len(fresh) == 0 {
		return nil
	}
	homes, err := homesOf(ctx, tx, fresh)
	if err != nil {
		return err
	}
	if err := suggestion.Insert(ctx, tx, fresh); err != nil {
		return err
	}
	if err := proposal.Insert(ctx, tx, "", homes...); err != nil {
		return err
	}
	stands, told := make(map[string]string, len(fresh)), make([]bus.Outgoing, len(fresh))
	for i, h := range fresh {
		stands[h.SuggestionID] = homes[i].ID
		told[i] = h.Because.Causes(ctx, events.ProposalGathered{Proposal: homes[i].Public()})
	}
	if err := strand.Begin(ctx, tx, stands); err != nil {
		return err
	}
	return bus.EmitEach(ctx, tx, told...)
}

// homesOf makes the home proposals of suggestions, with the next numbers of each
// forum.
func homesOf(ctx context.Context, tx *sqlx.Tx, fresh []suggestion.Heard) ([]*proposal.Proposal, error) {
	in := map[string]int{}
	for _, h := range fresh {
		in[h.ForumID]++
	}
	homes, next := make([]*proposal.Proposal, len(fresh)), int64(0)
	for i, h := range fresh {
		if i == 0 || fresh[i-1].ForumID != h.ForumID {
			var err error
			if next, err = numbering.Take(ctx, tx, h.ForumID, "proposal", in[h.ForumID]); err != nil {
				return nil, err
			}
		}
		homes[i] = proposal.Home(h.Suggestion, next)
		next++
	}
	return homes, nil
}

// follow brings known suggestions up to date, and the proposals that still
// repeat their words. Proposals are locked before suggestions.
func follow(ctx context.Context, tx *sqlx.Tx, changed []suggestion.Heard) error {
	if len(changed) == 0 {
		return nil
	}
	of, ids := make(map[string]suggestion.Heard, len(changed)), make([]string, len(changed))
	for i, h := range changed {
		of[h.SuggestionID], ids[i] = h, h.SuggestionID
	}
	following, err := proposal.LockFollowing(ctx, tx, ids)
	if err != nil {
		return err
	}
	if err := suggestion.Update(ctx, tx, changed); err != nil {
		return err
	}
	var told []bus.Outgoing
	for _, p := range following {
		h := of[p.Follows]
		if !p.Follow(suggestion.TextOf(h.Suggestion), suggestion.ThemeOf(h.Suggestion)) {
			continue
		}
		if err := proposal.Save(ctx, tx, p); err != nil {
			return err
		}
		told = append(told, h.Because.Causes(ctx, events.ProposalReworded{Proposal: p.Public()}))
	}
	return bus.EmitEach(ctx, tx, told...)
}
