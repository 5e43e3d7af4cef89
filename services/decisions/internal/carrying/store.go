package carrying

import (
	"context"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
	"github.com/shanyraq/shanyraq/services/decisions/internal/merge"
	"github.com/shanyraq/shanyraq/services/decisions/internal/proposal"
	"github.com/shanyraq/shanyraq/services/decisions/internal/strand"
)

// carry has p carry suggestions that a recommendation rests on: those of its own
// forum that have arrived.
func (w *carrying) carry(ctx context.Context, p *proposal.Proposal, suggestions []string, told *events.ProposalRecommended) error {
	var rows []struct {
		strand.Strand
		ProposalID string `db:"proposal_id"`
	}
	err := w.tx.SelectContext(ctx, &rows, `
		SELECT t.id, t.suggestion_id, t.proposal_id FROM strands t JOIN suggestions s ON s.id = t.suggestion_id
		WHERE t.suggestion_id = ANY($1::uuid[]) AND t.parent IS NULL AND s.forum_id = $2 ORDER BY s.number`, pq.Array(suggestions), p.ForumID)
	if err != nil {
		return fmt.Errorf("looking for suggestions of a recommendation: %w", err)
	}
	for _, first := range rows {
		id := first.SuggestionID
		if slices.Contains(p.SuggestionIDs(), id) {
			continue
		}
		if home := w.found[proposal.HomeID(id)]; home != nil && standsAlone(home, id) {
			if err := w.absorb(ctx, p, home); err != nil {
				return err
			}
			told.AbsorbedProposalIDs = append(told.AbsorbedProposalIDs, home.ID)
		} else {
			more := []strand.Strand{{SuggestionID: id, Parent: first.ID}}
			if err := strand.Spin(ctx, w.tx, p.ID, more); err != nil {
				return err
			}
			p.Strands = append(p.Strands, more...)
			if err := w.Move(ctx, w.tx, "recommended", first.ProposalID, p.ID, p.Count(), strand.Move{Strands: more, Gained: 1}); err != nil {
				return err
			}
		}
		told.MovedSuggestionIDs = append(told.MovedSuggestionIDs, id)
	}
	return nil
}

func (w *carrying) absorb(ctx context.Context, p, home *proposal.Proposal) error {
	moved, err := p.Absorb(home)
	if err != nil {
		return err
	}
	if err := w.Move(ctx, w.tx, "merged", home.ID, p.ID, p.Count(), moved); err != nil {
		return err
	}
	return proposal.Save(ctx, w.tx, home)
}

// standsAlone reports that p is the home of the suggestion as it was born: with
// its words, and nothing else.
func standsAlone(p *proposal.Proposal, suggestion string) bool {
	return p.State == proposal.Open && p.Follows == suggestion && len(p.Strands) == 1 && p.Strands[0].SuggestionID == suggestion
}

// letGo has p give back suggestions that its recommendation does not rest on any
// more, as far as it was the recommendation that brought them.
func (w *carrying) letGo(ctx context.Context, p *proposal.Proposal, suggestions []string) error {
	if len(suggestions) == 0 {
		return nil
	}
	var brought struct {
		Homes   pq.StringArray `db:"homes"`
		Strands pq.Int64Array  `db:"strands"`
	}
	err := w.tx.GetContext(ctx, &brought, `
		SELECT ARRAY(SELECT from_id FROM moves WHERE to_id = $1 AND from_id = ANY($2::uuid[]) AND kind = 'merged' AND recommended AND NOT undone) AS homes,
			ARRAY(SELECT unnest(strands) FROM moves WHERE to_id = $1 AND kind = 'recommended') AS strands`, p.ID, pq.Array(proposal.HomesOf(suggestions)))
	if err != nil {
		return fmt.Errorf("looking for what a recommendation brought: %w", err)
	}
	for _, s := range suggestions {
		home := w.found[proposal.HomeID(s)]
		if home == nil || home.State != proposal.Merged || home.MergedInto != p.ID || !slices.Contains(brought.Homes, home.ID) {
			continue
		}
		back, err := merge.BringBack(ctx, w.tx, w.Act, home, p)
		if err != nil {
			return err
		}
		w.told = append(w.told, w.because.Causes(ctx, back))
	}
	released := p.Give(func(s strand.Strand) bool {
		return slices.Contains(suggestions, s.SuggestionID) && slices.Contains(brought.Strands, s.ID)
	})
	return w.release(ctx, p, released)
}

// release ends strands that a recommendation had spun; the suggestions go on
// where they stand besides.
func (w *carrying) release(ctx context.Context, p *proposal.Proposal, released strand.Move) error {
	for _, s := range released.Strands {
		var on string
		if err := w.tx.GetContext(ctx, &on, `SELECT proposal_id FROM strands WHERE suggestion_id = $1 AND parent IS NULL`, s.SuggestionID); err != nil {
			return fmt.Errorf("looking for where a suggestion goes on: %w", err)
		}
		lost := 1
		if slices.Contains(p.SuggestionIDs(), s.SuggestionID) {
			lost = 0
		}
		if err := w.Move(ctx, w.tx, "released", p.ID, on, 0, strand.Move{Strands: []strand.Strand{s}, Lost: lost}); err != nil {
			return err
		}
	}
	if len(released.Strands) > 0 {
		w.told = append(w.told, w.because.Causes(ctx, events.ProposalReleased{Proposal: p.Public(), ReleasedSuggestionIDs: strand.SuggestionIDs(released.Strands)}))
	}
	return nil
}
