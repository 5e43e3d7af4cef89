package proposal

import (
	"context"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"github.com/shanyraq/shanyraq/events"
)

// carry has p carry suggestions that a recommendation rests on: those of its own
// forum that have arrived.
func (w *carrying) carry(ctx context.Context, p *Proposal, suggestions []string, told *events.ProposalRecommended) error {
	var rows []struct {
		Strand
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
		if home := w.found[HomeID(id)]; home != nil && home.standsAlone(id) {
			if err := w.absorb(ctx, p, home); err != nil {
				return err
			}
			told.AbsorbedProposalIDs = append(told.AbsorbedProposalIDs, home.ID)
		} else {
			more := []Strand{{SuggestionID: id, Parent: first.ID}}
			if err := spin(ctx, w.tx, p, more); err != nil {
				return err
			}
			p.Strands = append(p.Strands, more...)
			if err := w.move(ctx, w.tx, "recommended", &Proposal{ID: first.ProposalID}, p, Move{Strands: more, Gained: 1}); err != nil {
				return err
			}
		}
		told.MovedSuggestionIDs = append(told.MovedSuggestionIDs, id)
	}
	return nil
}

func (w *carrying) absorb(ctx context.Context, p, home *Proposal) error {
	moved, err := p.Absorb(home)
	if err != nil {
		return err
	}
	if err := w.move(ctx, w.tx, "merged", home, p, moved); err != nil {
		return err
	}
	return Save(ctx, w.tx, home)
}

// standsAlone reports that p is the home of the suggestion as it was born: with
// its words, and nothing else.
func (p *Proposal) standsAlone(suggestion string) bool {
	return p.State == Open && p.Follows == suggestion && len(p.Strands) == 1 && p.Strands[0].SuggestionID == suggestion
}

// letGo has p give back suggestions that its recommendation does not rest on any
// more, as far as it was the recommendation that brought them.
func (w *carrying) letGo(ctx context.Context, p *Proposal, suggestions []string) error {
	if len(suggestions) == 0 {
		return nil
	}
	var brought struct {
		Homes   pq.StringArray `db:"homes"`
		Strands pq.Int64Array  `db:"strands"`
	}
	err := w.tx.GetContext(ctx, &brought, `
		SELECT ARRAY(SELECT from_id FROM moves WHERE to_id = $1 AND from_id = ANY($2::uuid[]) AND kind = 'merged' AND recommended AND NOT undone) AS homes,
			ARRAY(SELECT unnest(strands) FROM moves WHERE to_id = $1 AND kind = 'recommended') AS strands`, p.ID, pq.Array(homesOf(suggestions)))
	if err != nil {
		return fmt.Errorf("looking for what a recommendation brought: %w", err)
	}
	for _, s := range suggestions {
		home := w.found[HomeID(s)]
		if home == nil || home.State != Merged || home.MergedInto != p.ID || !slices.Contains(brought.Homes, home.ID) {
			continue
		}
		back, err := w.bringBack(ctx, w.tx, home, p)
		if err != nil {
			return err
		}
		w.told = append(w.told, w.because.Causes(ctx, back))
	}
	released := p.give(func(s Strand) bool {
		return slices.Contains(suggestions, s.SuggestionID) && slices.Contains(brought.Strands, s.ID)
	})
	return w.release(ctx, p, released)
}

// release ends strands that a recommendation had spun; the suggestions go on
// where they stand besides.
func (w *carrying) release(ctx context.Context, p *Proposal, released Move) error {
	for _, s := range released.Strands {
		var on string
		if err := w.tx.GetContext(ctx, &on, `SELECT proposal_id FROM strands WHERE suggestion_id = $1 AND parent IS NULL`, s.SuggestionID); err != nil {
			return fmt.Errorf("looking for where a suggestion goes on: %w", err)
		}
		lost := 1
		if slices.Contains(p.SuggestionIDs(), s.SuggestionID) {
			lost = 0
		}
		if err := w.move(ctx, w.tx, "released", p, &Proposal{ID: on}, Move{Strands: []Strand{s}, Lost: lost}); err != nil {
			return err
		}
	}
	if len(released.Strands) > 0 {
		w.told = append(w.told, w.because.Causes(ctx, events.ProposalReleased{Proposal: p.Public(), ReleasedSuggestionIDs: suggestionsOf(released.Strands)}))
	}
	return nil
}
